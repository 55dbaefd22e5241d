import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema

/// How the holder of a token is told that it does not work.
enum TokenKind: Sendable {
  /// A link from a mail: the reason says what happened to it.
  case link
  /// A ticket from the call before: one reason for everything.
  case ticket

  var invalid: Reason { self == .link ? .linkInvalid : .ticketInvalid }
  var used: Reason { self == .link ? .linkUsed : .ticketInvalid }

  /// The reason that stands for what the token itself says.
  func reason(_ refusal: Token.Refusal) -> Reason {
    guard self == .link else { return .ticketInvalid }
    return switch refusal {
    case .invalid: .linkInvalid
    case .expired: .linkExpired
    case .used: .linkUsed
    case .superseded: .linkSuperseded
    }
  }
}
