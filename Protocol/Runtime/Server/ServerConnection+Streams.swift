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
    pipe.messageBytesMax = min(
      self.machine.value.limits.messageBytesMax, self.machine.value.peerMessageBytesMax)
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

  private func pipe(of stream: UInt32) -> MessagePipe? {
    self.calls.first { $0.stream == stream }?.pipe
  }

  /// A message of the client, the end of them, or both.
  func received(_ message: consuming ReceivedMessage?, isLast: Bool, on stream: UInt32) {
    guard let pipe = self.pipe(of: stream) else { return }
    if let message { pipe.receive(message) }
    if isLast { pipe.receiveEnd() }
  }

  /// The client reads on.
  func credited(_ stream: UInt32, _ bytes: UInt32, now: UInt64) {
    guard let pipe = self.pipe(of: stream), !pipe.isOver else { return }
    guard pipe.window.add(bytes) else {
      return self.breached(stream, .tooMuchCredit)
    }
    pipe.pace?.take(UInt64(bytes), at: now)
    self.planFlush()
  }

  /// The client broke the rules of a stream.
  func breached(_ stream: UInt32, _ failure: CallFailure) {
    guard let call = self.calls.first(where: { $0.stream == stream }) else { return }
    self.giveUp(call, failure, counting: .cancelled)
  }

  /// Streams whose client is too slow to give credit.
  func checkConsumers(_ now: UInt64) {
    // A copy: a cancelled handler may return at once and leave the list.
    for call in self.calls {
      guard let end = call.pipe?.pace?.end else { continue }
      guard now >= end else {
        self.wake(by: end)
        continue
      }
      self.giveUp(call, .slowConsumer, counting: .slowReaders)
    }
  }

  /// Sends the clients of streams without an end to a new connection.
  func endEndless() {
    for call in self.calls where call.isEndless {
      self.giveUp(call, .reconnect)
    }
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
    let pace = LeastRate(
      bytes: self.configuration.stalledBytesMin,
      milliseconds: self.configuration.stalledMillisecondsMax, at: MonotonicInstant.now.nanoseconds)
    pipe.pace = pace
    self.wake(by: pace.end)
    self.output.value.enqueue(message, of: pipe)
    self.planFlush()
  }

  func sendEnd(of pipe: MessagePipe) {
    self.write { $0.end(stream: pipe.stream) }
  }
}

extension CallFailure {
  /// CREDIT beyond what anybody may give.
  static let tooMuchCredit = CallFailure(
    code: .internal, reason: .flow,
    message: "The credit of a stream is at most \(StreamCredit.max) bytes.", outcome: .unknown)
}
