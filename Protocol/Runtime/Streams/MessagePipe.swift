import LatchkeyBase
import LatchkeySocket
import LatchkeyWire

/// What a connection does for the streams of messages on it. On the loop's thread only.
protocol PipeDriver: AnyObject {
  /// The consumer took a message: credit may go back.
  func consumed(_ pipe: MessagePipe, cost: Int)
  /// Writes a message at once, if there is credit and room for it in one frame.
  func sendAtOnce(_ bytes: [UInt8], isSensitive: Bool, of pipe: MessagePipe) -> Bool
  /// Takes a message that has to wait for credit, for room or for its turn.
  func enqueue(_ message: consuming OutgoingMessage, of pipe: MessagePipe)
  /// The last message that the pipe had is sent: none waits for credit.
  func allSent(of pipe: MessagePipe)
  /// Writes the end of this side's messages.
  func sendEnd(of pipe: MessagePipe)
}

/// A message that waits to be sent, and who waits for that.
struct OutgoingMessage {
  var bytes: [UInt8]
  var isSensitive: Bool
  var waiter: Waiter<Void>
}

/// One end of one stream of messages: what came and was not taken, what is to be sent and waits.
///
/// Everything belongs to the loop's thread; ``next()`` and ``send(_:isSensitive:)`` may be called
/// from any task and hop there. A sender waits while there is no credit or no room, so it never holds
/// more than one message here; a reader is bounded by the credit that its side gave.
final class MessagePipe: @unchecked Sendable {
  /// Longest message that may be sent, in bytes.
  var messageBytesMax = WireLimits().messageBytesMax
  /// What this side may send.
  var window = SendWindow()
  /// The stream on the connection it is attached to.
  private(set) var stream: UInt32 = 0
  /// Messages went either way: the call cannot be repeated unseen.
  private(set) var hasMoved = false
  /// What cancels the whole call when a task that waits here is cancelled; none lets the task go.
  var cancelCall: (@Sendable () -> Void)?

  let loop: EventLoop
  private let sends: Bool
  private weak var driver: (any PipeDriver)?
  private var inbox = MessageInbox()
  private var reader: Waiter<[UInt8]?>?
  private var outbox: [OutgoingMessage] = []
  /// The sender of a message that the connection's queue has let go, until it is known why.
  private var withdrawnWaiter: Waiter<Void>?
  /// A message of this pipe, or the request before it, is in the connection's queue.
  private var isBusy = false
  private var receivingEnded: Bool
  private var sendingEnded: Bool
  /// Why nothing comes any more, once the inbox is empty.
  private var failure: CallFailure?
  /// The stream is over.
  private(set) var isOver = false

  /// One end of a stream.
  ///
  /// - Parameters:
  ///   - loop: Of the connection.
  ///   - sends: Whether this side may send messages.
  ///   - receives: Whether the other side may.
  init(loop: EventLoop, sends: Bool, receives: Bool) {
    self.loop = loop
    self.sends = sends
    self.sendingEnded = !sends
    self.receivingEnded = !receives
  }

  // MARK: - For tasks

  /// The next message of the other side; nil after its last one.
  func next() async throws(CallFailure) -> [UInt8]? {
    if self.loop.isCurrent, let ready = self.takeReady() { return try ready.get() }
    let waiter = Waiter<[UInt8]?>()
    let result = await withTaskCancellationHandler {
      await unsafe withUnsafeContinuation { continuation in
        unsafe waiter.promise(continuation)
        self.onLoop({ self.read(waiter) }, otherwise: { waiter.resume(.failure(.closedHere)) })
      }
    } onCancel: {
      self.loop.execute { self.cancelled(waiter) }
    }
    return try result.get()
  }

  /// Sends a message; returns when it is on its way to the socket.
  func send(_ bytes: [UInt8], isSensitive: Bool) async throws(CallFailure) {
    if self.loop.isCurrent, let done = self.trySend(bytes, isSensitive) { return try done.get() }
    let waiter = Waiter<Void>()
    let result = await withTaskCancellationHandler {
      await unsafe withUnsafeContinuation { continuation in
        unsafe waiter.promise(continuation)
        self.onLoop(
          { self.enqueue(OutgoingMessage(bytes: bytes, isSensitive: isSensitive, waiter: waiter)) },
          otherwise: { waiter.resume(.failure(.closedHere)) })
      }
    } onCancel: {
      self.loop.execute { self.cancelled(waiter) }
    }
    return try result.get()
  }

  /// Sends no message after those that were sent.
  func finishSending() {
    self.onLoop({ self.endSending() }, otherwise: {})
  }

  private func onLoop(
    _ body: @escaping @Sendable () -> Void, otherwise: () -> Void
  ) {
    if self.loop.isCurrent {
      body()
    } else if !self.loop.execute(body) {
      otherwise()
    }
  }

  // MARK: - Reading

  private func takeReady() -> Result<[UInt8]?, CallFailure>? {
    if let message = self.inbox.popFirst() {
      self.driver?.consumed(self, cost: message.cost)
      return .success(message.bytes)
    }
    if let failure = self.failure { return .failure(failure) }
    return self.receivingEnded ? .success(nil) : nil
  }

  private func read(_ waiter: Waiter<[UInt8]?>) {
    guard !waiter.wasCancelledEarly else { return self.letGo(waiter) }
    if let ready = self.takeReady() { return waiter.resume(ready) }
    guard self.reader == nil else { return waiter.resume(.failure(.secondReader)) }
    self.reader = waiter
  }

