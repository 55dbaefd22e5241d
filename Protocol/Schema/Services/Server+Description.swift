extension Server {
  /// Asks what can be called here, and how: enough to call a method of a service of another version.
  public struct Describe: RequestMessage {
    static let declaration = Declaration(104, Self.self)

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
    }

    /// Only this method, by name or number, and what its messages hold.
    public var method: String?
    /// Whether the schema text comes along.
    public var withText: Bool?
  }

  /// Tells how the service is, now and whenever that changes.
  public struct WatchHealth: ServerStreamRequest {
    static let declaration = Declaration(
      105, Self.self, deadline: .endless, answer: HealthView.self)
  }
}
