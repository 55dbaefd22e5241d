/// How many messages go each way.
public struct CallKindName: Vocabulary {
  /// One request, one answer.
  public static let unary = Self(rawValue: "unary")
  /// One request, any number of answers.
  public static let serverStream = Self(rawValue: "server_stream")
  /// Any number of messages, one answer.
  public static let clientStream = Self(rawValue: "client_stream")
  /// Any number of messages each way.
  public static let bidirectional = Self(rawValue: "bidirectional")

  /// The word on the wire.
  public let rawValue: String

  /// Takes a word as it is on the wire.
  ///
  /// - Parameter rawValue: Any word.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }
}

/// Who must speak in a call.
public struct CallerRule: Vocabulary {
  /// Nobody: a session is not looked at.
  public static let nobody = Self(rawValue: "nobody")
  /// The owner of a session.
  public static let session = Self(rawValue: "session")
  /// An agent with all of the permissions.
  public static let agentWithAll = Self(rawValue: "agent_with_all")
  /// An agent with any of the permissions.
  public static let agentWithAny = Self(rawValue: "agent_with_any")
  /// The Account Administrator.
  public static let accountAdministrator = Self(rawValue: "account_administrator")
  /// The operator on the host.
  public static let hostOperator = Self(rawValue: "host_operator")

  /// The word on the wire.
  public let rawValue: String

  /// Takes a word as it is on the wire.
  ///
  /// - Parameter rawValue: Any word.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }
}
