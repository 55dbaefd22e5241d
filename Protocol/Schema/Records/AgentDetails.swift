public import LatchkeyBase

/// One agent as staff may see it: never a secret, never a hash.
public struct AgentDetails: Message {
  /// Number of the account.
  public var id: Int64
  /// The name that people read.
  public var displayName: String
  /// Addresses as they were entered, the primary one first.
  public var emails: [String]
  /// A second way to name oneself at sign-in.
  public var loginName: String?
  /// Telephone number as it was entered.
  public var phone: String?
  /// Language of mails to this agent, as a BCP 47 tag.
  public var locale: String
  /// The one label that sums up credential, standing and lock.
  public var status: StatusLabel
  /// Roles held, by id.
  public var roles: [RoleSummary]
  /// Whether this is the one agent whose account nobody else may change.
  public var isAccountAdministrator: Bool
  /// When the account was created.
  public var createdAt: Timestamp
  /// Grows with every change; give it back with an update to refuse a lost one.
  public var revision: Int64
  /// Why and until when sign-in is locked, if it is.
  public var lock: LockView?
  /// Whether a code of a device is asked for beside the password.
  public var hasSecondFactor: Bool
  /// That mail to the primary address is refused again and again, if it is.
  public var undeliverable: UndeliverableAddress?

  enum CodingKeys: Int, CodingKey {
    case id = 1
    case displayName = 2
    case emails = 3
    case loginName = 4
    case phone = 5
    case locale = 6
    case status = 7
    case roles = 8
    case isAccountAdministrator = 9
    case createdAt = 10
    case revision = 11
    case lock = 12
    case hasSecondFactor = 13
    case undeliverable = 14
  }

  /// All fields, in the order of their keys.
  public init(
    id: Int64, displayName: String, emails: [String], loginName: String? = nil,
    phone: String? = nil, locale: String, status: StatusLabel, roles: [RoleSummary],
    isAccountAdministrator: Bool, createdAt: Timestamp, revision: Int64,
    lock: LockView? = nil, hasSecondFactor: Bool, undeliverable: UndeliverableAddress? = nil
  ) {
    self.id = id
    self.displayName = displayName
    self.emails = emails
    self.loginName = loginName
    self.phone = phone
    self.locale = locale
    self.status = status
    self.roles = roles
    self.isAccountAdministrator = isAccountAdministrator
    self.createdAt = createdAt
    self.revision = revision
    self.lock = lock
    self.hasSecondFactor = hasSecondFactor
    self.undeliverable = undeliverable
  }
}

/// A role by number and name.
public struct RoleSummary: Message {
  /// Number of the role.
  public var id: Int64
  /// Its name, unique.
  public var name: String

  enum CodingKeys: Int, CodingKey {
    case id = 1
    case name = 2
  }

  /// All fields, in the order of their keys.
  public init(id: Int64, name: String) {
    self.id = id
    self.name = name
  }
}

/// A lock on an account.
public struct LockView: Message {
  /// Set by too many wrong passwords, or by an administrator.
  public var kind: LockKind
  /// When an automatic lock ends by itself. Absent: it stays until somebody unlocks.
  public var until: Timestamp?
  /// What the administrator wrote.
  public var reason: String?

  enum CodingKeys: Int, CodingKey {
    case kind = 1
    case until = 2
    case reason = 3
  }

  /// All fields, in the order of their keys.
  public init(kind: LockKind, until: Timestamp? = nil, reason: String? = nil) {
    self.kind = kind
    self.until = until
    self.reason = reason
  }
}
