import LatchkeyAuthorization
import LatchkeyDeclarations
import LatchkeySchema

/// Whether a call of a method shows the session of a person.
///
/// Follows from the rules of authorization, which are not declared with the method.
enum SessionUse: Hashable {
  /// Never: a session is not looked at.
  case none
  /// Where there is one. The text says what a call without one is.
  case optional(String)
  /// Always.
  case required

  init(of declared: DeclaredMethod) {
    guard let method = Method(name: declared.name) else {
      preconditionFailure(
        "\(declared.name) is newer than the schema that this program was built with.")
    }
    let plain = method.requirement(.plain)
    let needsPerson = Aspect.allCases.map { aspect in
      switch method.requirement(aspect).subject {
      case .nobody, .hostOperator: false
      case .ownSession, .agentWithAll, .agentWithAny, .accountAdministrator: true
      }
    }
    if plain.serviceScope != nil, needsPerson.contains(true) {
      self = .optional("None: the service itself asks.")
    } else if !needsPerson.contains(true) {
      self = .none
    } else if needsPerson.contains(false) {
      self = .optional("None: a ticket stands in for it.")
    } else {
      self = .required
    }
  }
}
