public import LatchkeyBase
internal import LatchkeyDomain
internal import LatchkeySchema

/// A call that is not allowed, with the first reason in the fixed order of checks.
public struct Denial: Error, Hashable, Sendable {
  /// Why.
  public let reason: Reason
  /// The permissions that are missing, for `MISSING_PERMISSION`. Where any of several would do,
  /// all of them.
  public let missingPermissions: [Permission]
  /// The scopes of which one is missing, for `SCOPE_MISSING`.
  public let missingScopes: [Scope]

  init(_ reason: Reason, missingPermissions: [Permission] = [], missingScopes: [Scope] = []) {
    self.reason = reason
    self.missingPermissions = missingPermissions
    self.missingScopes = missingScopes
  }
}
