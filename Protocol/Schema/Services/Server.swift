public import LatchkeyBase

/// The service itself: is it there, which version, how is it.
public enum Server {
  /// Comes back as it went. Measures the way there and back.
  public struct Ping: RequestMessage {
    static let declaration = Declaration(101, Self.self, [.fast])

    /// The echo.
    public struct Response: Message {
      /// What was sent.
      public var payload: [UInt8]?
    }

    /// Returned unchanged.
    public var payload: [UInt8]?
  }

  /// Asks who answers and as whom the caller is seen.
  public struct GetInfo: RequestMessage {
    static let declaration = Declaration(102, Self.self)

    /// Who answers.
    public struct Response: Message {
      /// Version of the service.
      public var version: String
      /// Major version of the wire protocol.
      public var protocolMajor: Int
      /// SHA-256 of the schema text, in hexadecimal.
      public var schemaHash: String
      /// When this process began to serve.
      public var startedAt: Timestamp
      /// The name under which the configuration knows the caller.
      public var principal: String
      /// What that name may call.
      public var scopes: [String]
      /// Whether there is an Account Administrator yet.
      public var isBootstrapped: Bool
    }
  }

  /// Asks whether calls are worth making.
  public struct GetHealth: RequestMessage {
    static let declaration = Declaration(103, Self.self)

    /// How the service is.
    public struct Response: Message {
      /// In a word.
      public var status: HealthStatus
      /// What is wrong, for operators.
      public var detail: String?
      /// Messages that were given up and wait for an administrator of mail, up to 1 000.
      public var failedMails: Int?
    }
  }
}
