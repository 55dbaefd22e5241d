public import LatchkeyAuthorization
public import LatchkeyBase
public import LatchkeyDomain
internal import LatchkeySchema

/// A call that was not carried out: the reason, and what goes with it. Nothing was changed but
/// counters and the audit.
public struct Refusal: Error, Hashable, Sendable {
  /// Why, in the protocol's words.
  public var reason: Reason
  /// The permissions that are missing.
  public var missingPermissions: [Permission] = []
  /// The scopes of which one is missing.
  public var missingScopes: [Scope] = []
  /// Every rule that the password broke.
  public var violations: [PasswordPolicy.Violation] = []
  /// The field of the request that is wrong, and how.
  public var field: FieldError?
  /// When another try may succeed.
  public var retryAfter: Lifetime?
  /// The revision in force, for a change on top of another one.
  public var expectedRevision: Int64?

  /// A refusal for a reason alone.
  public init(_ reason: Reason) {
    self.reason = reason
  }

  /// A password that broke rules.
  public init(violations: [PasswordPolicy.Violation]) {
    self.reason = .passwordPolicy
    self.violations = violations
  }

  /// Too much at once.
  public init(_ reason: Reason, retryAfter: Lifetime) {
    self.reason = reason
    self.retryAfter = retryAfter
  }

  /// A change on top of a revision that is no longer in force.
  public init(revisionInForce revision: Int64) {
    self.reason = .concurrentChange
    self.expectedRevision = revision
  }

  /// A field that is not acceptable.
  public init(_ field: FieldError, reason: Reason = .fieldInvalid) {
    self.reason = reason
    self.field = field
  }

  /// What the authorization layer answered.
  init(_ denial: Denial) {
    self.reason = denial.reason
    self.missingPermissions = denial.missingPermissions
    self.missingScopes = denial.missingScopes
  }
}
