import LatchkeyWire

/// Messages that came and were not taken, in their order. What they hold is bounded by credit.
struct MessageInbox {
  private var messages: [ReceivedMessage?] = []
  private var head = 0

  mutating func append(_ message: consuming ReceivedMessage) {
    self.messages.append(message)
  }

  mutating func popFirst() -> ReceivedMessage? {
    guard self.head < self.messages.count else { return nil }
    let message = self.messages[self.head].take()
    self.head += 1
    if self.head == self.messages.count {
      self.messages.removeAll(keepingCapacity: true)
      self.head = 0
    } else if self.head > 64, self.head * 2 > self.messages.count {
      self.messages.removeFirst(self.head)
      self.head = 0
    }
    return message
  }

  /// Forgets everything, wiping what is sensitive.
  mutating func discard() {
    while var message = self.popFirst() {
      if message.isSensitive { Wiping.wipe(&message.bytes) }
    }
    self.messages = []
  }
}
