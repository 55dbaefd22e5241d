public import LatchkeyBase

/// Sessions: whose they are, how long they live, how they end.
public enum Sessions {
  /// Asks whose a session is. Sibling services make this call on every request of theirs.
  public struct VerifySession: RequestMessage {
    static let declaration = Declaration(
      301, Self.self, [.sensitive, .fast], audit: .verifySession)

    /// The session lives.
    public struct Response: Message {
      /// Whose it is.
      public var accountID: Int64
      /// Customer or staff.
      public var population: PopulationName
      /// Grows whenever the credential changes: whatever was cached under a smaller one
      /// is stale.
      public var credentialEpoch: Int64
      /// When it ends if it is not used.
      public var idleExpiresAt: Timestamp
      /// When it ends at the latest.
      public var expiresAt: Timestamp
    }

    /// The token that the end user showed.
    public var session: Secret
  }

  /// Lists the sessions of the caller.
  public struct ListOwnSessions: RequestMessage {
    static let declaration = Declaration(
      303, Self.self, answer: SessionList.self, audit: .sessionsListed)
  }

  /// Ends one or all other sessions of the caller.
  public struct RevokeOwnSessions: RequestMessage {
    static let declaration = Declaration(
      304, Self.self, [.mutation], answer: SessionsRevoked.self, audit: .sessionsRevoked)

    /// Only this one. Absent: all.
    public var sessionID: Int64?
    /// All means the current one too. Absent: it stays.
    public var includeCurrent: Bool?
  }

  /// Lists the sessions of somebody else.
  public struct ListSessions: RequestMessage {
    static let declaration = Declaration(
      305, Self.self, answer: SessionList.self, audit: .sessionsListed)

    /// Whose.
    public var account: AccountReference
    /// Whose address or name it is. Needed unless the account is named by number.
    public var population: PopulationName?
    /// How many at most, 1 to ``PageLimit/max``. Absent: ``PageLimit/max``.
    public var limit: Int?
    /// The last number of the page before.
    public var beforeID: Int64?
  }

  /// Ends one or all sessions of somebody else.
  public struct RevokeSessions: RequestMessage {
    static let declaration = Declaration(
      306, Self.self, [.mutation], answer: SessionsRevoked.self, audit: .sessionsRevoked)

    /// Whose.
    public var account: AccountReference
    /// Only this one. Absent: all.
    public var sessionID: Int64?
    /// Whose address or name it is. Needed unless the account is named by number.
    public var population: PopulationName?
  }
}
