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
  /// Longest deadline of streams that come to their end by themselves, in milliseconds: a million contacts or
  /// ten million audit entries are through in minutes, and whoever needs an hour for them has stalled.
  public static let deadlineMillisecondsForBulk: UInt32 = 3_600_000

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
  /// A longer deadline is cut to this, and a call without one gets it. Milliseconds; nil for streams
  /// without an end of their own.
  public let deadlineMillisecondsMax: UInt32?
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

  /// Declares a method that answers with a stream which comes to its end by itself.
  ///
  /// - Parameters:
  ///   - request: The type of the request, which also says the type of the answers.
  ///   - name: Service and verb.
  ///   - deadlineMillisecondsMax: Longest deadline, in milliseconds.
  ///   - isSensitive: Whether request or answers hold a secret.
  ///   - isMutation: Whether a call may change what is stored.
  public init<R: ServerStreamRequest>(
    stream request: R.Type, name: String,
    deadlineMillisecondsMax: UInt32 = Declaration.deadlineMillisecondsForBulk,
    isSensitive: Bool, isMutation: Bool
  ) {
    self.init(
      answeringWith: request, name: name, deadlineMillisecondsMax: deadlineMillisecondsMax,
      isSensitive: isSensitive, isMutation: isMutation)
  }

  /// Declares a method that answers with a stream without an end of its own: it lasts until the caller lets
  /// go or the service goes away, and is then opened anew, from where it was.
  ///
  /// - Parameters:
  ///   - request: The type of the request, which also says the type of the answers.
  ///   - name: Service and verb.
  ///   - isSensitive: Whether request or answers hold a secret.
  ///   - isMutation: Whether a call may change what is stored.
  public init<R: ServerStreamRequest>(
    endless request: R.Type, name: String, isSensitive: Bool, isMutation: Bool
  ) {
    self.init(
      answeringWith: request, name: name, deadlineMillisecondsMax: nil, isSensitive: isSensitive,
      isMutation: isMutation)
  }

  private init<R: ServerStreamRequest>(
    answeringWith request: R.Type, name: String, deadlineMillisecondsMax: UInt32?,
    isSensitive: Bool, isMutation: Bool
  ) {
    self.name = name
    self.kind = .serverStream
    self.request = request
    self.element = nil
    self.response = R.Response.self
    self.deadlineMillisecondsMax = deadlineMillisecondsMax
    self.isSensitive = isSensitive
    self.isMutation = isMutation
  }

  /// Declares a method with a stream each way, which come to their ends by themselves.
  ///
  /// - Parameters:
  ///   - request: The type of the request, which also says the types of the messages.
  ///   - name: Service and verb.
  ///   - deadlineMillisecondsMax: Longest deadline, in milliseconds.
  ///   - isSensitive: Whether any message holds a secret.
  ///   - isMutation: Whether a call may change what is stored.
  public init<R: BidirectionalRequest>(
    bothWays request: R.Type, name: String,
    deadlineMillisecondsMax: UInt32 = Declaration.deadlineMillisecondsForBulk,
    isSensitive: Bool, isMutation: Bool
  ) {
    self.name = name
    self.kind = .bidirectional
    self.request = request
    self.element = R.Element.self
    self.response = R.Response.self
    self.deadlineMillisecondsMax = deadlineMillisecondsMax
    self.isSensitive = isSensitive
    self.isMutation = isMutation
  }
}

extension Declaration {
  /// Whether calls have no end of their own: they have no longest deadline, and a service that goes away ends
  /// them at once, where it lets all others finish.
  public var isEndless: Bool { self.deadlineMillisecondsMax == nil }
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
