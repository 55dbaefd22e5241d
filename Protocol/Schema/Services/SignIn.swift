public import LatchkeyBase

/// From a password to a session, and out again.
public enum SignIn {
  /// Shows a password.
  ///
  /// Wrong, unknown, ambiguous and deactivated are one answer, `INVALID_CREDENTIALS`.
  public struct SignIn: RequestMessage {
    /// A session, or what stands before it.
    public struct Response: Message {
      /// How far this got.
      public var result: SignInResult
      /// Token of the session, with result `session`.
      public var session: Secret?
      /// Token for the next step, with any other result.
      public var ticket: Secret?
      /// Why a new password is due, with `password_change_required`.
      public var reason: PasswordChangeReason?
      /// When the session or the ticket ends.
      public var expiresAt: Timestamp
      /// Who signed in.
      public var account: AccountSummary
      /// Rules for the new password that is due.
      public var policy: PasswordPolicyView?
      /// From when on sign-in goes no further without a second factor, if none is enrolled and one will
      /// be demanded.
      public var secondFactorRequiredFrom: Timestamp?

      enum CodingKeys: Int, CodingKey {
        case result = 1
        case session = 2
        case ticket = 3
        case reason = 4
        case expiresAt = 5
        case account = 6
        case policy = 7
        case secondFactorRequiredFrom = 8
      }

      /// All fields, in the order of their keys.
      public init(
        result: SignInResult, session: Secret? = nil, ticket: Secret? = nil,
        reason: PasswordChangeReason? = nil, expiresAt: Timestamp, account: AccountSummary,
        policy: PasswordPolicyView? = nil, secondFactorRequiredFrom: Timestamp? = nil
      ) {
        self.result = result
        self.session = session
        self.ticket = ticket
        self.reason = reason
        self.expiresAt = expiresAt
        self.account = account
        self.policy = policy
        self.secondFactorRequiredFrom = secondFactorRequiredFrom
      }
    }

    /// As whom: the same address may be a contact and an agent.
    public var population: PopulationName
    /// E-mail address, login name or telephone number.
    public var identifier: String
    /// As typed.
    public var password: Secret
    /// An opaque key of where the end user sits, for throttling; at most 64 bytes.
    public var origin: [UInt8]?

    enum CodingKeys: Int, CodingKey {
      case population = 1
      case identifier = 2
      case password = 3
      case origin = 4
    }

    /// `SignIn.SignIn`, number 201.
    public static var method: Method { .signInSignIn }

    /// All fields, in the order of their keys.
    public init(
      population: PopulationName, identifier: String, password: Secret, origin: [UInt8]? = nil
    ) {
      self.population = population
      self.identifier = identifier
      self.password = password
      self.origin = origin
    }
  }

  /// Answers `password_change_required`: chooses the own password and is in.
  public struct CompletePasswordChange: RequestMessage {
    /// What comes back.
    public typealias Response = SignIn.Response

    /// From the sign-in.
    public var ticket: Secret
    /// The new password.
    public var newPassword: Secret
    /// An opaque key of where the end user sits, for throttling; at most 64 bytes.
    public var origin: [UInt8]?

    enum CodingKeys: Int, CodingKey {
      case ticket = 1
      case newPassword = 2
      case origin = 3
    }

    /// `SignIn.CompletePasswordChange`, number 203.
    public static var method: Method { .signInCompletePasswordChange }

    /// All fields, in the order of their keys.
    public init(ticket: Secret, newPassword: Secret, origin: [UInt8]? = nil) {
      self.ticket = ticket
      self.newPassword = newPassword
      self.origin = origin
    }
  }

  /// Proves anew who sits there, for calls that ask for a fresh proof. Acts on the session of
  /// the call.
  public struct Reauthenticate: RequestMessage {
    /// The proof was good.
    public struct Response: Message {
      /// Until when the proof counts as fresh.
      public var freshUntil: Timestamp

      enum CodingKeys: Int, CodingKey {
        case freshUntil = 1
      }

      /// All fields, in the order of their keys.
      public init(freshUntil: Timestamp) {
        self.freshUntil = freshUntil
      }
    }

    /// The own password.
    public var password: Secret?
    /// Or, where a second factor is enrolled, six digits from the device.
    public var code: Secret?

    enum CodingKeys: Int, CodingKey {
      case password = 1
      case code = 2
    }

    /// `SignIn.Reauthenticate`, number 204.
    public static var method: Method { .signInReauthenticate }

    /// All fields, in the order of their keys.
    public init(password: Secret? = nil, code: Secret? = nil) {
      self.password = password
      self.code = code
    }
  }

  /// Ends the session of the call.
  public struct SignOut: EmptyMessage, RequestMessage {
    /// What comes back.
    public typealias Response = Acknowledgement

    /// `SignIn.SignOut`, number 205.
    public static var method: Method { .signInSignOut }

    /// Nothing to say.
    public init() {}
  }
}
