/// What a failure says beyond its reason: the details map of an error on the wire.
public struct FailureDetails: Message {
  /// With `MISSING_PERMISSION`: what is missing, all of it.
  public var missingPermissions: [PermissionName]?
  /// With `PASSWORD_POLICY`: every rule that is broken.
  public var violations: [PasswordViolation]?
  /// With `FIELD_INVALID`: the path of the field, names separated by dots.
  public var field: String?
  /// More for people; never a secret.
  public var detail: String?
  /// When it may work: milliseconds from now.
  public var retryAfterMilliseconds: Int64?
  /// With `CONCURRENT_CHANGE`: the revision in force.
  public var expectedRevision: Int64?
  /// When only a part is durable: how many rows of an import, or accounts of a demand on many, are
  /// settled for good, from the first one on.
  public var settled: Int64?
  /// When only a part of a demand on a whole population is durable: the `afterID` to go on with.
  public var resumeAfterID: Int64?
  /// When only a part is durable: whether the same call may be made again, and does what is left over
  /// and nothing twice.
  public var isRepeatable: Bool?
}
