public import LatchkeyBase

/// One contact to import. At least one of address, login name and phone has to be there.
public struct ImportRow: Message {
  /// The caller's number of the row; comes back with its result.
  public var row: Int64
  /// The name that people read.
  public var displayName: String
  /// Addresses, the primary one first.
  public var emails: [String]
  /// Another way to name oneself at sign-in.
  public var loginName: String?
  /// Telephone number.
  public var phone: String?
  /// Language of mails, as a BCP 47 tag.
  public var locale: String?
  /// A hash from another system: bcrypt, sha512-crypt, yescrypt or Argon2 in its usual text form.
  public var passwordHash: Secret?

  enum CodingKeys: Int, CodingKey {
    case row = 1
    case displayName = 2
    case emails = 3
    case loginName = 4
    case phone = 5
    case locale = 6
    case passwordHash = 7
  }

  /// All fields, in the order of their keys.
  public init(
    row: Int64, displayName: String, emails: [String], loginName: String? = nil,
    phone: String? = nil, locale: String? = nil, passwordHash: Secret? = nil
  ) {
    self.row = row
    self.displayName = displayName
    self.emails = emails
    self.loginName = loginName
    self.phone = phone
    self.locale = locale
    self.passwordHash = passwordHash
  }
}

/// What became of one row.
public struct ImportResult: Message {
  /// The caller's number of the row.
  public var row: Int64
  /// What became of it.
  public var outcome: ImportOutcome
  /// Number of the contact, new or found.
  public var contactID: Int64?
  /// Why it was refused.
  public var reason: String?
  /// The field that was refused.
  public var field: String?
  /// What is wrong with it, in words.
  public var detail: String?

  enum CodingKeys: Int, CodingKey {
    case row = 1
    case outcome = 2
    case contactID = 3
    case reason = 4
    case field = 5
    case detail = 6
  }

  /// All fields, in the order of their keys.
  public init(
    row: Int64, outcome: ImportOutcome, contactID: Int64? = nil, reason: String? = nil,
    field: String? = nil, detail: String? = nil
  ) {
    self.row = row
    self.outcome = outcome
    self.contactID = contactID
    self.reason = reason
    self.field = field
    self.detail = detail
  }
}
