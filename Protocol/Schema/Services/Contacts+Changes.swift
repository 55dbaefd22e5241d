import LatchkeyBase

/// What changes contacts.
extension Contacts {
  /// Adds a contact. A mail for activation goes out when the setting says so.
  public struct CreateContact: RequestMessage {
    static let declaration = Declaration(
      604, Self.self, [.mutation], answer: ContactDetails.self, audit: .contactCreated)

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
  }

  /// Changes what is given. Another address moves where links go, and kills those that are out.
  public struct UpdateContact: RequestMessage {
    static let declaration = Declaration(
      605, Self.self, [.mutation], answer: ContactDetails.self, audit: .contactUpdated)

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
  }

  /// Mails an activation link; an earlier one dies. Shown instead where no mail can go.
  public struct SendActivation: RequestMessage {
    static let declaration = Declaration(
      606, Self.self, [.mutation, .sensitive], answer: LinkIssued.self, audit: .contactInvited)

    /// Which contact.
    public var contact: AccountReference
  }

  /// Puts a contact aside: no sign-in, no link, no session.
  public struct DeactivateContact: RequestMessage {
    static let declaration = Declaration(
      607, Self.self, [.mutation], answer: ContactDetails.self, audit: .contactDeactivated)

    /// Which contact.
    public var contact: AccountReference
    /// Shown to staff.
    public var reason: String?
  }

  /// Takes a contact back in, without a password.
  public struct ReactivateContact: RequestMessage {
    static let declaration = Declaration(
      608, Self.self, [.mutation], answer: ContactDetails.self, audit: .contactReactivated)

    /// Which contact.
    public var contact: AccountReference
  }

  /// Folds one contact into another: addresses move over, the credential of the one that stays
  /// remains, everything of the other dies.
  public struct MergeContacts: RequestMessage {
    static let declaration = Declaration(
      609, Self.self, [.mutation], answer: ContactDetails.self, audit: .contactMerged)

    /// The one that stays.
    public var contact: AccountReference
    /// The one that goes.
    public var duplicateID: Int64
  }

  /// Removes everything personal for good. The audit keeps a pseudonym.
  public struct EraseContact: RequestMessage {
    static let declaration = Declaration(
      614, Self.self, [.mutation], answer: Acknowledgement.self, audit: .contactErased)

    /// Which contact; by number alone, so that nobody else is meant.
    public var contactID: Int64
    /// Must be true: it cannot be undone.
    public var confirmed: Bool
  }

  /// Makes an agent of a contact. The contact is put aside; the agent gets an invitation.
  public struct ConvertToAgent: RequestMessage {
    static let declaration = Declaration(
      616, Self.self, [.mutation], answer: AgentDetails.self, audit: .contactConverted)

    /// Which contact.
    public var contact: AccountReference
    /// Roles of the new agent, only such as the actor may give.
    public var roleIDs: [Int64]
  }
}
