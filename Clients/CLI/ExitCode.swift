/// What the process says to the shell. Frozen: scripts switch on these.
enum ExitCode: Int32, CaseIterable, Sendable {
  case ok = 0
  case `internal` = 1
  case usage = 2
  case refused = 3
  case notSignedIn = 4
  case notFound = 5
  case notPossible = 6
  case unavailable = 7
  case tooMany = 8
  case timedOut = 9
  case checkedAndBad = 10
  case interrupted = 130

  /// One line of `latchkey help exit-codes`.
  var meaning: String {
    switch self {
    case .ok: "Done."
    case .internal:
      "The service failed, or this program did. The incident number is in the service's log."
    case .usage: "The command line is wrong, or a confirmation was not given. Nothing was sent."
    case .refused: "Refused: a permission is missing, or the account is protected."
    case .notSignedIn:
      "Not signed in, signed in for too long, or the password was wrong; step-up missing."
    case .notFound: "There is no such agent, role, message or session."
    case .notPossible:
      "Not possible as things are: a wrong value, the password policy, a used link, a name in use."
    case .unavailable: "The service cannot be reached."
    case .tooMany: "Too many attempts or too much load. The output says when to try again."
    case .timedOut: "No answer in time. A change may have been made: look before repeating it."
    case .checkedAndBad:
      "A check was made and came out bad: a broken audit, a weak password, refused rows."
    case .interrupted:
      "Interrupted. At a prompt nothing was sent; a file holds what was written until then."
    }
  }
}
