import LatchkeyBase
import LatchkeyDomain
import Testing

/// Numbers that the five source systems publish, in their words.
struct SettingsTests {
  /// "48 hours" as a lifetime.
  private static func lifetime(_ words: String) throws -> Lifetime {
    let parts = words.split(separator: " ")
    let count = try #require(Int64(parts[0]))
    switch parts[1] {
    case "seconds", "second": return Lifetime(milliseconds: count * 1_000)
    case "minutes", "minute": return Lifetime(milliseconds: count * 60_000)
    case "hours", "hour": return Lifetime(milliseconds: count * 3_600_000)
    case "days": return Lifetime(milliseconds: count * 86_400_000)
    default: throw UnknownUnit()
    }
  }

  struct UnknownUnit: Error {}

  @Test(
    "D3 links live as long as the source systems say",
    arguments: [
      (.selfResetLink, .contact, "60 minutes"),
      (.selfResetLink, .agent, "60 minutes"),
      (.staffResetLink, .contact, "15 minutes"),
      (.staffResetLink, .agent, "48 hours"),
      (.invitation, .contact, "7 days"),
      (.invitation, .agent, "7 days"),
      (.emailConfirmation, .contact, "24 hours"),
      (.notice(.passwordReset), .agent, "0 seconds"),
    ] as [(MailKind, Population, String)])
  func links(kind: MailKind, population: Population, words: String) throws {
    #expect(DeskSettings().linkLifetime(kind, for: population) == (try Self.lifetime(words)))
  }

  @Test("A mail with a link has a lifetime and a token of its population, a notice neither")
  func purposes() {
    for population in Population.allCases {
      for kind in MailKind.allCases {
        let purpose = kind.tokenPurpose(for: population)
        let hasLife = DeskSettings().linkLifetime(kind, for: population) > Lifetime(milliseconds: 0)
        #expect(kind.hasLink == hasLife)
        #expect(kind.hasLink == (purpose != nil))
        #expect(purpose == nil || purpose?.population == population)
      }
    }
    #expect(MailKind.staffResetLink.tokenPurpose(for: .agent) == .agentStaffReset)
    #expect(MailKind.invitation.tokenPurpose(for: .contact) == .contactActivation)
  }

  @Test("D7 temporary passwords live 24 hours, one-time passwords of agents 48 hours")
  func temporaryPasswords() throws {
    #expect(DeskSettings().temporaryPasswordLifetime == (try Self.lifetime("24 hours")))
    #expect(DeskSettings().oneTimePasswordLifetime == (try Self.lifetime("48 hours")))
  }

  @Test("Tickets live 15 minutes, proofs 5, and automatic locks 15")
  func tickets() throws {
    #expect(DeskSettings().passwordChangeTicketLifetime == (try Self.lifetime("15 minutes")))
    #expect(DeskSettings().stepUpLifetime == (try Self.lifetime("5 minutes")))
    #expect(DeskSettings().automaticLockLifetime == (try Self.lifetime("15 minutes")))
  }

  @Test("The password throttle stays far below NIST's 100 failures in a row")
  func throttles() {
    #expect(DeskSettings().passwordThrottle == ThrottleRule(limit: 10, window: .minutes(15)))
    #expect(DeskSettings().resetThrottle == ThrottleRule(limit: 3, window: .minutes(15)))
    #expect(DeskSettings().linkThrottle == ThrottleRule(limit: 6_000, window: .minutes(1)))
    #expect(DeskSettings().candidateThrottle == ThrottleRule(limit: 6_000, window: .minutes(1)))
    #expect(DeskSettings().requestThrottle == ThrottleRule(limit: 1_200, window: .minutes(1)))
    #expect(DeskSettings().refusalThrottle == ThrottleRule(limit: 600, window: .minutes(1)))
  }

  @Test("Links lead to https addresses and say nothing behind a question mark")
  func linkBases() {
    for base in [DeskSettings().contactLinkBase, DeskSettings().agentLinkBase] {
      #expect(base.hasPrefix("https://"))
      #expect(!base.contains("?"))
      #expect(!base.contains("#"))
    }
  }

  @Test(
    "A mail that could not go is tried again after 10 s, doubled each time, an hour at most",
    arguments: [
      (0, "10 seconds"), (1, "10 seconds"), (2, "20 seconds"), (3, "40 seconds"),
      (4, "80 seconds"), (5, "160 seconds"), (6, "320 seconds"), (7, "640 seconds"),
      (8, "1280 seconds"), (9, "2560 seconds"), (10, "1 hour"), (12, "1 hour"),
      (1_000_000, "1 hour"), (-5, "10 seconds"),
    ])
  func retries(attempts: Int, words: String) throws {
    #expect(MailRetry.delay(afterAttempts: attempts) == (try Self.lifetime(words)))
  }

  @Test("Waits of a failing mail add up to hours, so that an outage of the morning loses none")
  func outage() {
    #expect(DeskSettings().mailGivenUpAfter > .hours(12))
    // And greylisting of half an hour ends long before the waits are of an hour.
    let waits = (1...8).reduce(Int64(0)) { $0 + MailRetry.delay(afterAttempts: $1).milliseconds }
    #expect(Lifetime(milliseconds: waits) > .minutes(35))
  }
}
