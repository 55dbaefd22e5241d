import LatchkeyBase
import LatchkeySocket
import LatchkeyWire

// The messages of calls: from the machine to pipes, from pipes to the output.

extension ServerConnection {
  /// The messages of a call; nil for a method that has none.
  func makePipe(
    for stream: UInt32, _ traits: MethodTraits, isOpenEnded: Bool
  ) -> MessagePipe? {
    guard traits.clientStreams || traits.serverStreams else { return nil }
    let pipe = MessagePipe(
      loop: self.home.loop, sends: traits.serverStreams, receives: isOpenEnded)
    pipe.messageBytesMax = self.machine.value.sentMessageBytesMax
    pipe.attach(
      to: self, stream: stream,
      window: SendWindow(credit: self.machine.value.peerStreamCredit), requestWaits: false)
    return pipe
  }

  /// Ends the messages of a call.
  ///
  /// - Returns: Whether a message was sent in part only.
  func closePipe(of call: ServerCall, _ failure: CallFailure?) -> Bool {
    call.pipe?.end(failure, dropsMessages: true)
    if self.output.value.withdraw(call.stream) { call.isTruncated = true }
    return call.isTruncated
  }

  /// A message of the client, the end of them, or both.
  func received(_ message: consuming ReceivedMessage?, isLast: Bool, on stream: UInt32) {
    guard let pipe = self.call(on: stream)?.pipe else { return }
    if let message { pipe.receive(message) }
    if isLast { pipe.receiveEnd() }
  }

  /// The client reads on.
  func credited(_ stream: UInt32, _ bytes: UInt32) {
    guard let pipe = self.call(on: stream)?.pipe, !pipe.isOver else { return }
    guard pipe.window.add(bytes) else { return self.breached(stream, .tooMuchCredit) }
    self.planFlush()
  }
}

extension ServerConnection: PipeDriver {
  func consumed(_ pipe: MessagePipe, cost: Int) {
    guard let bytes = self.machine.value.consumed(on: pipe.stream, cost: cost) else { return }
    self.write { $0.credit(bytes, stream: pipe.stream) }
  }

  func sendAtOnce(_ bytes: [UInt8], isSensitive: Bool, of pipe: MessagePipe) -> Bool {
    guard
      self.output.value.sendAtOnce(bytes, isSensitive: isSensitive, of: pipe, self.home.buffers)
    else { return false }
    self.planFlush()
    return true
  }

  func enqueue(_ message: consuming OutgoingMessage, of pipe: MessagePipe) {
    self.machine.value.stalled(pipe.stream, at: MonotonicInstant.now.nanoseconds)
    self.output.value.enqueue(message, of: pipe)
    self.planFlush()
    self.settle()
  }

  func allSent(of pipe: MessagePipe) { self.machine.value.unstalled(pipe.stream) }

  func sendEnd(of pipe: MessagePipe) {
    self.write { $0.end(stream: pipe.stream) }
  }
}
