import LatchkeyBase

/// Contacts: the customers, as staff and sibling services see and change them.
public enum Contacts {
  /// Makes a contact of somebody who raised a ticket, unless there is one. Asking again finds the
  /// same one.
  public struct ProvisionRequester: RequestMessage {
    static let declaration = Declaration(601, Self.self, [.mutation], audit: .contactProvisioned)

    /// Who the requester is.
    public struct Response: Message {
      /// What became of the requester.
      public var outcome: ProvisionOutcome
      /// Number of the contact; absent for an agent.
      public var contactID: Int64?
      /// Number of the activation mail, if one was queued.
      public var activationMailID: Int64?
    }

    /// The address that the ticket came from.
    public var email: String
    /// The name, if the ticket has one. Absent: made from the address.
    public var displayName: String?
    /// Language of mails, as a BCP 47 tag.
    public var locale: String?
  }

  /// Looks one contact up.
  public struct GetContact: RequestMessage {
    static let declaration = Declaration(
      602, Self.self, answer: ContactDetails.self, audit: .contactRead)

    /// Which contact.
    public var contact: AccountReference
  }

  /// Lists contacts by id, page by page.
  public struct ListContacts: RequestMessage {
    static let declaration = Declaration(603, Self.self, audit: .contactRead)

    /// A page of contacts.
    public struct Response: Message {
      /// One page.
      public var contacts: [ContactDetails]
      /// What to ask with next. Absent: this was the last page.
      public var nextAfterID: Int64?
    }

    /// How many at most, 1 to ``PageLimit/max``.
    public var limit: Int = 100
    /// The last id of the page before.
    public var afterID: Int64?
    /// Only those with this in a name or an address; at least three characters.
    public var search: String?
    /// Which contacts. Absent: all.
    public var filter: ContactFilter?
  }
}
