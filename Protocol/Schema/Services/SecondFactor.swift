public import LatchkeyBase

/// Second factors: codes from a device, and recovery codes for when it is lost.
public enum SecondFactor {
  /// Where the caller's second factor stands.
  public struct GetStatus: RequestMessage {
    static let declaration = Declaration(
      901, Self.self, answer: SecondFactorStatus.self, audit: .secondFactorRead)
  }

  /// Makes a new seed for a device. Nothing changes until a code of it is shown.
  public struct BeginTOTPEnrollment: RequestMessage {
    static let declaration = Declaration(
      902, Self.self, [.mutation, .sensitive], audit: .enrollmentBegun)

    /// What the device needs. Given once.
    public struct Response: Message {
      /// The seed in base32, for typing in.
      public var seed: Secret
      /// The same as an otpauth address, for a QR code.
      public var uri: Secret
      /// Until when a code must be shown.
      public var expiresAt: Timestamp
    }

    /// From a sign-in that goes no further without a second factor. Absent: the session of the
    /// call.
    public var ticket: Secret?
  }

  /// Shows a code of the new device: from now on sign-in asks for one.
  public struct ConfirmTOTPEnrollment: RequestMessage {
    static let declaration = Declaration(
      903, Self.self, [.mutation, .sensitive], deadline: .hashing, audit: .secondFactorEnrolled)

    /// The second factor is on.
    public struct Response: Message {
      /// For when the device is lost; each works once. Given once.
      public var recoveryCodes: [Secret]
      /// The session, when a ticket was shown.
      public var signIn: SignIn.SignIn.Response?
    }

    /// Six digits from the device.
    public var code: Secret
    /// As at the beginning.
    public var ticket: Secret?
  }

  /// Makes new recovery codes; the old ones are dead.
  public struct RegenerateRecoveryCodes: RequestMessage {
    static let declaration = Declaration(
      904, Self.self, [.mutation, .sensitive], deadline: .hashing, audit: .recoveryCodesRenewed)

    /// The new codes. Given once.
    public struct Response: Message {
      /// Each works once.
      public var recoveryCodes: [Secret]
    }
  }

  /// Switches the caller's second factor off, unless it is required.
  public struct DisableSecondFactor: RequestMessage {
    static let declaration = Declaration(
      905, Self.self, [.mutation], answer: SecondFactorStatus.self, audit: .secondFactorDisabled)
  }

  /// Takes the second factor of somebody else away, who has lost it. They are told.
  public struct ResetSecondFactor: RequestMessage {
    static let declaration = Declaration(
      906, Self.self, [.mutation], answer: Acknowledgement.self, audit: .secondFactorReset)

    /// Whose.
    public var account: AccountReference
    /// Whose address or name it is. Needed unless the account is named by number.
    public var population: PopulationName?
    /// Why; kept in the audit.
    public var reason: String
  }
}
