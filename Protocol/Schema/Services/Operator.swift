public import LatchkeyBase

/// What only root on the host can do.
public enum Operator {
  /// Creates the Account Administrator. Once.
  public struct Bootstrap: RequestMessage {
    /// What comes back.
    public typealias Response = AgentDetails

    /// The name that people read.
    public var displayName: String
    /// The primary address.
    public var email: String
    /// A second way to name oneself at sign-in.
    public var loginName: String?
    /// The policy applies.
    public var password: Secret

    enum CodingKeys: Int, CodingKey {
      case displayName = 1
      case email = 2
      case loginName = 3
      case password = 4
    }

    /// `Operator.Bootstrap`, number 1401.
    public static var method: Method { .operatorBootstrap }

    /// All fields, in the order of their keys.
    public init(displayName: String, email: String, loginName: String? = nil, password: Secret) {
      self.displayName = displayName
      self.email = email
      self.loginName = loginName
      self.password = password
    }
  }
}
