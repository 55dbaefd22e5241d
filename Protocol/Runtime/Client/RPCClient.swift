public import LatchkeySocket
public import LatchkeyWire
import Synchronization

/// Calls methods of one server over one connection that many calls share.
///
/// Connects at the first call and again when the connection is lost. Safe from any task; fastest
/// for tasks that run on the client's own loop.
public final class RPCClient: Sendable {
  private let core: ClientCore

  /// A client of a server; nothing is opened before the first call.
  ///
  /// - Parameters:
  ///   - path: Where the server listens.
  ///   - configuration: Limits and habits.
  ///   - loop: Where the connection lives.
  public init(
    path: String, configuration: ClientConfiguration = ClientConfiguration(), loop: EventLoop
  ) {
    self.core = ClientCore(path: path, configuration: configuration, loop: loop)
  }

  /// A client of the server at the other end of a connection that is there already, of a socket pair
  /// for example. When the connection is lost there is no other one.
  ///
  /// - Parameters:
  ///   - connection: One end.
  ///   - configuration: Limits and habits.
  ///   - loop: Where the connection lives.
  public init(
    connection: consuming UnixConnection,
    configuration: ClientConfiguration = ClientConfiguration(), loop: EventLoop
  ) {
    self.core = ClientCore(connection: connection, configuration: configuration, loop: loop)
  }

  deinit {
    let core = self.core
    core.loop.execute { core.close() }
  }

  /// Calls a method and waits for its answer, at most until the deadline in the options.
  ///
  /// - Parameters:
  ///   - method: The method.
  ///   - body: The encoded request, at most 1 MiB. A sensitive one is wiped at the end of the call, where the
  ///     caller gave up the only copy.
  ///   - options: Deadline and what accompanies the body.
  /// - Returns: The answer.
  /// - Throws: ``LatchkeyWire/CallFailure``: from the server, or from here with codes `cancelled`,
  ///   `deadlineExceeded`, `unavailable`, `resourceExhausted`, `invalidArgument` and `internal`.
  public func call(
    _ method: MethodSelector, body: consuming [UInt8], options: CallOptions = CallOptions()
  ) async throws(CallFailure) -> Reply {
    let core = self.core
    let call = Self.pending(method, body, options)
    await withTaskCancellationHandler {
      await unsafe withUnsafeContinuation { continuation in
        unsafe call.promise(continuation)
        core.submit(call)
      }
    } onCancel: {
      core.loop.execute { core.cancel(call) }
    }
    return try call.takeResult().get()
  }

  // Not among what is kept across the wait, which would copy the options.
  @inline(never)
  private static func pending(
    _ method: MethodSelector, _ body: consuming [UInt8], _ options: CallOptions
  ) -> PendingCall {
    let now = MonotonicInstant.now
    return PendingCall(
      head: RequestHead(method: method, beside: options.beside), body: body,
      isSensitive: options.isSensitive,
      waitForReady: options.waitForReady, startedAt: now.nanoseconds,
      deadline: options.deadline(from: now))
  }

  /// Begins a call with messages in addition to request and answer. Nothing is waited for here: what goes wrong
  /// is heard by the task that reads, sends or asks for the end.
  ///
  /// - Parameters:
  ///   - method: The method.
  ///   - body: The encoded request, at most 1 MiB.
  ///   - options: Deadline and what accompanies the body. A call is tried again only while nothing of
  ///     it was sent.
  ///   - sendsMessages: Whether messages follow the request, as the method says.
  ///   - receivesMessages: Whether the answer is a stream of messages, as the method says.
  /// - Returns: The call in progress. Letting it go cancels it.
  public func open(
    _ method: MethodSelector, body: consuming [UInt8], options: CallOptions = CallOptions(),
    sendsMessages: Bool, receivesMessages: Bool
  ) -> ClientStream {
    let core = self.core
    let pipe = MessagePipe(loop: core.loop, sends: sendsMessages, receives: true)
    pipe.messageBytesMax = core.configuration.limits.messageBytesMax
    let now = MonotonicInstant.now
    let call = PendingCall(
      head: RequestHead(method: method, beside: options.beside), body: body,
      isSensitive: options.isSensitive,
      waitForReady: options.waitForReady, startedAt: now.nanoseconds,
      deadline: options.deadline(from: now), pipe: pipe, sendsMessages: sendsMessages,
      receivesMessages: receivesMessages)
    pipe.cancelCall = { core.cancelSoon(call) }
    core.submit(call)
    return ClientStream(client: self, core: core, call: call, pipe: pipe)
  }

  /// How the server introduced itself on the latest connection: its schema's hash, its limits, who it
  /// takes us for. Nil before the first HELLO.
  public var serverHello: Hello? { self.core.lastHello.withLock { $0 } }

  /// Fails what is in progress with `unavailable`, closes the connection and refuses later calls.
  public func close() async {
    let core = self.core
    await withCheckedContinuation { continuation in
      let isQueued = core.loop.execute {
        core.close()
        continuation.resume()
      }
      if !isQueued { continuation.resume() }
    }
  }
}

extension CallOptions {
  fileprivate func deadline(from now: MonotonicInstant) -> UInt64 {
    guard let milliseconds = self.deadlineMilliseconds else { return .max }
    return now.advanced(byMilliseconds: UInt64(milliseconds)).nanoseconds
  }
}
