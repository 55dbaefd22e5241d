import Foundation
import LatchkeyBase
import LatchkeyDomain
import Testing

/// The numbers that people read, beside those of the code.
struct SecurityDocumentTests {
  private static func words(_ lifetime: Lifetime) -> String {
    let minutes = lifetime.milliseconds / 60_000
    let (count, unit) =
      if lifetime >= .days(3) {
        (minutes / 1_440, "day")
      } else if minutes > 60 {
        (minutes / 60, "hour")
      } else {
        (minutes, "minute")
      }
    return count == 1 ? "1 \(unit)" : "\(count) \(unit)s"
  }

  private static func row(_ what: String, _ rule: ThrottleRule) -> String {
    "| \(what) | \(rule.limit) | \(self.words(rule.window)) |"
  }

  @Test("The document on security states the numbers of the code")
  func numbers() throws {
    let file = URL(filePath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Protocol/Spec/SECURITY.md")
    // On one line, so that it does not matter where a sentence is broken.
    let document = try String(contentsOf: file, encoding: .utf8)
      .split(whereSeparator: \.isWhitespace).joined(separator: " ")
    let settings = DeskSettings()
    let policy = settings.agentPolicy
    let lives: [(String, Lifetime)] = [
      ("Reset link, asked for by the person", settings.contactSelfResetLifetime),
      ("Reset link, asked for by the person", settings.agentSelfResetLifetime),
      ("Reset link, sent to a contact by staff", settings.staffToContactResetLifetime),
      ("Reset link, sent to an agent by staff", settings.staffToAgentResetLifetime),
      ("Activation and invitation", settings.contactActivationLifetime),
      ("Activation and invitation", settings.invitationLifetime),
      ("Ticket for a code of the device", settings.secondFactorTicketLifetime),
      (
        "Ticket for getting a device, and a device without its first code",
        settings.enrollmentLifetime
      ),
      ("One-time password of an agent", settings.oneTimePasswordLifetime),
      ("Temporary password of a contact", settings.temporaryPasswordLifetime),
      ("Ticket for the choice of a password", settings.passwordChangeTicketLifetime),
      ("Session of an agent, idle", settings.agentSessions.idle),
      ("Session of an agent, at most", settings.agentSessions.absolute),
      ("Session of a contact, idle", settings.contactSessions.idle),
      ("Session of a contact, at most", settings.contactSessions.absolute),
    ]
    let sentences =
      [
        Self.row(
          "Wrong passwords for one identifier, and for one account", settings.passwordThrottle),
        Self.row("Requests for a reset of one identifier", settings.resetThrottle),
        Self.row(
          "Wrong passwords for one account from a place from which its owner has signed in",
          settings.knownOriginThrottle),
        Self.row(
          "Wrong codes of one account's device, and wrong recovery codes, each counted apart",
          settings.secondFactorThrottle),
        Self.row("Wrong passwords from one place, at any account", settings.originThrottle),
        Self.row("Requests for a reset from one place", settings.resetOriginThrottle),
        Self.row("Looks at and uses of links from one place", settings.linkOriginThrottle),
        Self.row(
          "Wrong passwords of a person who is signed in, at the own account",
          settings.passwordThrottle),
        Self.row("Looks at and uses of links through one service", settings.linkThrottle),
        Self.row("Checks of candidate passwords through one service", settings.candidateThrottle),
        Self.row("Requests for a reset through one service", settings.requestThrottle),
        Self.row("Audit entries for throttled calls through one service", settings.refusalThrottle),
        "an account is locked for \(Self.words(settings.automaticLockLifetime)).",
        "A step-up proof is good for \(Self.words(settings.stepUpLifetime)).",
        "| Length | \(policy.minimumLength) to \(policy.maximumLength) characters;",
        "at most \(PasswordPolicy.candidateBytesMax) bytes |",
        "the `nist` profile asks for \(PasswordPolicy.nist.minimumLength) |",
        "A token is \(TokenText.secretByteCount) bytes",
        "tokens of \(TokenText.secretByteCount * 8) random bits",
      ] + lives.map { "| \($0) | \(Self.words($1)) |" }
    for sentence in sentences {
      #expect(document.contains(sentence), "The code says: \(sentence)")
    }
    #expect(settings.contactPolicy == policy, "The document describes one policy.")
  }
}
