/// Exit code of the process. Frozen: scripts switch on these.
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
      "The service or this program failed. The service's log has the incident number."
    case .usage: "The command line is wrong, or the question was not confirmed. Nothing was sent."
    case .refused: "Refused: a permission is missing, or the account is protected."
    case .notSignedIn:
      "Not signed in: no session, an expired session, a wrong password, or a step-up is required."
    case .notFound: "There is no such account, role, message, setting or session."
    case .notPossible:
      "Not possible now: a wrong value, the password policy, a used link, or a name in use."
    case .unavailable: "The service cannot be reached."
    case .tooMany: "Too many attempts or too much load. The output says when to try again."
    case .timedOut: "No answer in time. The change may have been made: check before repeating it."
    case .checkedAndBad:
      "The check failed: a broken audit, a weak password, refused rows, or a refused method."
    case .interrupted:
      "Interrupted. At a prompt, nothing was sent; a file holds everything written so far."
    }
  }
}