  private func cancelled(_ waiter: Waiter<[UInt8]?>) {
    waiter.wasCancelledEarly = true
    guard self.reader === waiter else { return }
    self.reader = nil
    self.letGo(waiter)
  }

  private func letGo<Value>(_ waiter: Waiter<Value>) {
    self.cancelCall?()
    waiter.resume(.failure(self.failure ?? .cancelledHere))
  }

  /// A message came.
  func receive(_ message: consuming ReceivedMessage) {
    guard !self.isOver else { return }
    self.hasMoved = true
    guard let reader = self.reader else { return self.inbox.append(message) }
    self.reader = nil
    self.driver?.consumed(self, cost: message.cost)
    reader.resume(.success(message.bytes))
  }

  /// The other side sends no more.
  func receiveEnd() {
    self.receivingEnded = true
    self.reader.take()?.resume(.success(nil))
  }

  // MARK: - Sending

  private func trySend(_ bytes: [UInt8], _ isSensitive: Bool) -> Result<Void, CallFailure>? {
    guard !self.isOver, !self.sendingEnded else { return .failure(self.failure ?? .streamOver) }
    guard bytes.count <= self.messageBytesMax else {
      return .failure(
        CallFailure(
          code: .resourceExhausted, reason: .messageTooLarge,
          message: "The message has \(bytes.count) bytes; \(self.messageBytesMax) are allowed.",
          outcome: .notStarted))
    }
    guard !self.isBusy, self.outbox.isEmpty, let driver = self.driver,
      driver.sendAtOnce(bytes, isSensitive: isSensitive, of: self)
    else { return nil }
    self.hasMoved = true
    return .success(())
  }

  private func enqueue(_ message: OutgoingMessage) {
    message.waiter.wasHeard = true
    guard !message.waiter.wasCancelledEarly else { return self.letGo(message.waiter) }
    if let done = self.trySend(message.bytes, message.isSensitive) {
      return message.waiter.resume(done)
    }
    self.outbox.append(message)
    self.sendNext()
  }

  private func cancelled(_ waiter: Waiter<Void>) {
    waiter.wasCancelledEarly = true
    guard waiter.wasHeard else { return }
    // One that is in the connection's queue may be half sent: it goes on alone.
    if let index = self.outbox.firstIndex(where: { $0.waiter === waiter }) {
      self.wipe(self.outbox.remove(at: index))
    }
    self.letGo(waiter)
  }

  private func endSending() {
    guard !self.sendingEnded, !self.isOver else { return }
    self.sendingEnded = true
    if !self.isBusy, self.outbox.isEmpty { self.driver?.sendEnd(of: self) }
  }

  /// Gives the next message to the connection.
  private func sendNext() {
    guard !self.isBusy, let driver = self.driver, !self.outbox.isEmpty else { return }
    self.isBusy = true
    self.hasMoved = true
    driver.enqueue(self.outbox.removeFirst(), of: self)
  }

  private func wipe(_ message: consuming OutgoingMessage) {
    if message.isSensitive { Wiping.wipe(&message.bytes) }
  }

  // MARK: - For connections

  /// What follows when the connection's queue is done with what it had of this pipe.
  enum Following {
    case nothing
    case message(OutgoingMessage)
    case end
  }

  /// The connection's queue has made its last frame of what it had of this pipe.
  func following() -> Following {
    guard self.outbox.isEmpty else { return .message(self.outbox.removeFirst()) }
    self.isBusy = false
    self.driver?.allSent(of: self)
    return self.sends && self.sendingEnded && !self.isOver ? .end : .nothing
  }

  /// The request has a stream on a connection.
  ///
  /// - Parameters:
  ///   - driver: The connection.
  ///   - stream: Its number.
  ///   - window: What may be sent at first.
  ///   - requestWaits: Whether a part of the request is still in the connection's queue: messages
  ///     come behind it.
  func attach(
    to driver: any PipeDriver, stream: UInt32, window: SendWindow, requestWaits: Bool
  ) {
    self.driver = driver
    self.stream = stream
    self.window = window
    self.isBusy = requestWaits
    guard !requestWaits else { return }
    if !self.outbox.isEmpty {
      self.sendNext()
    } else if self.sendingEnded, self.sends {
      driver.sendEnd(of: self)
    }
  }

  /// The connection is gone, and the request waits for another one.
  func detach() {
    self.driver = nil
    self.isBusy = false
  }

  /// The connection's queue has let a message go before its end was sent.
  func withdrawn(_ waiter: Waiter<Void>) {
    if self.isOver {
      waiter.resume(.failure(self.failure ?? .streamOver))
    } else {
      self.withdrawnWaiter = waiter
    }
  }

  /// The stream is over.
  ///
  /// - Parameters:
  ///   - failure: What the reader hears after the messages that came; nil is a good end.
  ///   - dropsMessages: Whether the reader hears it at once.
  func end(_ failure: CallFailure?, dropsMessages: Bool = false) {
    guard !self.isOver else { return }
    self.isOver = true
    self.failure = failure
    self.receivingEnded = true
    self.driver = nil
    self.isBusy = false
    self.cancelCall = nil
    if dropsMessages { self.inbox.discard() }
    self.reader.take()?.resume(failure.map { .failure($0) } ?? .success(nil))
    self.withdrawnWaiter.take()?.resume(.failure(failure ?? .streamOver))
    let outbox = self.outbox
    self.outbox = []
    for message in outbox {
      message.waiter.resume(.failure(failure ?? .streamOver))
      self.wipe(message)
    }
  }
}
