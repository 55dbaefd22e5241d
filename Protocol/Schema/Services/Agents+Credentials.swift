public import LatchkeyBase

/// What gives another agent a password.
extension Agents {
  /// Mails an activation link; an earlier one dies.
  public struct SendInvitation: RequestMessage {
    static let declaration = Declaration(
      708, Self.self, [.mutation], answer: LinkSent.self, audit: .agentInvited)

    /// Which agent.
    public var agent: AccountReference
  }

  /// Mails a reset link, so that the agent chooses. The present password works until then.
  public struct SendPasswordResetLink: RequestMessage {
    static let declaration = Declaration(
      710, Self.self, [.mutation], answer: LinkSent.self, audit: .agentResetLinkSent)

    /// Which agent.
    public var agent: AccountReference
  }

  /// Sets the password of another agent. It is never mailed: the actor hands it over.
  public struct SetPassword: RequestMessage {
    static let declaration = Declaration(
      711, Self.self, [.mutation, .sensitive], deadline: .hashing, audit: .agentPasswordSet)

    /// The password is set.
    public struct Response: Message {
      /// The status from now on.
      public var status: StatusLabel
      /// When the one-time password ends, if it is one.
      public var expiresAt: Timestamp?
    }

    /// Which agent.
    public var agent: AccountReference
    /// The password; the policy applies.
    public var newPassword: Secret
    /// It becomes a one-time password: the next sign-in demands an own one.
    public var requireChangeAtNextSignIn: Bool
  }
}
