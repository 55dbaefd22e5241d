/// The account of the caller.
extension Accounts {
  /// The caller's own account.
  public struct GetOwnAccount: EmptyMessage, RequestMessage {
    /// What comes back.
    public typealias Response = OwnAccount

    /// `Accounts.GetOwnAccount`, number 805.
    public static var method: Method { .accountsGetOwnAccount }

    /// Nothing to say.
    public init() {}
  }

  /// Changes what is given in the caller's own account. A new address counts once it was confirmed
  /// by the link that is mailed to it.
  public struct UpdateOwnAccount: RequestMessage {
    /// What comes back.
    public typealias Response = OwnAccount

    /// A new name.
    public var displayName: String?
    /// A new primary address.
    public var email: String?
    /// A new number. Empty: none.
    public var phone: String?
    /// A new language of mails.
    public var locale: String?
    /// The revision that the caller saw.
    public var revision: Int64?

    enum CodingKeys: Int, CodingKey {
      case displayName = 1
      case email = 2
      case phone = 3
      case locale = 4
      case revision = 5
    }

    /// `Accounts.UpdateOwnAccount`, number 806.
    public static var method: Method { .accountsUpdateOwnAccount }

    /// All fields, in the order of their keys.
    public init(
      displayName: String? = nil, email: String? = nil, phone: String? = nil, locale: String? = nil,
      revision: Int64? = nil
    ) {
      self.displayName = displayName
      self.email = email
      self.phone = phone
      self.locale = locale
      self.revision = revision
    }
  }

  /// Demands a new password of many accounts, or of a whole population, at their next sign-in.
  public struct RequirePasswordChangeOfMany: RequestMessage {
    /// It is done.
    public struct Response: Message {
      /// Accounts that must choose a new password.
      public var changed: Int64
      /// Accounts that have no password, must choose one already, or may not be touched by the
      /// caller.
      public var skipped: Int64
      /// What to ask with next: a call looks at 10 000 accounts at most. Absent: all were looked at.
      public var nextAfterID: Int64?

      enum CodingKeys: Int, CodingKey {
        case changed = 1
        case skipped = 2
        case nextAfterID = 3
      }

      /// All fields, in the order of their keys.
      public init(changed: Int64, skipped: Int64, nextAfterID: Int64? = nil) {
        self.changed = changed
        self.skipped = skipped
        self.nextAfterID = nextAfterID
      }
    }

    /// These accounts, 1 to 1 000. Absent: the whole population.
    public var accountIDs: [Int64]?
    /// Customers or staff.
    public var population: PopulationName
    /// The passwords are known to others: sessions and links die at once.
    public var compromised: Bool
    /// Must be true.
    public var confirmed: Bool
    /// Where the call before stopped in the whole population.
    public var afterID: Int64?

    enum CodingKeys: Int, CodingKey {
      case accountIDs = 1
      case population = 2
      case compromised = 3
      case confirmed = 4
      case afterID = 5
    }

    /// `Accounts.RequirePasswordChangeOfMany`, number 807.
    public static var method: Method { .accountsRequirePasswordChangeOfMany }

    /// All fields, in the order of their keys.
    public init(
      accountIDs: [Int64]? = nil, population: PopulationName, compromised: Bool, confirmed: Bool,
      afterID: Int64? = nil
    ) {
      self.accountIDs = accountIDs
      self.population = population
      self.compromised = compromised
      self.confirmed = confirmed
      self.afterID = afterID
    }
  }
}
