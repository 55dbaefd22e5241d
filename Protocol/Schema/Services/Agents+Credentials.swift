public import LatchkeyBase

/// What gives another agent a password.
extension Agents {
  /// Mails an activation link; an earlier one dies.
  public struct SendInvitation: RequestMessage {
    /// What comes back.
    public typealias Response = LinkSent

    /// Which agent.
    public var agent: AccountReference

    enum CodingKeys: Int, CodingKey {
      case agent = 1
    }

    /// `Agents.SendInvitation`, number 708.
    public static var method: Method { .agentsSendInvitation }

    /// All fields, in the order of their keys.
    public init(agent: AccountReference) {
      self.agent = agent
    }
  }

  /// Mails a reset link, so that the agent chooses. The present password works until then.
  public struct SendPasswordResetLink: RequestMessage {
    /// What comes back.
    public typealias Response = LinkSent

    /// Which agent.
    public var agent: AccountReference

    enum CodingKeys: Int, CodingKey {
      case agent = 1
    }

    /// `Agents.SendPasswordResetLink`, number 710.
    public static var method: Method { .agentsSendPasswordResetLink }

    /// All fields, in the order of their keys.
    public init(agent: AccountReference) {
      self.agent = agent
    }
  }

  /// Sets the password of another agent. It is never mailed: the actor hands it over.
  public struct SetPassword: RequestMessage {
    /// The password is set.
    public struct Response: Message {
      /// The status from now on.
      public var status: StatusLabel
      /// When the one-time password ends, if it is one.
      public var expiresAt: Timestamp?

      enum CodingKeys: Int, CodingKey {
        case status = 1
        case expiresAt = 2
      }

      /// All fields, in the order of their keys.
      public init(status: StatusLabel, expiresAt: Timestamp? = nil) {
        self.status = status
        self.expiresAt = expiresAt
      }
    }

    /// Which agent.
    public var agent: AccountReference
    /// The password; the policy applies.
    public var newPassword: Secret
    /// It becomes a one-time password: the next sign-in demands an own one.
    public var requireChangeAtNextSignIn: Bool

    enum CodingKeys: Int, CodingKey {
      case agent = 1
      case newPassword = 2
      case requireChangeAtNextSignIn = 3
    }

    /// `Agents.SetPassword`, number 711.
    public static var method: Method { .agentsSetPassword }

    /// All fields, in the order of their keys.
    public init(agent: AccountReference, newPassword: Secret, requireChangeAtNextSignIn: Bool) {
      self.agent = agent
      self.newPassword = newPassword
      self.requireChangeAtNextSignIn = requireChangeAtNextSignIn
    }
  }
}
