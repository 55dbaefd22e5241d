public import LatchkeyBase

/// Second factors: codes from a device, and recovery codes for when it is lost.
public enum SecondFactor {
  /// Where the caller's second factor stands.
  public struct GetStatus: EmptyMessage, RequestMessage {
    /// What comes back.
    public typealias Response = SecondFactorStatus

    /// `SecondFactor.GetStatus`, number 901.
    public static var method: Method { .secondFactorGetStatus }

    /// Nothing to say.
    public init() {}
  }

  /// Makes a new seed for a device. Nothing changes until a code of it is shown.
  public struct BeginTOTPEnrollment: RequestMessage {
    /// What the device needs. Given once.
    public struct Response: Message {
      /// The seed in base32, for typing in.
      public var seed: Secret
      /// The same as an otpauth address, for a QR code.
      public var uri: Secret
      /// Until when a code must be shown.
      public var expiresAt: Timestamp

      enum CodingKeys: Int, CodingKey {
        case seed = 1
        case uri = 2
        case expiresAt = 3
      }

      /// All fields, in the order of their keys.
      public init(seed: Secret, uri: Secret, expiresAt: Timestamp) {
        self.seed = seed
        self.uri = uri
        self.expiresAt = expiresAt
      }
    }

    /// From a sign-in that goes no further without a second factor. Absent: the session of the
    /// call.
    public var ticket: Secret?

    enum CodingKeys: Int, CodingKey {
      case ticket = 1
    }

    /// `SecondFactor.BeginTOTPEnrollment`, number 902.
    public static var method: Method { .secondFactorBeginTOTPEnrollment }

    /// All fields, in the order of their keys.
    public init(ticket: Secret? = nil) {
      self.ticket = ticket
    }
  }

  /// Shows a code of the new device: from now on sign-in asks for one.
  public struct ConfirmTOTPEnrollment: RequestMessage {
    /// The second factor is on.
    public struct Response: Message {
      /// For when the device is lost; each works once. Given once.
      public var recoveryCodes: [Secret]
      /// The session, when a ticket was shown.
      public var signIn: SignIn.SignIn.Response?

      enum CodingKeys: Int, CodingKey {
        case recoveryCodes = 1
        case signIn = 2
      }

      /// All fields, in the order of their keys.
      public init(recoveryCodes: [Secret], signIn: SignIn.SignIn.Response? = nil) {
        self.recoveryCodes = recoveryCodes
        self.signIn = signIn
      }
    }

    /// Six digits from the device.
    public var code: Secret
    /// As at the beginning.
    public var ticket: Secret?

    enum CodingKeys: Int, CodingKey {
      case code = 1
      case ticket = 2
    }

    /// `SecondFactor.ConfirmTOTPEnrollment`, number 903.
    public static var method: Method { .secondFactorConfirmTOTPEnrollment }

    /// All fields, in the order of their keys.
    public init(code: Secret, ticket: Secret? = nil) {
      self.code = code
      self.ticket = ticket
    }
  }

  /// Makes new recovery codes; the old ones are dead.
  public struct RegenerateRecoveryCodes: EmptyMessage, RequestMessage {
    /// The new codes. Given once.
    public struct Response: Message {
      /// Each works once.
      public var recoveryCodes: [Secret]

      enum CodingKeys: Int, CodingKey {
        case recoveryCodes = 1
      }

      /// All fields, in the order of their keys.
      public init(recoveryCodes: [Secret]) {
        self.recoveryCodes = recoveryCodes
      }
    }

    /// `SecondFactor.RegenerateRecoveryCodes`, number 904.
    public static var method: Method { .secondFactorRegenerateRecoveryCodes }

    /// Nothing to say.
    public init() {}
  }

  /// Switches the caller's second factor off, unless it is required.
  public struct DisableSecondFactor: EmptyMessage, RequestMessage {
    /// What comes back.
    public typealias Response = SecondFactorStatus

    /// `SecondFactor.DisableSecondFactor`, number 905.
    public static var method: Method { .secondFactorDisableSecondFactor }

    /// Nothing to say.
    public init() {}
  }

  /// Takes the second factor of somebody else away, who has lost it. They are told.
  public struct ResetSecondFactor: RequestMessage {
    /// What comes back.
    public typealias Response = Acknowledgement

    /// Whose.
    public var account: AccountReference
    /// Whose address or name it is. Needed unless the account is named by number.
    public var population: PopulationName?
    /// Why; kept in the audit.
    public var reason: String

    enum CodingKeys: Int, CodingKey {
      case account = 1
      case population = 2
      case reason = 3
    }

    /// `SecondFactor.ResetSecondFactor`, number 906.
    public static var method: Method { .secondFactorResetSecondFactor }

    /// All fields, in the order of their keys.
    public init(account: AccountReference, population: PopulationName? = nil, reason: String) {
      self.account = account
      self.population = population
      self.reason = reason
    }
  }
}
