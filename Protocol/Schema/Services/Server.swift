public import LatchkeyBase

/// The service itself: is it there, which version, how is it.
public enum Server {
  /// Comes back as it went. Measures the way there and back.
  public struct Ping: RequestMessage {
    /// The echo.
    public struct Response: Message {
      /// What was sent.
      public var payload: [UInt8]?

      enum CodingKeys: Int, CodingKey {
        case payload = 1
      }

      /// All fields, in the order of their keys.
      public init(payload: [UInt8]? = nil) {
        self.payload = payload
      }
    }

    /// Returned unchanged.
    public var payload: [UInt8]?

    enum CodingKeys: Int, CodingKey {
      case payload = 1
    }

    /// `Server.Ping`, number 101.
    public static var method: Method { .serverPing }

    /// All fields, in the order of their keys.
    public init(payload: [UInt8]? = nil) {
      self.payload = payload
    }
  }

  /// Asks who answers and as whom the caller is seen.
  public struct GetInfo: EmptyMessage, RequestMessage {
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

      enum CodingKeys: Int, CodingKey {
        case version = 1
        case protocolMajor = 2
        case schemaHash = 3
        case startedAt = 4
        case principal = 5
        case scopes = 6
        case isBootstrapped = 7
      }

      /// All fields, in the order of their keys.
      public init(
        version: String, protocolMajor: Int, schemaHash: String, startedAt: Timestamp,
        principal: String, scopes: [String], isBootstrapped: Bool
      ) {
        self.version = version
        self.protocolMajor = protocolMajor
        self.schemaHash = schemaHash
        self.startedAt = startedAt
        self.principal = principal
        self.scopes = scopes
        self.isBootstrapped = isBootstrapped
      }
    }

    /// `Server.GetInfo`, number 102.
    public static var method: Method { .serverGetInfo }

    /// Nothing to say.
    public init() {}
  }

  /// Asks whether calls are worth making.
  public struct GetHealth: EmptyMessage, RequestMessage {
    /// How the service is.
    public struct Response: Message {
      /// In a word.
      public var status: HealthStatus
      /// What is wrong, for operators.
      public var detail: String?
      /// Messages that were given up and wait for an administrator of mail, up to 1 000.
      public var failedMails: Int?

      enum CodingKeys: Int, CodingKey {
        case status = 1
        case detail = 2
        case failedMails = 3
      }

      /// All fields, in the order of their keys.
      public init(status: HealthStatus, detail: String? = nil, failedMails: Int? = nil) {
        self.status = status
        self.detail = detail
        self.failedMails = failedMails
      }
    }

    /// `Server.GetHealth`, number 103.
    public static var method: Method { .serverGetHealth }

    /// Nothing to say.
    public init() {}
  }
}
