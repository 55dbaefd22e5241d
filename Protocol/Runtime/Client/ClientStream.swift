import LatchkeySocket
public import LatchkeyWire

/// One call in progress with messages in addition to request and answer.
///
/// Safe from any task; one task may read while another sends. A task that is cancelled while it waits
/// here cancels the call, and so does letting the last reference go.
public final class ClientStream: Sendable {
  /// Kept alive: it closes its connection when it is let go.
  private let client: RPCClient
  private let core: ClientCore
  private let call: PendingCall
  private let pipe: MessagePipe

  init(client: RPCClient, core: ClientCore, call: PendingCall, pipe: MessagePipe) {
    self.client = client
    self.core = core
    self.call = call
    self.pipe = pipe
  }

  deinit {
    self.core.cancelSoon(self.call)
  }

  /// The server's next message.
  ///
  /// Taking messages is what gives the server credit for further ones: a client that stops reading makes the
  /// server wait, and holds up no other call.
  ///
  /// - Returns: The message, or nil after the last one of a stream that ended well.
  /// - Throws: ``LatchkeyWire/CallFailure``: what ``RPCClient/call(_:body:options:)`` throws, after the
  ///   messages that came before it. `SECOND_READER` when another task is reading.
  public func next() async throws(CallFailure) -> [UInt8]? { try await self.pipe.next() }

  /// Sends a message behind the request.
  ///
  /// Returns when the message is on its way to the socket, and waits while the server has given no
  /// credit.
  ///
  /// - Parameters:
  ///   - message: The encoded message, at most 1 MiB.
  ///   - isSensitive: Whether it holds a secret: wiped from our buffers after use. The caller's own
  ///     copy is the caller's.
  /// - Throws: ``LatchkeyWire/CallFailure``: the failure of the call, or `STREAM_OVER` when the server
  ///   has answered already; then ``reply()`` says what.
  public func send(_ message: [UInt8], isSensitive: Bool = false) async throws(CallFailure) {
    try await self.pipe.send(message, isSensitive: isSensitive)
  }

  /// Sends no further message. Without it, a server that reads to the end waits for the deadline.
  public func finishSending() { self.pipe.finishSending() }

  /// The end of the call: after the last message of a stream, or the one answer to a stream.
  ///
  /// - Returns: The answer; its body is empty when the method answers with messages.
  /// - Throws: ``LatchkeyWire/CallFailure``: the failure of the call.
  public func reply() async throws(CallFailure) -> Reply {
    let call = self.call
    let core = self.core
    let result = await withTaskCancellationHandler {
      await unsafe withUnsafeContinuation { (continuation: PendingCall.EndContinuation) in
        if core.loop.isCurrent {
          unsafe call.awaitEnd(continuation)
        } else if !core.loop.execute({ unsafe call.awaitEnd(continuation) }) {
          unsafe continuation.resume(returning: .failure(.closedHere))
        }
      }
    } onCancel: {
      core.cancelSoon(call)
    }
    return try result.get()
  }

  /// Cancels the call, on the server too. Tasks that wait for it hear `cancelled`.
  public func cancel() { self.core.cancelSoon(self.call) }
}
