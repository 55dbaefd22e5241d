extension Server {
  /// Asks what can be called here, and how: enough to call a method of a service of another version.
  public struct Describe: RequestMessage {
    /// The methods of the service, and everything that their messages hold.
    public struct Response: Message {
      /// Version of the service.
      public var version: String
      /// SHA-256 of the schema text, in hexadecimal.
      public var schemaHash: String
      /// The methods, numbers ascending.
      public var methods: [MethodView]
      /// What their messages are made of.
      public var records: [RecordView]
      /// The words in them.
      public var vocabularies: [VocabularyView]
      /// What is too much.
      public var limits: [LimitView]
      /// The schema text, where it was asked for.
      public var cddl: String?

      enum CodingKeys: Int, CodingKey {
        case version = 1
        case schemaHash = 2
        case methods = 3
        case records = 4
        case vocabularies = 5
        case limits = 6
        case cddl = 7
      }

      /// All fields, in the order of their keys.
      public init(
        version: String, schemaHash: String, methods: [MethodView], records: [RecordView],
        vocabularies: [VocabularyView], limits: [LimitView], cddl: String? = nil
      ) {
        self.version = version
        self.schemaHash = schemaHash
        self.methods = methods
        self.records = records
        self.vocabularies = vocabularies
        self.limits = limits
        self.cddl = cddl
      }
    }

    /// Only this method, by name or number, and what its messages hold.
    public var method: String?
    /// Whether the schema text comes along.
    public var withText: Bool?

    enum CodingKeys: Int, CodingKey {
      case method = 1
      case withText = 2
    }

    /// `Server.Describe`, number 104.
    public static var method: Method { .serverDescribe }

    /// All fields, in the order of their keys.
    public init(method: String? = nil, withText: Bool? = nil) {
      self.method = method
      self.withText = withText
    }
  }

  /// Tells how the service is, now and whenever that changes.
  public struct WatchHealth: EmptyMessage, ServerStreamRequest {
    /// What comes back.
    public typealias Response = HealthView

    /// `Server.WatchHealth`, number 105.
    public static var method: Method { .serverWatchHealth }

    /// Nothing to say.
    public init() {}
  }
}
