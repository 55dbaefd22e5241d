public import LatchkeyBase

/// What gives a contact a password.
extension Contacts {
  /// Sets the password of a contact on its behalf. No notice goes out unless the setting says so.
  public struct SetPassword: RequestMessage {
    /// The password is set.
    public struct Response: Message {
      /// The status from now on.
      public var status: StatusLabel

      enum CodingKeys: Int, CodingKey {
        case status = 1
      }

      /// All fields, in the order of their keys.
      public init(status: StatusLabel) {
        self.status = status
      }
    }

    /// Which contact.
    public var contact: AccountReference
    /// The password; the policy applies.
    public var newPassword: Secret

    enum CodingKeys: Int, CodingKey {
      case contact = 1
      case newPassword = 2
    }

    /// `Contacts.SetPassword`, number 610.
    public static var method: Method { .contactsSetPassword }

    /// All fields, in the order of their keys.
    public init(contact: AccountReference, newPassword: Secret) {
      self.contact = contact
      self.newPassword = newPassword
    }
  }

  /// Mails a reset link to the primary address, or shows it once where no mail can go. The present
  /// password works until it is used.
  public struct SendPasswordResetLink: RequestMessage {
    /// What comes back.
    public typealias Response = LinkIssued

    /// Which contact.
    public var contact: AccountReference

    enum CodingKeys: Int, CodingKey {
      case contact = 1
    }

    /// `Contacts.SendPasswordResetLink`, number 611.
    public static var method: Method { .contactsSendPasswordResetLink }

    /// All fields, in the order of their keys.
    public init(contact: AccountReference) {
      self.contact = contact
    }
  }

  /// Says what issuing a temporary password would do. Changes nothing.
  public struct PreviewTemporaryPassword: RequestMessage {
    /// What would happen.
    public struct Response: Message {
      /// What the button says.
      public var action: TemporaryPasswordAction
      /// The status now.
      public var status: StatusLabel
      /// The status afterwards.
      public var statusAfter: StatusLabel
      /// Sessions that would end.
      public var sessionsToEnd: Int
      /// What the contact may sign in by, with most of it hidden.
      public var signInIdentifiers: [String]
      /// How long the temporary password would be usable.
      public var lifetimeMilliseconds: Int64
      /// What to ask the member of staff before going on.
      public var question: String

      enum CodingKeys: Int, CodingKey {
        case action = 1
        case status = 2
        case statusAfter = 3
        case sessionsToEnd = 4
        case signInIdentifiers = 5
        case lifetimeMilliseconds = 6
        case question = 7
      }

      /// All fields, in the order of their keys.
      public init(
        action: TemporaryPasswordAction, status: StatusLabel, statusAfter: StatusLabel,
        sessionsToEnd: Int, signInIdentifiers: [String], lifetimeMilliseconds: Int64,
        question: String
      ) {
        self.action = action
        self.status = status
        self.statusAfter = statusAfter
        self.sessionsToEnd = sessionsToEnd
        self.signInIdentifiers = signInIdentifiers
        self.lifetimeMilliseconds = lifetimeMilliseconds
        self.question = question
      }
    }

    /// Which contact.
    public var contact: AccountReference

    enum CodingKeys: Int, CodingKey {
      case contact = 1
    }

    /// `Contacts.PreviewTemporaryPassword`, number 612.
    public static var method: Method { .contactsPreviewTemporaryPassword }

    /// All fields, in the order of their keys.
    public init(contact: AccountReference) {
      self.contact = contact
    }
  }

  /// Makes a temporary password, shown once. The old password, all sessions and all links are dead
  /// at once.
  public struct IssueTemporaryPassword: RequestMessage {
    /// The one time that it is shown.
    public struct Response: Message {
      /// To be told to the contact. Nobody can look it up again.
      public var temporaryPassword: Secret
      /// When it ends.
      public var expiresAt: Timestamp
      /// The status from now on.
      public var status: StatusLabel
      /// What was done.
      public var action: TemporaryPasswordAction

      enum CodingKeys: Int, CodingKey {
        case temporaryPassword = 1
        case expiresAt = 2
        case status = 3
        case action = 4
      }

      /// All fields, in the order of their keys.
      public init(
        temporaryPassword: Secret, expiresAt: Timestamp, status: StatusLabel,
        action: TemporaryPasswordAction
      ) {
        self.temporaryPassword = temporaryPassword
        self.expiresAt = expiresAt
        self.status = status
        self.action = action
      }
    }

    /// Which contact.
    public var contact: AccountReference
    /// Must be true: the member of staff was asked.
    public var confirmed: Bool

    enum CodingKeys: Int, CodingKey {
      case contact = 1
      case confirmed = 2
    }

    /// `Contacts.IssueTemporaryPassword`, number 613.
    public static var method: Method { .contactsIssueTemporaryPassword }

    /// All fields, in the order of their keys.
    public init(contact: AccountReference, confirmed: Bool) {
      self.contact = contact
      self.confirmed = confirmed
    }
  }
}
