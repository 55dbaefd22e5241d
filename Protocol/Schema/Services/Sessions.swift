public import LatchkeyBase

/// Sessions: whose they are, how long they live, how they end.
public enum Sessions {
  /// Asks whose a session is. Sibling services make this call on every request of theirs.
  public struct VerifySession: RequestMessage {
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

      enum CodingKeys: Int, CodingKey {
        case accountID = 1
        case population = 2
        case credentialEpoch = 3
        case idleExpiresAt = 4
        case expiresAt = 5
      }

      /// All fields, in the order of their keys.
      public init(
        accountID: Int64, population: PopulationName, credentialEpoch: Int64,
        idleExpiresAt: Timestamp, expiresAt: Timestamp
      ) {
        self.accountID = accountID
        self.population = population
        self.credentialEpoch = credentialEpoch
        self.idleExpiresAt = idleExpiresAt
        self.expiresAt = expiresAt
      }
    }

    /// The token that the end user showed.
    public var session: Secret

    enum CodingKeys: Int, CodingKey {
      case session = 1
    }

    /// `Sessions.VerifySession`, number 301.
    public static var method: Method { .sessionsVerifySession }

    /// All fields, in the order of their keys.
    public init(session: Secret) {
      self.session = session
    }
  }

  /// Lists the sessions of the caller.
  public struct ListOwnSessions: EmptyMessage, RequestMessage {
    /// What comes back.
    public typealias Response = SessionList

    /// `Sessions.ListOwnSessions`, number 303.
    public static var method: Method { .sessionsListOwnSessions }

    /// Nothing to say.
    public init() {}
  }

  /// Ends one or all other sessions of the caller.
  public struct RevokeOwnSessions: RequestMessage {
    /// What comes back.
    public typealias Response = SessionsRevoked

    /// Only this one. Absent: all.
    public var sessionID: Int64?
    /// All means the current one too. Absent: it stays.
    public var includeCurrent: Bool?

    enum CodingKeys: Int, CodingKey {
      case sessionID = 1
      case includeCurrent = 2
    }

    /// `Sessions.RevokeOwnSessions`, number 304.
    public static var method: Method { .sessionsRevokeOwnSessions }

    /// All fields, in the order of their keys.
    public init(sessionID: Int64? = nil, includeCurrent: Bool? = nil) {
      self.sessionID = sessionID
      self.includeCurrent = includeCurrent
    }
  }

  /// Lists the sessions of somebody else.
  public struct ListSessions: RequestMessage {
    /// What comes back.
    public typealias Response = SessionList

    /// Whose.
    public var account: AccountReference
    /// Whose address or name it is. Needed unless the account is named by number.
    public var population: PopulationName?
    /// How many at most, 1 to ``PageLimit/max``. Absent: ``PageLimit/max``.
    public var limit: Int?
    /// The last number of the page before.
    public var beforeID: Int64?

    enum CodingKeys: Int, CodingKey {
      case account = 1
      case population = 2
      case limit = 3
      case beforeID = 4
    }

    /// `Sessions.ListSessions`, number 305.
    public static var method: Method { .sessionsListSessions }

    /// All fields, in the order of their keys.
    public init(
      account: AccountReference, population: PopulationName? = nil, limit: Int? = nil,
      beforeID: Int64? = nil
    ) {
      self.account = account
      self.population = population
      self.limit = limit
      self.beforeID = beforeID
    }
  }

  /// Ends one or all sessions of somebody else.
  public struct RevokeSessions: RequestMessage {
    /// What comes back.
    public typealias Response = SessionsRevoked

    /// Whose.
    public var account: AccountReference
    /// Only this one. Absent: all.
    public var sessionID: Int64?
    /// Whose address or name it is. Needed unless the account is named by number.
    public var population: PopulationName?

    enum CodingKeys: Int, CodingKey {
      case account = 1
      case sessionID = 2
      case population = 3
    }

    /// `Sessions.RevokeSessions`, number 306.
    public static var method: Method { .sessionsRevokeSessions }

    /// All fields, in the order of their keys.
    public init(
      account: AccountReference, sessionID: Int64? = nil, population: PopulationName? = nil
    ) {
      self.account = account
      self.sessionID = sessionID
      self.population = population
    }
  }
}
