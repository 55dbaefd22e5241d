public import LatchkeyBase

/// One contact as staff may see it: never a secret, never a hash.
public struct ContactDetails: Message {
  /// Number of the account.
  public var id: Int64
  /// The name that people read.
  public var displayName: String
  /// Addresses as they were entered, the primary one first. May be empty.
  public var emails: [String]
  /// Another way to name oneself at sign-in.
  public var loginName: String?
  /// Telephone number as it was entered.
  public var phone: String?
  /// Language of mails to this contact, as a BCP 47 tag.
  public var locale: String
  /// The one label that sums up credential, standing and lock.
  public var status: StatusLabel
  /// What the button for a temporary password says for this contact.
  public var temporaryPasswordAction: TemporaryPasswordAction
  /// Where the password lives.
  public var authenticationSource: AuthenticationSource
  /// Whether another contact has the same primary address: then it identifies nobody.
  public var isEmailShared: Bool
  /// When the account was created.
  public var createdAt: Timestamp
  /// Grows with every change; give it back with an update to refuse a lost one.
  public var revision: Int64
  /// Why and until when sign-in is locked, if it is.
  public var lock: LockView?
  /// The contact that took this one's place, if one did.
  public var mergedIntoID: Int64?
  /// Whether everything personal was removed.
  public var isErased: Bool
  /// Whether a second factor is enrolled.
  public var hasSecondFactor: Bool
  /// That mail to the primary address is refused again and again, if it is.
  public var undeliverable: UndeliverableAddress?
}
