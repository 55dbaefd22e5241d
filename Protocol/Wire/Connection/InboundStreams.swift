import LatchkeyBase

/// One message of a stream as it came.
public struct ReceivedMessage: Hashable, Sendable {
  /// The message.
  public var bytes: [UInt8]
  /// Whether it is wiped after use and never logged.
  public var isSensitive: Bool
  /// What its frames cost, in bytes: told to the machine when the consumer has taken the message.
  public let cost: Int

  /// A message.
  ///
  /// - Parameters:
  ///   - bytes: The message.
  ///   - isSensitive: Whether it is wiped after use.
  ///   - cost: What its frames cost, in bytes.
  public init(bytes: [UInt8], isSensitive: Bool, cost: Int) {
    self.bytes = bytes
    self.isSensitive = isSensitive
    self.cost = cost
  }
}

/// The streams of one connection on which the peer sends messages: credit and unfinished chains.
struct InboundStreams: Sendable {
  private struct Entry: Sendable {
    let stream: UInt32
    var window: ReceiveWindow
    var chain: [UInt8] = []
    var isChained = false
    var chainIsSensitive = false
    var hasEnded = false
  }

  /// What a frame of DATA came to.
  enum Step {
    /// No messages are expected on this stream.
    case unexpected
    /// More frames are needed, and perhaps credit for them.
    case incomplete(grant: UInt32?)
    /// A whole message, the end of all of them, or both.
    case message(ReceivedMessage?, isLast: Bool)
    /// The peer broke the rules of the stream.
    case broken(CallFailure)
  }

  private var entries: [Entry] = []
  private var chainedBytes = 0

  var isEmpty: Bool { self.entries.isEmpty }

  /// Expects messages on a stream.
  mutating func open(_ stream: UInt32, credit: UInt32) {
    self.entries.append(Entry(stream: stream, window: ReceiveWindow(size: credit)))
  }

  /// Whether messages are, or were, expected on a stream.
  func contains(_ stream: UInt32) -> Bool {
    self.entries.contains { $0.stream == stream }
  }

  /// Whether a message of the stream lacks its end.
  func isMidMessage(_ stream: UInt32) -> Bool {
    self.entries.contains { $0.stream == stream && $0.isChained }
  }

  /// The stream is over.
  mutating func close(_ stream: UInt32) {
    guard let index = self.entries.firstIndex(where: { $0.stream == stream }) else { return }
    self.dropChain(at: index)
    self.entries.swapAt(index, self.entries.count - 1)
    self.entries.removeLast()
  }

  /// The consumer has taken a message.
  ///
  /// - Returns: Credit to give back now.
  mutating func consumed(_ stream: UInt32, cost: Int) -> UInt32? {
    guard let index = self.entries.firstIndex(where: { $0.stream == stream }) else { return nil }
    self.entries[index].window.consume(cost)
    return self.entries[index].hasEnded ? nil : self.entries[index].window.grant()
  }

  /// Takes a frame of DATA.
  mutating func receive(
    _ body: Span<UInt8>, stream: UInt32, flags: FrameFlags, limits: WireLimits
  ) -> Step {
    guard let index = self.entries.firstIndex(where: { $0.stream == stream }) else {
      return .unexpected
    }
    guard !self.entries[index].hasEnded else {
      return .broken(.streamBreach(.ended, "A message came after the END of its direction."))
    }
    let more = flags.contains(.more)
    if flags.contains(.end), body.count == 0, !self.entries[index].isChained {
      self.entries[index].hasEnded = true
      return .message(nil, isLast: true)
    }
    guard !more || body.count > 0 else {
      return .broken(.streamBreach(.flow, "A frame with MORE has bytes."))
    }
    guard
      let cost = self.entries[index].window.receive(bodyBytes: body.count, isUnfinished: more)
    else {
      return .broken(.streamBreach(.flow, "More DATA came than there was credit for."))
    }
    guard self.entries[index].chain.count + body.count <= limits.messageBytesMax else {
      return .broken(
        .tooLarge(
          .messageTooLarge,
          "A message of a stream has at most \(limits.messageBytesMax) bytes."))
    }
    guard more || self.entries[index].isChained else {
      return self.whole(
        at: index, [UInt8](copying: body), isSensitive: flags.contains(.sensitive), cost, flags)
    }
    guard self.chainedBytes + body.count <= limits.assemblyBytesMax else {
      return .broken(
        .tooLarge(.tooManyUnfinished, "Too many bytes of unfinished messages are waiting."))
    }
    self.extend(at: index, by: body, flags)
    guard !more else { return .incomplete(grant: self.entries[index].window.grant()) }
    let bytes = self.entries[index].chain
    let isSensitive = self.entries[index].chainIsSensitive
    self.chainedBytes -= bytes.count
    self.entries[index].chain = []
    self.entries[index].isChained = false
    self.entries[index].chainIsSensitive = false
    return self.whole(at: index, bytes, isSensitive: isSensitive, cost, flags)
  }

  private mutating func whole(
    at index: Int, _ bytes: [UInt8], isSensitive: Bool, _ cost: Int, _ flags: FrameFlags
  ) -> Step {
    let isLast = flags.contains(.end)
    if isLast { self.entries[index].hasEnded = true }
    return .message(
      ReceivedMessage(bytes: bytes, isSensitive: isSensitive, cost: cost), isLast: isLast)
  }

  private mutating func extend(
    at index: Int, by body: Span<UInt8>, _ flags: FrameFlags
  ) {
    self.entries[index].isChained = true
    if flags.contains(.sensitive) { self.entries[index].chainIsSensitive = true }
    self.entries[index].chain.append(
      copying: body, wiping: self.entries[index].chainIsSensitive)
    self.chainedBytes += body.count
  }

  private mutating func dropChain(at index: Int) {
    self.chainedBytes -= self.entries[index].chain.count
    if self.entries[index].chainIsSensitive { Wiping.wipe(&self.entries[index].chain) }
    self.entries[index].chain = []
  }
}

extension CallFailure {
  /// A frame that the stream does not allow.
  static func streamBreach(_ reason: RuntimeReason, _ message: String) -> CallFailure {
    CallFailure(code: .internal, reason: reason, message: message, outcome: .unknown)
  }
}
