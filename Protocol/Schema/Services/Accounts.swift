import LatchkeyBase

/// Locks and demands on accounts of both populations.
public enum Accounts {
  /// Lists accounts whose sign-in is locked.
  public struct ListLocked: RequestMessage {
    static let declaration = Declaration(801, Self.self, audit: .lockedListed)

    /// A page of locked accounts.
    public struct Response: Message {
      /// One page.
      public var accounts: [LockedAccount]
      /// What to ask with next. Absent: this was the last page.
      public var nextAfterID: Int64?
    }

    /// How many at most, 1 to ``PageLimit/max``.
    public var limit: Int = 100
    /// The last id of the page before.
    public var afterID: Int64?
  }

  /// Lifts whatever lock there is.
  public struct Unlock: RequestMessage {
    static let declaration = Declaration(
      802, Self.self, [.mutation], answer: Acknowledgement.self, audit: .accountUnlocked)

    /// Whose.
    public var account: AccountReference
    /// Whose address or name it is. Needed unless the account is named by number.
    public var population: PopulationName?
  }

  /// Locks sign-in until somebody unlocks it.
  public struct Lock: RequestMessage {
    static let declaration = Declaration(
      803, Self.self, [.mutation], answer: Acknowledgement.self, audit: .accountLocked)

    /// Whose.
    public var account: AccountReference
    /// Shown to staff.
    public var reason: String
    /// Whose address or name it is. Needed unless the account is named by number.
    public var population: PopulationName?
  }

  /// Demands a new password at the next sign-in.
  public struct RequirePasswordChange: RequestMessage {
    static let declaration = Declaration(
      804, Self.self, [.mutation], answer: Acknowledgement.self, audit: .passwordChangeRequired)

    /// Whose.
    public var account: AccountReference
    /// The password is known to others: sessions and links die at once.
    public var compromised: Bool
    /// Whose address or name it is. Needed unless the account is named by number.
    public var population: PopulationName?
  }
}
