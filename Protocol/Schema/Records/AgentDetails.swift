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
}

/// A role by number and name.
public struct RoleSummary: Message {
  /// Number of the role.
  public var id: Int64
  /// Its name, unique.
  public var name: String
}

/// A lock on an account.
public struct LockView: Message {
  /// Set by too many wrong passwords, or by an administrator.
  public var kind: LockKind
  /// When an automatic lock ends by itself. Absent: it stays until somebody unlocks.
  public var until: Timestamp?
  /// What the administrator wrote.
  public var reason: String?
}
