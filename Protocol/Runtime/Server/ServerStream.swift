public import LatchkeyWire

/// The messages of one call in progress, as its handler sees them.
///
/// Safe from any task; fastest on the connection's loop, where handlers run unless they hop away.
/// When the call is given up, both methods throw the reason, also to tasks that wait in them.
public struct ServerStream: Sendable {
  let pipe: MessagePipe

  /// The client's next message.
  ///
  /// Waits for it; what came already is at most the credit that was given, 256 KiB, and one message.
  ///
  /// - Returns: The message, or nil when the client has sent its last one.
  /// - Throws: ``LatchkeyWire/CallFailure`` when the call was given up, or the task was cancelled.
  public func next() async throws(CallFailure) -> [UInt8]? { try await self.pipe.next() }

  /// Sends a message to the client.
  ///
  /// Returns when the message is on its way to the socket. Waits while the client has given no credit,
  /// so that a client that does not read holds up this call and nothing else.
  ///
  /// - Parameters:
  ///   - message: The encoded message, at most 1 MiB.
  ///   - isSensitive: Whether it holds a secret: wiped from our buffers after use, never logged. The
  ///     caller's own copy is the caller's.
  /// - Throws: ``LatchkeyWire/CallFailure`` when the message is too long, the call was given up, or the
  ///   task was cancelled; a cancelled message may still arrive.
  public func send(_ message: [UInt8], isSensitive: Bool = false) async throws(CallFailure) {
    try await self.pipe.send(message, isSensitive: isSensitive)
  }
}
