/// Locks and demands on accounts of both populations.
public enum Accounts {
  /// Lists accounts whose sign-in is locked.
  public struct ListLocked: RequestMessage {
    /// A page of locked accounts.
    public struct Response: Message {
      /// One page.
      public var accounts: [LockedAccount]
      /// What to ask with next. Absent: this was the last page.
      public var nextAfterID: Int64?

      enum CodingKeys: Int, CodingKey {
        case accounts = 1
        case nextAfterID = 2
      }

      /// All fields, in the order of their keys.
      public init(accounts: [LockedAccount], nextAfterID: Int64? = nil) {
        self.accounts = accounts
        self.nextAfterID = nextAfterID
      }
    }

    /// How many at most, 1 to ``PageLimit/max``.
    public var limit: Int
    /// The last id of the page before.
    public var afterID: Int64?

    enum CodingKeys: Int, CodingKey {
      case limit = 1
      case afterID = 2
    }

    /// `Accounts.ListLocked`, number 801.
    public static var method: Method { .accountsListLocked }

    /// All fields, in the order of their keys.
    public init(limit: Int, afterID: Int64? = nil) {
      self.limit = limit
      self.afterID = afterID
    }
  }

  /// Lifts whatever lock there is.
  public struct Unlock: RequestMessage {
    /// What comes back.
    public typealias Response = Acknowledgement

    /// Whose.
    public var account: AccountReference
    /// Whose address or name it is. Needed unless the account is named by number.
    public var population: PopulationName?

    enum CodingKeys: Int, CodingKey {
      case account = 1
      case population = 2
    }

    /// `Accounts.Unlock`, number 802.
    public static var method: Method { .accountsUnlock }

    /// All fields, in the order of their keys.
    public init(account: AccountReference, population: PopulationName? = nil) {
      self.account = account
      self.population = population
    }
  }

  /// Locks sign-in until somebody unlocks it.
  public struct Lock: RequestMessage {
    /// What comes back.
    public typealias Response = Acknowledgement

    /// Whose.
    public var account: AccountReference
    /// Shown to staff.
    public var reason: String
    /// Whose address or name it is. Needed unless the account is named by number.
    public var population: PopulationName?

    enum CodingKeys: Int, CodingKey {
      case account = 1
      case reason = 2
      case population = 3
    }

    /// `Accounts.Lock`, number 803.
    public static var method: Method { .accountsLock }

    /// All fields, in the order of their keys.
    public init(account: AccountReference, reason: String, population: PopulationName? = nil) {
      self.account = account
      self.reason = reason
      self.population = population
    }
  }

  /// Demands a new password at the next sign-in.
  public struct RequirePasswordChange: RequestMessage {
    /// What comes back.
    public typealias Response = Acknowledgement

    /// Whose.
    public var account: AccountReference
    /// The password is known to others: sessions and links die at once.
    public var compromised: Bool
    /// Whose address or name it is. Needed unless the account is named by number.
    public var population: PopulationName?

    enum CodingKeys: Int, CodingKey {
      case account = 1
      case compromised = 2
      case population = 3
    }

    /// `Accounts.RequirePasswordChange`, number 804.
    public static var method: Method { .accountsRequirePasswordChange }

    /// All fields, in the order of their keys.
    public init(account: AccountReference, compromised: Bool, population: PopulationName? = nil) {
      self.account = account
      self.compromised = compromised
      self.population = population
    }
  }
}
