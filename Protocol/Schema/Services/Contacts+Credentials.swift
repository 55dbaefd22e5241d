public import LatchkeyBase

/// What gives a contact a password.
extension Contacts {
  /// Sets the password of a contact on its behalf. No notice goes out unless the setting says so.
  public struct SetPassword: RequestMessage {
    static let declaration = Declaration(
      610, Self.self, [.mutation, .sensitive], deadline: .hashing, audit: .contactPasswordSet)

    /// The password is set.
    public struct Response: Message {
      /// The status from now on.
      public var status: StatusLabel
    }

    /// Which contact.
    public var contact: AccountReference
    /// The password; the policy applies.
    public var newPassword: Secret
  }

  /// Mails a reset link to the primary address, or shows it once where no mail can go. The present
  /// password works until it is used.
  public struct SendPasswordResetLink: RequestMessage {
    static let declaration = Declaration(
      611, Self.self, [.mutation, .sensitive], answer: LinkIssued.self,
      audit: .contactResetLinkSent)

    /// Which contact.
    public var contact: AccountReference
  }

  /// Says what issuing a temporary password would do. Changes nothing.
  public struct PreviewTemporaryPassword: RequestMessage {
    static let declaration = Declaration(612, Self.self, audit: .temporaryPasswordPreviewed)

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
    }

    /// Which contact.
    public var contact: AccountReference
  }

  /// Makes a temporary password, shown once. The old password, all sessions and all links are dead
  /// at once.
  public struct IssueTemporaryPassword: RequestMessage {
    static let declaration = Declaration(
      613, Self.self, [.mutation, .sensitive], deadline: .hashing, audit: .temporaryPasswordIssued)

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
    }

    /// Which contact.
    public var contact: AccountReference
    /// Must be true: the member of staff was asked.
    public var confirmed: Bool
  }
}
