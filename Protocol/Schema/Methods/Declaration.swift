/// What both ends know of a method before a call is made.
public struct Declaration: Sendable {
  /// Longest deadline of methods that neither hash nor read a whole table, in milliseconds: a person
  /// who waits longer has given up.
  public static let deadlineMillisecondsByDefault: UInt32 = 10_000
  /// Longest deadline of methods that hash passwords or read a whole table, in milliseconds: they may
  /// have to stand in a queue.
  public static let deadlineMillisecondsForHashing: UInt32 = 30_000
  /// Longest deadline of methods that speak to a mail server, in milliseconds: some let a caller wait
  /// on purpose.
  public static let deadlineMillisecondsForMailServers: UInt32 = 120_000
  /// Streams go on until one side ends them: no deadline.
  public static let deadlineMillisecondsOfStreams: UInt32 = 0

  /// Service and verb, for instance `Agents.SetPassword`.
  public let name: String
  /// How many messages go each way.
  public let kind: CallKind
  /// The type of the request.
  public let request: any RequestMessage.Type
  /// The type of what the caller sends after the request, if it does.
  public let element: (any Message.Type)?
  /// The type of the answer, or of each answer.
  public let response: any Message.Type
  /// A longer deadline is cut to this, and a call without one gets it. Milliseconds; for streams
  /// ``deadlineMillisecondsOfStreams``, which means none.
  public let deadlineMillisecondsMax: UInt32
  /// Whether request or answer hold a secret: bodies are wiped after use and never logged.
  public let isSensitive: Bool
  /// Whether a call may change what is stored.
  public let isMutation: Bool

  /// Declares a method by its request.
  ///
  /// - Parameters:
  ///   - request: The type of the request, which also says the type of the answer.
  ///   - name: Service and verb.
  ///   - deadlineMillisecondsMax: Longest deadline, in milliseconds.
  ///   - isSensitive: Whether request or answer hold a secret.
  ///   - isMutation: Whether a call may change what is stored.
  public init<R: RequestMessage>(
    _ request: R.Type, name: String,
    deadlineMillisecondsMax: UInt32 = Declaration.deadlineMillisecondsByDefault,
    isSensitive: Bool, isMutation: Bool
  ) {
    self.name = name
    self.kind = .unary
    self.request = request
    self.element = nil
    self.response = R.Response.self
    self.deadlineMillisecondsMax = deadlineMillisecondsMax
    self.isSensitive = isSensitive
    self.isMutation = isMutation
  }

  /// Declares a method that answers with a stream.
  ///
  /// - Parameters:
  ///   - request: The type of the request, which also says the type of the answers.
  ///   - name: Service and verb.
  ///   - isSensitive: Whether request or answers hold a secret.
  ///   - isMutation: Whether a call may change what is stored.
  public init<R: ServerStreamRequest>(
    stream request: R.Type, name: String, isSensitive: Bool, isMutation: Bool
  ) {
    self.name = name
    self.kind = .serverStream
    self.request = request
    self.element = nil
    self.response = R.Response.self
    self.deadlineMillisecondsMax = Self.deadlineMillisecondsOfStreams
    self.isSensitive = isSensitive
    self.isMutation = isMutation
  }

  /// Declares a method with a stream each way.
  ///
  /// - Parameters:
  ///   - request: The type of the request, which also says the types of the messages.
  ///   - name: Service and verb.
  ///   - isSensitive: Whether any message holds a secret.
  ///   - isMutation: Whether a call may change what is stored.
  public init<R: BidirectionalRequest>(
    bothWays request: R.Type, name: String, isSensitive: Bool, isMutation: Bool
  ) {
    self.name = name
    self.kind = .bidirectional
    self.request = request
    self.element = R.Element.self
    self.response = R.Response.self
    self.deadlineMillisecondsMax = Self.deadlineMillisecondsOfStreams
    self.isSensitive = isSensitive
    self.isMutation = isMutation
  }
}

extension Method {
  /// Finds a method by its number on the wire.
  ///
  /// - Parameter number: Any number; those above 65 535 are no method's.
  public init?(number: UInt64) {
    guard let raw = UInt16(exactly: number) else { return nil }
    self.init(rawValue: raw)
  }

  /// Finds a method by its name.
  ///
  /// - Parameter name: Service and verb, in the letters of the declaration.
  public init?(name: String) {
    guard let method = Self.byName[name] else { return nil }
    self = method
  }

  private static let byName: [String: Method] = Dictionary(
    uniqueKeysWithValues: Method.allCases.map { ($0.declaration.name, $0) })
}
