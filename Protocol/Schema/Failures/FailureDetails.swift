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

  enum CodingKeys: Int, CodingKey {
    case missingPermissions = 1
    case violations = 2
    case field = 3
    case detail = 4
    case retryAfterMilliseconds = 5
    case expectedRevision = 6
    case settled = 7
    case resumeAfterID = 8
    case isRepeatable = 9
  }

  /// All fields, in the order of their keys.
  public init(
    missingPermissions: [PermissionName]? = nil, violations: [PasswordViolation]? = nil,
    field: String? = nil, detail: String? = nil, retryAfterMilliseconds: Int64? = nil,
    expectedRevision: Int64? = nil, settled: Int64? = nil, resumeAfterID: Int64? = nil,
    isRepeatable: Bool? = nil
  ) {
    self.missingPermissions = missingPermissions
    self.violations = violations
    self.field = field
    self.detail = detail
    self.retryAfterMilliseconds = retryAfterMilliseconds
    self.expectedRevision = expectedRevision
    self.settled = settled
    self.resumeAfterID = resumeAfterID
    self.isRepeatable = isRepeatable
  }
}
