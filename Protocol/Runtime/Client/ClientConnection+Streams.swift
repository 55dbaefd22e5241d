import LatchkeySocket
import LatchkeyWire

// The messages of calls: from the machine to pipes, from pipes to the output.

extension ClientConnection {
  /// Messages of calls that were sent ahead of the server's HELLO may follow now.
  func giveFirstCredit() {
    for call in self.sent.value.calls {
      guard let pipe = call.pipe else { continue }
      pipe.window = SendWindow(credit: self.machine.value.peerStreamCredit)
      pipe.messageBytesMax = min(
        self.machine.value.limits.messageBytesMax, self.machine.value.peerMessageBytesMax)
    }
    self.planFlush()
  }

  func call(on stream: UInt32) -> PendingCall? {
    self.sent.value.call(on: stream)
  }

  /// The server reads on.
  func credited(_ stream: UInt32, _ bytes: UInt32) {
    guard let pipe = self.call(on: stream)?.pipe else { return }
    if pipe.window.add(bytes) {
      self.planFlush()
    } else {
      _ = self.machine.value.abandon(stream)
      self.breached(stream, .tooMuchCredit)
    }
  }

  /// The server broke the rules of a stream: nothing of it is believed any more.
  func breached(_ stream: UInt32, _ failure: CallFailure) {
    self.output.value.withdraw(stream)
    self.write { $0.cancel(.user, stream: stream) }
    self.takeCall(stream)?.fail(failure)
  }
}

extension ClientConnection: PipeDriver {
  func consumed(_ pipe: MessagePipe, cost: Int) {
    guard let bytes = self.machine.value.consumed(on: pipe.stream, cost: cost) else { return }
    self.write { $0.credit(bytes, stream: pipe.stream) }
  }

  func sendAtOnce(_ bytes: [UInt8], isSensitive: Bool, of pipe: MessagePipe) -> Bool {
    guard
      self.output.value.sendAtOnce(bytes, isSensitive: isSensitive, of: pipe, self.core.buffers)
    else { return false }
    self.planFlush()
    return true
  }

  func enqueue(_ message: consuming OutgoingMessage, of pipe: MessagePipe) {
    self.output.value.enqueue(message, of: pipe)
    self.planFlush()
  }

  func allSent(of pipe: MessagePipe) {}

  func sendEnd(of pipe: MessagePipe) {
    self.write { $0.end(stream: pipe.stream) }
  }
}
