/// The account of the caller, as its owner sees it.
public struct OwnAccount: Message {
  /// Number of the account.
  public var id: Int64
  /// Customer or staff.
  public var population: PopulationName
  /// The name that people read.
  public var displayName: String
  /// Addresses as they were entered, the primary one first.
  public var emails: [String]
  /// Another way to name oneself at sign-in.
  public var loginName: String?
  /// Telephone number as it was entered.
  public var phone: String?
  /// Language of mails, as a BCP 47 tag.
  public var locale: String
  /// The one label that sums up credential, standing and lock.
  public var status: StatusLabel
  /// What the roles allow together; empty for contacts.
  public var permissions: [PermissionName]
  /// Whether this is the Account Administrator.
  public var isAccountAdministrator: Bool
  /// Whether a second factor is enrolled.
  public var hasSecondFactor: Bool
  /// An address that waits for its confirmation.
  public var pendingEmail: String?
  /// Grows with every change; give it back with an update to refuse a lost one.
  public var revision: Int64
}
