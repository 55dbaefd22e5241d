import LatchkeyAuthorization
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema

/// What a call acts upon, before it is looked up.
enum TargetSelector: Sendable {
  /// Nothing in particular.
  case none
  /// An account.
  case account(AccountSelector)
  /// A role.
  case role(RoleID)
}

/// One method as the gate is asked about it: what is called, on what, and what the request adds.
struct Operation: Sendable {
  /// What is called.
  let method: Method
  /// What the request asks beyond the method.
  let aspect: Aspect
  /// What it acts upon.
  let target: TargetSelector
  /// Whether accounts that were merged or erased are found. Every other operation answers that they do
  /// not exist.
  let findsEnded: Bool
  /// The permissions that the operation would give, computed once the target is known; nil where it
  /// gives none.
  let granting: (@Sendable (any StoreReading, Target) throws(Failure) -> PermissionSet)?

  /// An operation on nothing in particular, or on a target.
  init(
    _ method: Method, on target: TargetSelector = .none, aspect: Aspect = .plain,
    findsEnded: Bool = false,
    granting: (@Sendable (any StoreReading, Target) throws(Failure) -> PermissionSet)? = nil
  ) {
    self.method = method
    self.aspect = aspect
    self.target = target
    self.findsEnded = findsEnded
    self.granting = granting
  }

  /// How the audit names it.
  var action: AuditAction {
    guard let action = self.method.auditAction else {
      preconditionFailure("A method that passes the gate has a name in the audit.")
    }
    return action
  }
}
