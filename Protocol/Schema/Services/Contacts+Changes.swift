/// What changes contacts.
extension Contacts {
  /// Adds a contact. A mail for activation goes out when the setting says so.
  public struct CreateContact: RequestMessage {
    /// What comes back.
    public typealias Response = ContactDetails

    /// The name that people read.
    public var displayName: String
    /// Addresses, the primary one first. May be empty.
    public var emails: [String]
    /// Another way to name oneself at sign-in.
    public var loginName: String?
    /// Telephone number.
    public var phone: String?
    /// Language of mails, as a BCP 47 tag. Absent: `en`.
    public var locale: String?
    /// Where the password lives. Absent: here.
    public var authenticationSource: AuthenticationSource?

    enum CodingKeys: Int, CodingKey {
      case displayName = 1
      case emails = 2
      case loginName = 3
      case phone = 4
      case locale = 5
      case authenticationSource = 6
    }

    /// `Contacts.CreateContact`, number 604.
    public static var method: Method { .contactsCreateContact }

    /// All fields, in the order of their keys.
    public init(
      displayName: String, emails: [String], loginName: String? = nil, phone: String? = nil,
      locale: String? = nil, authenticationSource: AuthenticationSource? = nil
    ) {
      self.displayName = displayName
      self.emails = emails
      self.loginName = loginName
      self.phone = phone
      self.locale = locale
      self.authenticationSource = authenticationSource
    }
  }

  /// Changes what is given. Another address moves where links go, and kills those that are out.
  public struct UpdateContact: RequestMessage {
    /// What comes back.
    public typealias Response = ContactDetails

    /// Which contact.
    public var contact: AccountReference
    /// A new name.
    public var displayName: String?
    /// All addresses from now on, the primary one first.
    public var emails: [String]?
    /// A new login name. Empty: none.
    public var loginName: String?
    /// A new number. Empty: none.
    public var phone: String?
    /// A new language of mails.
    public var locale: String?
    /// Where the password lives from now on.
    public var authenticationSource: AuthenticationSource?
    /// The revision that the caller saw.
    public var revision: Int64?

    enum CodingKeys: Int, CodingKey {
      case contact = 1
      case displayName = 2
      case emails = 3
      case loginName = 4
      case phone = 5
      case locale = 6
      case authenticationSource = 7
      case revision = 8
    }

    /// `Contacts.UpdateContact`, number 605.
    public static var method: Method { .contactsUpdateContact }

    /// All fields, in the order of their keys.
    public init(
      contact: AccountReference, displayName: String? = nil, emails: [String]? = nil,
      loginName: String? = nil, phone: String? = nil, locale: String? = nil,
      authenticationSource: AuthenticationSource? = nil, revision: Int64? = nil
    ) {
      self.contact = contact
      self.displayName = displayName
      self.emails = emails
      self.loginName = loginName
      self.phone = phone
      self.locale = locale
      self.authenticationSource = authenticationSource
      self.revision = revision
    }
  }

  /// Mails an activation link; an earlier one dies. Shown instead where no mail can go.
  public struct SendActivation: RequestMessage {
    /// What comes back.
    public typealias Response = LinkIssued

    /// Which contact.
    public var contact: AccountReference

    enum CodingKeys: Int, CodingKey {
      case contact = 1
    }

    /// `Contacts.SendActivation`, number 606.
    public static var method: Method { .contactsSendActivation }

    /// All fields, in the order of their keys.
    public init(contact: AccountReference) {
      self.contact = contact
    }
  }

  /// Puts a contact aside: no sign-in, no link, no session.
  public struct DeactivateContact: RequestMessage {
    /// What comes back.
    public typealias Response = ContactDetails

    /// Which contact.
    public var contact: AccountReference
    /// Shown to staff.
    public var reason: String?

    enum CodingKeys: Int, CodingKey {
      case contact = 1
      case reason = 2
    }

    /// `Contacts.DeactivateContact`, number 607.
    public static var method: Method { .contactsDeactivateContact }

    /// All fields, in the order of their keys.
    public init(contact: AccountReference, reason: String? = nil) {
      self.contact = contact
      self.reason = reason
    }
  }

  /// Takes a contact back in, without a password.
  public struct ReactivateContact: RequestMessage {
    /// What comes back.
    public typealias Response = ContactDetails

    /// Which contact.
    public var contact: AccountReference

    enum CodingKeys: Int, CodingKey {
      case contact = 1
    }

    /// `Contacts.ReactivateContact`, number 608.
    public static var method: Method { .contactsReactivateContact }

    /// All fields, in the order of their keys.
    public init(contact: AccountReference) {
      self.contact = contact
    }
  }

  /// Folds one contact into another: addresses move over, the credential of the one that stays
  /// remains, everything of the other dies.
  public struct MergeContacts: RequestMessage {
    /// What comes back.
    public typealias Response = ContactDetails

    /// The one that stays.
    public var contact: AccountReference
    /// The one that goes.
    public var duplicateID: Int64

    enum CodingKeys: Int, CodingKey {
      case contact = 1
      case duplicateID = 2
    }

    /// `Contacts.MergeContacts`, number 609.
    public static var method: Method { .contactsMergeContacts }

    /// All fields, in the order of their keys.
    public init(contact: AccountReference, duplicateID: Int64) {
      self.contact = contact
      self.duplicateID = duplicateID
    }
  }

  /// Removes everything personal for good. The audit keeps a pseudonym.
  public struct EraseContact: RequestMessage {
    /// What comes back.
    public typealias Response = Acknowledgement

    /// Which contact; by number alone, so that nobody else is meant.
    public var contactID: Int64
    /// Must be true: it cannot be undone.
    public var confirmed: Bool

    enum CodingKeys: Int, CodingKey {
      case contactID = 1
      case confirmed = 2
    }

    /// `Contacts.EraseContact`, number 614.
    public static var method: Method { .contactsEraseContact }

    /// All fields, in the order of their keys.
    public init(contactID: Int64, confirmed: Bool) {
      self.contactID = contactID
      self.confirmed = confirmed
    }
  }

  /// Makes an agent of a contact. The contact is put aside; the agent gets an invitation.
  public struct ConvertToAgent: RequestMessage {
    /// What comes back.
    public typealias Response = AgentDetails

    /// Which contact.
    public var contact: AccountReference
    /// Roles of the new agent, only such as the actor may give.
    public var roleIDs: [Int64]

    enum CodingKeys: Int, CodingKey {
      case contact = 1
      case roleIDs = 2
    }

    /// `Contacts.ConvertToAgent`, number 616.
    public static var method: Method { .contactsConvertToAgent }

    /// All fields, in the order of their keys.
    public init(contact: AccountReference, roleIDs: [Int64]) {
      self.contact = contact
      self.roleIDs = roleIDs
    }
  }
}
