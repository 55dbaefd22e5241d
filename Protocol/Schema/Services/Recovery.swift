public import LatchkeyBase

/// Forgotten passwords and first ones: links by mail.
///
/// Anonymous: the answers to known and to unknown addresses are the same.
public enum Recovery {
  /// Asks for a reset link. The answer is one constant, whether the address is known or not.
  public struct RequestPasswordReset: RequestMessage {
    static let declaration = Declaration(
      501, Self.self, [.mutation], answer: PublicMessage.self, audit: .resetRequested)

    /// Customer or staff.
    public var population: PopulationName
    /// E-mail address of the account.
    public var address: String
    /// An opaque key of where the end user sits, for throttling; at most 64 bytes.
    public var origin: [UInt8]?
  }

  /// Looks at a link without using it up: what mail scanners do harms nobody.
  public struct InspectLink: RequestMessage {
    static let declaration = Declaration(502, Self.self, [.sensitive], audit: .linkInspected)

    /// The link is usable.
    public struct Response: Message {
      /// What the link is for.
      public var kind: LinkKind
      /// Whose account, in a form that strangers learn nothing from.
      public var maskedName: String
      /// When it ends.
      public var expiresAt: Timestamp
      /// Rules for the new password.
      public var policy: PasswordPolicyView
    }

    /// From the link.
    public var token: Secret
    /// On whose page it was opened.
    public var population: PopulationName
    /// An opaque key of where the end user sits, for throttling; at most 64 bytes.
    public var origin: [UInt8]?
  }

  /// Uses the link up and sets the password. Opens no session.
  public struct CompletePasswordReset: RequestMessage {
    static let declaration = Declaration(
      503, Self.self, [.mutation, .sensitive], deadline: .hashing, answer: PublicMessage.self,
      audit: .resetCompleted)

    /// From the link.
    public var token: Secret
    /// On whose page it was opened.
    public var population: PopulationName
    /// The new password.
    public var newPassword: Secret
    /// An opaque key of where the end user sits, for throttling; at most 64 bytes.
    public var origin: [UInt8]?
  }

  /// Uses an invitation up, sets the first password and opens a session.
  public struct CompleteActivation: RequestMessage {
    static let declaration = Declaration(
      504, Self.self, [.mutation, .sensitive], deadline: .hashing,
      answer: SignIn.SignIn.Response.self, audit: .activationCompleted)

    /// From the link.
    public var token: Secret
    /// On whose page it was opened.
    public var population: PopulationName
    /// The first password.
    public var newPassword: Secret
    /// An opaque key of where the end user sits, for throttling; at most 64 bytes.
    public var origin: [UInt8]?
  }

  /// "This was not me": makes the link useless and leaves a security event.
  public struct ReportUnexpectedReset: RequestMessage {
    static let declaration = Declaration(
      505, Self.self, [.mutation, .sensitive], answer: PublicMessage.self, audit: .resetReported)

    /// From the link.
    public var token: Secret
    /// On whose page it was opened.
    public var population: PopulationName
    /// An opaque key of where the end user sits, for throttling; at most 64 bytes.
    public var origin: [UInt8]?
  }
}
