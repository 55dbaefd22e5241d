public import LatchkeyBase

/// From a password to a session, and out again.
public enum SignIn {
  /// Shows a password.
  ///
  /// Wrong, unknown, ambiguous and deactivated are one answer, `INVALID_CREDENTIALS`.
  public struct SignIn: RequestMessage {
    static let declaration = Declaration(
      201, Self.self, [.mutation, .sensitive], deadline: .hashing, audit: .signIn)

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
    }

    /// As whom: the same address may be a contact and an agent.
    public var population: PopulationName
    /// E-mail address, login name or telephone number.
    public var identifier: String
    /// As typed.
    public var password: Secret
    /// An opaque key of where the end user sits, for throttling; at most 64 bytes.
    public var origin: [UInt8]?
  }

  /// Answers `password_change_required`: chooses the own password and is in.
  public struct CompletePasswordChange: RequestMessage {
    static let declaration = Declaration(
      203, Self.self, [.mutation, .sensitive], deadline: .hashing, answer: SignIn.Response.self,
      audit: .passwordChangeCompleted)

    /// From the sign-in.
    public var ticket: Secret
    /// The new password.
    public var newPassword: Secret
    /// An opaque key of where the end user sits, for throttling; at most 64 bytes.
    public var origin: [UInt8]?
  }

  /// Proves anew who sits there, for calls that ask for a fresh proof. Acts on the session of
  /// the call.
  public struct Reauthenticate: RequestMessage {
    static let declaration = Declaration(
      204, Self.self, [.mutation, .sensitive], deadline: .hashing, audit: .stepUp)

    /// The proof was good.
    public struct Response: Message {
      /// Until when the proof counts as fresh.
      public var freshUntil: Timestamp
    }

    /// The own password.
    public var password: Secret?
    /// Or, where a second factor is enrolled, six digits from the device.
    public var code: Secret?
  }

  /// Ends the session of the call.
  public struct SignOut: RequestMessage {
    static let declaration = Declaration(
      205, Self.self, [.mutation], answer: Acknowledgement.self, audit: .signOut)
  }
}
