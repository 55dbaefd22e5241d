public import LatchkeySocket
public import LatchkeyWire

/// Calls methods of one server over one connection that many calls share.
///
/// Connects at the first call and again when the connection is lost. Safe from any task; fastest
/// for tasks that run on the client's own loop.
public final class RPCClient: Sendable {
  /// A client of the server at `path`. Nothing is opened before the first call.
  public init(
    path: String, configuration: ClientConfiguration = ClientConfiguration(), loop: EventLoop
  ) {
  }

  /// Calls a method and waits for its answer, at most until the deadline in the options.
  ///
  /// - Parameters:
  ///   - method: The method.
  ///   - body: The encoded request, at most 1 MiB.
  ///   - options: Deadline and what goes beside the body.
  /// - Returns: The answer.
  /// - Throws: ``LatchkeyWire/CallFailure``: from the server, or from here with codes `cancelled`,
  ///   `deadlineExceeded`, `unavailable`, `resourceExhausted` and `internal`.
  public func call(
    _ method: MethodSelector, body: [UInt8], options: CallOptions = CallOptions()
  ) async throws(CallFailure) -> Reply {
    throw CallFailure(
      code: .unavailable, reason: "CLOSED", message: "Not connected.", outcome: .notStarted)
  }

  /// Fails what is in progress with `unavailable` and closes the connection.
  public func close() async {}
}
