import LatchkeyTestBasics
import LatchkeyWire

/// A client that a seed moves: it heeds limits, credit and the order of frames, unless it is not honest.
struct SimulatedClient {
  /// Methods of the simulated service.
  enum Method: UInt64 {
    case unary = 1
    case endless = 2
    case messages = 3
    /// Answered on the spot.
    case quick = 4

    init?(_ selector: MethodSelector) {
      guard case .number(let number) = selector else { return nil }
      self.init(rawValue: number)
    }

    var traits: CallTraits {
      CallTraits(
        deadlineMillisecondsMax: self == .endless ? nil : 100, clientStreams: self == .messages)
    }
  }

  let isHonest: Bool
  /// Bytes that the server has not read.
  var wire = Preface.bytes + rawHello
  /// Whether it reads answers.
  var reads = true
  /// Sends no more.
  var isSilent = false
  /// Streams whose request was sent to its end.
  private(set) var wholeRequests: [UInt32] = []
  private let limits: WireLimits
  private var next: UInt32 = 1
  /// Neither answered nor cancelled.
  private var open: Set<UInt32> = []
  /// Frames of requests that follow later.
  private var chains: [(stream: UInt32, frames: [[UInt8]])] = []
  /// Credit of streams of messages.
  private var credit: [UInt32: Int] = [:]
  private var pingedAt: UInt64 = 0

  init(limits: WireLimits, isHonest: Bool) {
    self.limits = limits
    self.isHonest = isHonest
  }

  /// The server has ended a stream.
  mutating func ended(_ stream: UInt32) {
    self.open.remove(stream)
    self.credit[stream] = nil
  }

  /// CREDIT came.
  ///
  /// - Returns: What the stream has now, in bytes.
  mutating func receive(credit bytes: UInt32, on stream: UInt32) -> Int {
    guard let credit = self.credit[stream] else { return 0 }
    self.credit[stream] = credit + Int(bytes)
    return credit + Int(bytes)
  }

  /// Sends something.
  mutating func act(at now: UInt64, _ numbers: inout SeededNumbers) {
    guard !self.isSilent, self.wire.count < 20_000 else { return }
    if !self.isHonest, Int.random(in: 0..<200, using: &numbers) == 0 {
      return self.misbehave(&numbers)
    }
    switch Int.random(in: 0..<20, using: &numbers) {
    case 0..<8: self.request(&numbers)
    case 8..<10: self.continueChain(&numbers)
    case 10..<16: self.message(&numbers)
    case 16..<18: self.cancel(&numbers)
    case 18:
      if let stream = self.open.sorted().randomElement(using: &numbers) {
        self.wire += rawCredit(stream, UInt32.random(in: 1...2_000, using: &numbers))
      }
    default:
      guard now >= self.pingedAt + 10_000_000_000 else { return }
      self.pingedAt = now
      self.wire += rawPing
    }
  }

  private mutating func request(_ numbers: inout SeededNumbers) {
    guard !self.isHonest || self.open.count + self.chains.count < self.limits.streamsMax else {
      return
    }
    let stream = self.next
    self.next += 2
    let method = Method(rawValue: UInt64.random(in: 1...4, using: &numbers)) ?? .unary
    let body = [UInt8](repeating: 0xf6, count: Int.random(in: 0...300, using: &numbers))
    self.open.insert(stream)
    if method == .messages {
      self.credit[stream] = Int(self.limits.streamCredit)
      self.wire += rawRequest(stream, method: method.rawValue, body: body, flags: 0)
      return self.wholeRequests.append(stream)
    }
    let whole = rawRequest(stream, method: method.rawValue, body: body)
    guard body.count > 20, Int.random(in: 0..<4, using: &numbers) == 0 else {
      self.wire += whole
      return self.wholeRequests.append(stream)
    }
    let envelope = whole.dropFirst(FrameHeader.byteCount)
    let cut = Int.random(in: 1..<envelope.count, using: &numbers)
    self.wire += rawFrame(2, stream: stream, flags: 2, [UInt8](envelope.prefix(cut)))
    self.chains.append(
      (stream, [rawFrame(2, stream: stream, flags: 1, [UInt8](envelope.dropFirst(cut)))]))
  }

  private mutating func continueChain(_ numbers: inout SeededNumbers) {
    guard let index = self.chains.indices.randomElement(using: &numbers) else { return }
    let chain = self.chains.remove(at: index)
    for frame in chain.frames { self.wire += frame }
    self.wholeRequests.append(chain.stream)
  }

  private mutating func message(_ numbers: inout SeededNumbers) {
    guard let stream = self.credit.keys.sorted().randomElement(using: &numbers),
      let credit = self.credit[stream], credit >= 12
    else { return }
    let count = Int.random(in: 0...min(credit - 12, 300), using: &numbers)
    let flags: UInt8 = count > 0 && Int.random(in: 0..<4, using: &numbers) == 0 ? 2 : 0
    self.credit[stream] = credit - 12 - count
    self.wire += rawData(stream, count, flags: flags)
  }

  private mutating func cancel(_ numbers: inout SeededNumbers) {
    guard let stream = self.open.sorted().randomElement(using: &numbers),
      !self.chains.contains(where: { $0.stream == stream })
    else { return }
    self.open.remove(stream)
    self.credit[stream] = nil
    self.wire += rawFrame(6, stream: stream, [1])
  }

  private mutating func misbehave(_ numbers: inout SeededNumbers) {
    switch Int.random(in: 0..<4, using: &numbers) {
    case 0: self.wire += rawData(self.next > 2 ? self.next - 2 : 1, 2_000)
    case 1: self.wire += rawRequest(self.next &+ 200, method: 99)
    case 2: self.wire += rawFrame(UInt8.random(in: 0...20, using: &numbers), stream: 3, [1, 2, 3])
    default:
      self.wire += (0..<20).map { _ in UInt8.random(in: 0...255, using: &numbers) }
    }
  }
}
