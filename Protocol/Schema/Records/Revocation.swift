/// Something that caches of sessions must forget.
public struct Revocation: Message {
  /// Resume behind this one.
  public var cursor: Int64
  /// What died.
  public var kind: RevocationKind
  /// Whose.
  public var accountID: Int64?
  /// Customer or staff.
  public var population: PopulationName?
  /// Whatever was cached for the account under a smaller epoch is stale.
  public var credentialEpoch: Int64?
  /// The one session that ended, for kind `session`.
  public var sessionID: Int64?
}
