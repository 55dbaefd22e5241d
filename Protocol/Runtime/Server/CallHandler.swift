public import LatchkeyWire

/// What a server needs to know of a method before it calls the handler.
public struct MethodTraits: Hashable, Sendable {
  /// Longest time a call may take, in milliseconds; what a client asks for is clamped to it. Nil for
  /// a stream without an end of its own: it lasts until the client lets go, asked for a deadline, or
  /// the server is drained.
  public var deadlineMillisecondsMax: UInt32?
  /// Whether bodies hold secrets: wiped after use, never logged.
  public var isSensitive: Bool
  /// Whether messages of the client follow its request.
  public var clientStreams: Bool
  /// Whether the answer is a stream of messages; then the body of the ``Reply`` is not sent.
  public var serverStreams: Bool
  /// Whether ``CallHandler/answerSynchronously(_:)`` is asked before ``CallHandler/handle(_:)``. For unary
  /// methods only.
  public var mayAnswerSynchronously = false
  /// Where the server counts the calls of this method: small numbers from 1, 0 for all others
  /// together.
  public var figuresSlot = 0

  /// Traits of a method, a unary one unless something else is said.
  public init(
    deadlineMillisecondsMax: UInt32?, isSensitive: Bool, clientStreams: Bool = false,
    serverStreams: Bool = false
  ) {
    self.deadlineMillisecondsMax = deadlineMillisecondsMax
    self.isSensitive = isSensitive
    self.clientStreams = clientStreams
    self.serverStreams = serverStreams
  }
}

extension MethodTraits {
  /// Whether calls have no end of their own.
  var isEndless: Bool { self.deadlineMillisecondsMax == nil }
}

/// The service behind a server.
public protocol CallHandler: Sendable {
  /// The traits of a method, or nil when there is none: then the call is answered with
  /// `UNIMPLEMENTED` and never reaches ``handle(_:)``.
  func resolve(_ selector: MethodSelector) -> MethodTraits?

  /// Answers one call without waiting for anything, or leaves it to ``handle(_:)``.
  ///
  /// For calls that are cheaper than the task that would carry them: it is asked on the connection's
  /// loop, where it delays every other connection, and only for methods whose traits say so. What is answered here
  /// was never in progress: it takes none of the places for calls, and nothing can give it up.
  ///
  /// - Parameter call: The call. Its context does not know of deadline or cancellation here.
  /// - Returns: The answer; nil when it takes longer. Then nothing may have changed.
  func answerSynchronously(_ call: IncomingCall) -> Result<Reply, CallFailure>?

  /// Answers one call.
  ///
  /// Runs on the connection's loop, in a task of its own that is cancelled when the caller cancels,
  /// its deadline passes or its connection is lost. Work that blocks or computes for long must hop
  /// away, or it delays everybody on this loop. A handler that changes something must pass
  /// ``CallContext/enterCommit()`` right before the change becomes durable.
  func handle(_ call: IncomingCall) async -> Result<Reply, CallFailure>
}

extension CallHandler {
  /// Nothing is answered at once.
  public func answerSynchronously(_ call: IncomingCall) -> Result<Reply, CallFailure>? { nil }
}
