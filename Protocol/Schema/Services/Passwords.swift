public import LatchkeyBase

/// The rules for passwords, and the change of the own one.
public enum Passwords {
  /// Asks for the rules, to show them before somebody types.
  public struct GetPasswordPolicy: RequestMessage {
    static let declaration = Declaration(
      401, Self.self, answer: PasswordPolicyView.self, audit: .passwordChecked)

    /// Whose rules.
    public var population: PopulationName
  }

  /// Tries a candidate against the rules, without setting it.
  public struct CheckPassword: RequestMessage {
    static let declaration = Declaration(
      402, Self.self, [.sensitive], deadline: .hashing, audit: .passwordChecked)

    /// What is wrong with it.
    public struct Response: Message {
      /// Every rule that it breaks. Empty: it would be accepted.
      public var violations: [PasswordViolation]
    }

    /// Whose rules.
    public var population: PopulationName
    /// The password to try.
    public var candidate: Secret
    /// A link or ticket: names and current password of its account count as well.
    public var token: Secret?
    /// An opaque key of where the end user sits, for throttling; at most 64 bytes.
    public var origin: [UInt8]?
  }

  /// Changes the own password. Acts on the account of the session of the call.
  public struct ChangePassword: RequestMessage {
    static let declaration = Declaration(
      403, Self.self, [.mutation, .sensitive], deadline: .hashing, audit: .passwordChange)

    /// The password is changed.
    public struct Response: Message {
      /// How many other sessions ended.
      public var otherSessionsEnded: Int
    }

    /// The password in force; a wrong one counts as an attempt.
    public var current: Secret
    /// The new password.
    public var newPassword: Secret
    /// The session of the call ends too. Absent: it stays.
    public var endCurrentSession: Bool?
  }
}
