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
}
