import LatchkeyBase
import LatchkeyClient
import LatchkeySchema

/// Error that ends a command.
enum Refusal: Error {
  /// The command line is wrong. Holds the command that tells more.
  case usage(String, hint: String)
  /// The service refused, or could not be reached.
  case service(LatchkeyError)
  /// A failure of this side: what happened, what to do next, and the exit code.
  case here(String, next: String?, ExitCode)
  /// The answer is on standard output already; only the exit code says that it is bad news.
  case answered(ExitCode)

  /// No session file, or one that holds only a ticket.
  static let notSignedIn = Refusal.here(
    "You are not signed in.", next: "latchkey sign-in ADDRESS", .notSignedIn)

  var exitCode: ExitCode {
    switch self {
    case .usage: .usage
    case .here(_, _, let code), .answered(let code): code
    case .service(let error): Self.exitCode(of: error)
    }
  }

  /// Whether the same call succeeds after a reauthentication.
  var isStepUpRequired: Bool {
    guard case .service(let error) = self else { return false }
    return error.reason == .stepUpRequired
  }

  private static func exitCode(of error: LatchkeyError) -> ExitCode {
    switch error.code {
    case .permissionDenied: error.reason == .stepUpRequired ? .notSignedIn : .refused
    case .unauthenticated: error.reason == .serviceUnknown ? .refused : .notSignedIn
    case .notFound: .notFound
    case .invalidArgument, .alreadyExists, .failedPrecondition, .aborted, .outOfRange: .notPossible
    case .unavailable: .unavailable
    case .resourceExhausted: .tooMany
    case .deadlineExceeded, .cancelled: .timedOut
    case .unknown, .unimplemented, .internal, .dataLoss: .internal
    }
  }
}
