public import LatchkeyBase

/// Forgotten passwords and first ones: links by mail.
///
/// Anonymous: the answers to known and to unknown addresses are the same.
public enum Recovery {
  /// Asks for a reset link. The answer is one constant, whether the address is known or not.
  public struct RequestPasswordReset: RequestMessage {
    /// What comes back.
    public typealias Response = PublicMessage

    /// Customer or staff.
    public var population: PopulationName
    /// E-mail address of the account.
    public var address: String
    /// An opaque key of where the end user sits, for throttling; at most 64 bytes.
    public var origin: [UInt8]?

    enum CodingKeys: Int, CodingKey {
      case population = 1
      case address = 2
      case origin = 3
    }

    /// `Recovery.RequestPasswordReset`, number 501.
    public static var method: Method { .recoveryRequestPasswordReset }

    /// All fields, in the order of their keys.
    public init(population: PopulationName, address: String, origin: [UInt8]? = nil) {
      self.population = population
      self.address = address
      self.origin = origin
    }
  }

  /// Looks at a link without using it up: what mail scanners do harms nobody.
  public struct InspectLink: RequestMessage {
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

      enum CodingKeys: Int, CodingKey {
        case kind = 1
        case maskedName = 2
        case expiresAt = 3
        case policy = 4
      }

      /// All fields, in the order of their keys.
      public init(
        kind: LinkKind, maskedName: String, expiresAt: Timestamp, policy: PasswordPolicyView
      ) {
        self.kind = kind
        self.maskedName = maskedName
        self.expiresAt = expiresAt
        self.policy = policy
      }
    }

    /// From the link.
    public var token: Secret
    /// On whose page it was opened.
    public var population: PopulationName
    /// An opaque key of where the end user sits, for throttling; at most 64 bytes.
    public var origin: [UInt8]?

    enum CodingKeys: Int, CodingKey {
      case token = 1
      case population = 2
      case origin = 3
    }

    /// `Recovery.InspectLink`, number 502.
    public static var method: Method { .recoveryInspectLink }

    /// All fields, in the order of their keys.
    public init(token: Secret, population: PopulationName, origin: [UInt8]? = nil) {
      self.token = token
      self.population = population
      self.origin = origin
    }
  }

  /// Uses the link up and sets the password. Opens no session.
  public struct CompletePasswordReset: RequestMessage {
    /// What comes back.
    public typealias Response = PublicMessage

    /// From the link.
    public var token: Secret
    /// On whose page it was opened.
    public var population: PopulationName
    /// The new password.
    public var newPassword: Secret
    /// An opaque key of where the end user sits, for throttling; at most 64 bytes.
    public var origin: [UInt8]?

    enum CodingKeys: Int, CodingKey {
      case token = 1
      case population = 2
      case newPassword = 3
      case origin = 4
    }

    /// `Recovery.CompletePasswordReset`, number 503.
    public static var method: Method { .recoveryCompletePasswordReset }

    /// All fields, in the order of their keys.
    public init(
      token: Secret, population: PopulationName, newPassword: Secret, origin: [UInt8]? = nil
    ) {
      self.token = token
      self.population = population
      self.newPassword = newPassword
      self.origin = origin
    }
  }

  /// Uses an invitation up, sets the first password and opens a session.
  public struct CompleteActivation: RequestMessage {
    /// What comes back.
    public typealias Response = SignIn.SignIn.Response

    /// From the link.
    public var token: Secret
    /// On whose page it was opened.
    public var population: PopulationName
    /// The first password.
    public var newPassword: Secret
    /// An opaque key of where the end user sits, for throttling; at most 64 bytes.
    public var origin: [UInt8]?

    enum CodingKeys: Int, CodingKey {
      case token = 1
      case population = 2
      case newPassword = 3
      case origin = 4
    }

    /// `Recovery.CompleteActivation`, number 504.
    public static var method: Method { .recoveryCompleteActivation }

    /// All fields, in the order of their keys.
    public init(
      token: Secret, population: PopulationName, newPassword: Secret, origin: [UInt8]? = nil
    ) {
      self.token = token
      self.population = population
      self.newPassword = newPassword
      self.origin = origin
    }
  }

  /// "This was not me": makes the link useless and leaves a security event.
  public struct ReportUnexpectedReset: RequestMessage {
    /// What comes back.
    public typealias Response = PublicMessage

    /// From the link.
    public var token: Secret
    /// On whose page it was opened.
    public var population: PopulationName
    /// An opaque key of where the end user sits, for throttling; at most 64 bytes.
    public var origin: [UInt8]?

    enum CodingKeys: Int, CodingKey {
      case token = 1
      case population = 2
      case origin = 3
    }

    /// `Recovery.ReportUnexpectedReset`, number 505.
    public static var method: Method { .recoveryReportUnexpectedReset }

    /// All fields, in the order of their keys.
    public init(token: Secret, population: PopulationName, origin: [UInt8]? = nil) {
      self.token = token
      self.population = population
      self.origin = origin
    }
  }
}
