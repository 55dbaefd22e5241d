/// Contacts: the customers, as staff and sibling services see and change them.
public enum Contacts {
  /// Makes a contact of somebody who raised a ticket, unless there is one. Asking again finds the
  /// same one.
  public struct ProvisionRequester: RequestMessage {
    /// Who the requester is.
    public struct Response: Message {
      /// What became of the requester.
      public var outcome: ProvisionOutcome
      /// Number of the contact; absent for an agent.
      public var contactID: Int64?
      /// Number of the activation mail, if one was queued.
      public var activationMailID: Int64?

      enum CodingKeys: Int, CodingKey {
        case outcome = 1
        case contactID = 2
        case activationMailID = 3
      }

      /// All fields, in the order of their keys.
      public init(
        outcome: ProvisionOutcome, contactID: Int64? = nil, activationMailID: Int64? = nil
      ) {
        self.outcome = outcome
        self.contactID = contactID
        self.activationMailID = activationMailID
      }
    }

    /// The address that the ticket came from.
    public var email: String
    /// The name, if the ticket has one. Absent: made from the address.
    public var displayName: String?
    /// Language of mails, as a BCP 47 tag.
    public var locale: String?

    enum CodingKeys: Int, CodingKey {
      case email = 1
      case displayName = 2
      case locale = 3
    }

    /// `Contacts.ProvisionRequester`, number 601.
    public static var method: Method { .contactsProvisionRequester }

    /// All fields, in the order of their keys.
    public init(email: String, displayName: String? = nil, locale: String? = nil) {
      self.email = email
      self.displayName = displayName
      self.locale = locale
    }
  }

  /// Looks one contact up.
  public struct GetContact: RequestMessage {
    /// What comes back.
    public typealias Response = ContactDetails

    /// Which contact.
    public var contact: AccountReference

    enum CodingKeys: Int, CodingKey {
      case contact = 1
    }

    /// `Contacts.GetContact`, number 602.
    public static var method: Method { .contactsGetContact }

    /// All fields, in the order of their keys.
    public init(contact: AccountReference) {
      self.contact = contact
    }
  }

  /// Lists contacts by id, page by page.
  public struct ListContacts: RequestMessage {
    /// A page of contacts.
    public struct Response: Message {
      /// One page.
      public var contacts: [ContactDetails]
      /// What to ask with next. Absent: this was the last page.
      public var nextAfterID: Int64?

      enum CodingKeys: Int, CodingKey {
        case contacts = 1
        case nextAfterID = 2
      }

      /// All fields, in the order of their keys.
      public init(contacts: [ContactDetails], nextAfterID: Int64? = nil) {
        self.contacts = contacts
        self.nextAfterID = nextAfterID
      }
    }

    /// How many at most, 1 to ``PageLimit/max``.
    public var limit: Int
    /// The last id of the page before.
    public var afterID: Int64?
    /// Only those with this in a name or an address; at least three characters.
    public var search: String?
    /// Which contacts. Absent: all.
    public var filter: ContactFilter?

    enum CodingKeys: Int, CodingKey {
      case limit = 1
      case afterID = 2
      case search = 3
      case filter = 4
    }

    /// `Contacts.ListContacts`, number 603.
    public static var method: Method { .contactsListContacts }

    /// All fields, in the order of their keys.
    public init(
      limit: Int, afterID: Int64? = nil, search: String? = nil, filter: ContactFilter? = nil
    ) {
      self.limit = limit
      self.afterID = afterID
      self.search = search
      self.filter = filter
    }
  }
}
