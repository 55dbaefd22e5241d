import LatchkeyBase
import LatchkeyClient
import LatchkeySchema

/// Failures as lines for people: what happened, why, and what to do next.
enum FailureText {
  static func lines(_ refusal: Refusal) -> [String] {
    switch refusal {
    case .answered: []
    case .usage(let text, let hint): [text, "  next  \(hint)"]
    case .here(let text, let next, _):
      [Layout.visible(text)] + (next.map { ["  next  \($0)"] } ?? [])
    case .service(let error):
      Layout.card(
        "\(Self.heading(of: error)): \(error.message)",
        [
          ("missing", Self.missing(error)), ("field", Self.beyond(error, error.details.field)),
          ("detail", Self.beyond(error, error.details.detail)), ("reason", error.reasonText),
          ("outcome", Self.outcome(error)),
          ("incident", error.incident.map { String($0, radix: 16) }),
          ("next", Self.advice(error)),
        ], list: error.details.violations?.map(\.text) ?? [])
    }
  }

  static func json(_ refusal: Refusal) -> String {
    let document: FailureDocument
    switch refusal {
    case .answered: return ""
    case .usage(let text, let hint):
      document = FailureDocument(exitCode: refusal.exitCode.rawValue, message: text, next: hint)
    case .here(let text, let next, let code):
      document = FailureDocument(exitCode: code.rawValue, message: text, next: next)
    case .service(let error):
      document = FailureDocument(
        exitCode: refusal.exitCode.rawValue, message: error.message, next: Self.advice(error),
        status: error.code.rawValue, reason: error.reasonText, details: error.details,
        outcome: "\(error.outcome)", incident: error.incident)
    }
    return (try? JSON.line(of: ["error": document])) ?? "{}"
  }

  private static func heading(of error: LatchkeyError) -> String {
    switch error.code {
    case .permissionDenied: "Refused"
    case .unauthenticated: error.reason == .sessionRequired ? "Not signed in" : "Not accepted"
    case .notFound: "Not found"
    case .alreadyExists, .failedPrecondition, .outOfRange: "Not possible"
    case .invalidArgument: "Not accepted"
    case .aborted: "Changed by another call"
    case .resourceExhausted: "Not now"
    case .deadlineExceeded: "No answer in time"
    case .cancelled: "Interrupted"
    case .unavailable:
      error.reason == nil ? "The service cannot be reached" : "The service is not available"
    case .unimplemented: "The service does not know this"
    case .unknown, .internal, .dataLoss: "The service failed"
    }
  }

  /// A detail, unless the message has it already.
  private static func beyond(_ error: LatchkeyError, _ detail: String?) -> String? {
    detail.flatMap { error.message.contains($0) ? nil : $0 }
  }

  /// The missing permissions, unless the message names all of them.
  private static func missing(_ error: LatchkeyError) -> String? {
    guard let labels = error.details.missingPermissions?.map(\.label),
      !labels.allSatisfy({ error.message.contains("\"\($0)\"") })
    else { return nil }
    return labels.joined(separator: ", ")
  }

  private static func outcome(_ error: LatchkeyError) -> String? {
    switch error.outcome {
    case .notStarted, .rolledBack: nil
    case .committed: "the change was made nevertheless"
    case .unknown: "the change may or may not have been made: check before repeating it"
    case .partlyCommitted: Self.partly(error.details)
    }
  }

  private static func partly(_ details: FailureDetails) -> String {
    let done = details.settled.map { ": the first \($0)" } ?? ""
    return "a part of it is done and stays\(done)"
      + (details.isRepeatable == true ? "; the same command again does the rest" : "")
  }

  /// The advice of the reason; the command to type, where this program has one for it.
  private static func advice(_ error: LatchkeyError) -> String? {
    let wait = error.retryAfter.map { "Try again in \(Self.span($0))." }
    switch error.reason {
    case .sessionRequired, .sessionInvalid, .sessionExpired, .ticketInvalid:
      return "latchkey sign-in ADDRESS"
    case .stepUpRequired: return "latchkey step-up, then the same command within five minutes"
    case .notFound:
      return "Check the name against the list. "
        + "Where several contacts share an address, give the number."
    case .notBootstrapped: return "as root on this host: latchkey operator bootstrap ADDRESS"
    case .useChangeOwnPassword: return "latchkey password change"
    case .roleInUse: return "latchkey role delete ROLE --reassign-to ROLE"
    case .contactHasNoEmail: return "latchkey contact update CONTACT --email ADDRESS"
    case .noSignInIdentifier:
      return "latchkey contact update CONTACT, with --email, --login or --phone"
    case .forcePasswordResetActive: return "latchkey contact temporary-password CONTACT"
    case .userActivationEmailEnabled:
      return
        "latchkey contact reset-link CONTACT, or without the mail: "
        + "latchkey settings set notifications.user_activation_email false"
    case .secretNotRetrievable: return "Issue a new one: the same command again."
    case .linkExpired, .linkInvalid, .linkUsed, .linkSuperseded:
      return "latchkey reset request ADDRESS"
    case .some(let reason): return wait ?? reason.advice
    case nil:
      guard error.code != .unavailable else {
        return "Another socket: --socket PATH or LATCHKEY_SOCKET."
      }
      return wait
    }
  }

  private static func span(_ duration: Duration) -> String {
    let (seconds, attoseconds) = duration.components
    return Times.span(milliseconds: seconds * 1_000 + attoseconds / 1_000_000_000_000_000)
  }
}

extension Layout {
  fileprivate static func card(
    _ title: String, _ rows: [(String, String?)], list: [String]
  ) -> [String] {
    var lines = self.card(title, rows)
    lines.insert(contentsOf: list.map { "  · \(self.visible($0))" }, at: 1)
    return lines
  }
}

/// A failure for programs.
private struct FailureDocument: Encodable {
  var exitCode: Int32
  var message: String
  var next: String?
  var status: UInt8?
  var reason: String?
  var details: FailureDetails?
  var outcome: String?
  var incident: UInt64?
}
