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

  enum CodingKeys: Int, CodingKey {
    case id = 1
    case population = 2
    case displayName = 3
    case emails = 4
    case loginName = 5
    case phone = 6
    case locale = 7
    case status = 8
    case permissions = 9
    case isAccountAdministrator = 10
    case hasSecondFactor = 11
    case pendingEmail = 12
    case revision = 13
  }

  /// All fields, in the order of their keys.
  public init(
    id: Int64, population: PopulationName, displayName: String, emails: [String],
    loginName: String? = nil, phone: String? = nil, locale: String, status: StatusLabel,
    permissions: [PermissionName], isAccountAdministrator: Bool, hasSecondFactor: Bool,
    pendingEmail: String? = nil, revision: Int64
  ) {
    self.id = id
    self.population = population
    self.displayName = displayName
    self.emails = emails
    self.loginName = loginName
    self.phone = phone
    self.locale = locale
    self.status = status
    self.permissions = permissions
    self.isAccountAdministrator = isAccountAdministrator
    self.hasSecondFactor = hasSecondFactor
    self.pendingEmail = pendingEmail
    self.revision = revision
  }
}
