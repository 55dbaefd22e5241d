import LatchkeyClient
import LatchkeySchema

/// Why a command ends early.
enum Refusal: Error {
  /// The command line is wrong. Holds what to type to learn more.
  case usage(String, hint: String)
  /// The service said no, or could not be asked.
  case service(LatchkeyError)
  /// Something on this side: what, what to do, and how to exit.
  case here(String, next: String?, ExitCode)
  /// The answer is on standard output already, and is no good news.
  case answered(ExitCode)

  var exitCode: ExitCode {
    switch self {
    case .usage: .usage
    case .here(_, _, let code), .answered(let code): code
    case .service(let error): Self.exitCode(of: error)
    }
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
