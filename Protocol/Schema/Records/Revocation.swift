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

  enum CodingKeys: Int, CodingKey {
    case cursor = 1
    case kind = 2
    case accountID = 3
    case population = 4
    case credentialEpoch = 5
    case sessionID = 6
  }

  /// All fields, in the order of their keys.
  public init(
    cursor: Int64, kind: RevocationKind, accountID: Int64? = nil, population: PopulationName? = nil,
    credentialEpoch: Int64? = nil, sessionID: Int64? = nil
  ) {
    self.cursor = cursor
    self.kind = kind
    self.accountID = accountID
    self.population = population
    self.credentialEpoch = credentialEpoch
    self.sessionID = sessionID
  }
}
