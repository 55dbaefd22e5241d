public import LatchkeyBase

/// The rules for passwords, and the change of the own one.
public enum Passwords {
  /// Asks for the rules, to show them before somebody types.
  public struct GetPasswordPolicy: RequestMessage {
    /// What comes back.
    public typealias Response = PasswordPolicyView

    /// Whose rules.
    public var population: PopulationName

    enum CodingKeys: Int, CodingKey {
      case population = 1
    }

    /// `Passwords.GetPasswordPolicy`, number 401.
    public static var method: Method { .passwordsGetPasswordPolicy }

    /// All fields, in the order of their keys.
    public init(population: PopulationName) {
      self.population = population
    }
  }

  /// Tries a candidate against the rules, without setting it.
  public struct CheckPassword: RequestMessage {
    /// What is wrong with it.
    public struct Response: Message {
      /// Every rule that it breaks. Empty: it would be accepted.
      public var violations: [PasswordViolation]

      enum CodingKeys: Int, CodingKey {
        case violations = 1
      }

      /// All fields, in the order of their keys.
      public init(violations: [PasswordViolation]) {
        self.violations = violations
      }
    }

    /// Whose rules.
    public var population: PopulationName
    /// The password to try.
    public var candidate: Secret
    /// A link or ticket: names and current password of its account count as well.
    public var token: Secret?
    /// An opaque key of where the end user sits, for throttling; at most 64 bytes.
    public var origin: [UInt8]?

    enum CodingKeys: Int, CodingKey {
      case population = 1
      case candidate = 2
      case token = 3
      case origin = 4
    }

    /// `Passwords.CheckPassword`, number 402.
    public static var method: Method { .passwordsCheckPassword }

    /// All fields, in the order of their keys.
    public init(
      population: PopulationName, candidate: Secret, token: Secret? = nil, origin: [UInt8]? = nil
    ) {
      self.population = population
      self.candidate = candidate
      self.token = token
      self.origin = origin
    }
  }

  /// Changes the own password. Acts on the account of the session of the call.
  public struct ChangePassword: RequestMessage {
    /// The password is changed.
    public struct Response: Message {
      /// How many other sessions ended.
      public var otherSessionsEnded: Int

      enum CodingKeys: Int, CodingKey {
        case otherSessionsEnded = 1
      }

      /// All fields, in the order of their keys.
      public init(otherSessionsEnded: Int) {
        self.otherSessionsEnded = otherSessionsEnded
      }
    }

    /// The password in force; a wrong one counts as an attempt.
    public var current: Secret
    /// The new password.
    public var newPassword: Secret
    /// The session of the call ends too. Absent: it stays.
    public var endCurrentSession: Bool?

    enum CodingKeys: Int, CodingKey {
      case current = 1
      case newPassword = 2
      case endCurrentSession = 3
    }

    /// `Passwords.ChangePassword`, number 403.
    public static var method: Method { .passwordsChangePassword }

    /// All fields, in the order of their keys.
    public init(current: Secret, newPassword: Secret, endCurrentSession: Bool? = nil) {
      self.current = current
      self.newPassword = newPassword
      self.endCurrentSession = endCurrentSession
    }
  }
}
