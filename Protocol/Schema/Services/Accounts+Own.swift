import LatchkeyBase

/// The account of the caller.
extension Accounts {
  /// The caller's own account.
  public struct GetOwnAccount: RequestMessage {
    static let declaration = Declaration(
      805, Self.self, answer: OwnAccount.self, audit: .ownAccountRead)
  }

  /// Changes what is given in the caller's own account. A new address counts once it was confirmed
  /// by the link that is mailed to it.
  public struct UpdateOwnAccount: RequestMessage {
    static let declaration = Declaration(
      806, Self.self, [.mutation], answer: OwnAccount.self, audit: .ownAccountUpdated)

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
  }

  /// Demands a new password of many accounts, or of a whole population, at their next sign-in.
  public struct RequirePasswordChangeOfMany: RequestMessage {
    static let declaration = Declaration(
      807, Self.self, [.mutation], deadline: .hashing, audit: .passwordChangeOfManyRequired)

    /// It is done.
    public struct Response: Message {
      /// Accounts that must choose a new password.
      public var changed: Int64
      /// Accounts that have no password, must choose one already, or may not be touched by the
      /// caller.
      public var skipped: Int64
      /// What to ask with next: a call looks at 10 000 accounts at most. Absent: all were looked at.
      public var nextAfterID: Int64?
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
  }
}
