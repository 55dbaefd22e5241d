/// Messages with frames that have not come yet: the chains of the MORE flag.
///
/// Chains of different streams interleave freely; the frames of one chain come in order. What is
/// kept is bounded per message and in all.
struct MessageAssembly: Sendable {
  /// One chain.
  private struct Chain: Sendable {
    var stream: UInt32
    var message: AssembledMessage

    init(stream: UInt32) {
      self.stream = stream
      self.message = AssembledMessage()
    }
  }

  /// What became of a frame's body.
  enum Step {
    /// More frames are needed.
    case incomplete
    /// The whole message.
    case complete(AssembledMessage)
    /// The message is longer than the limit; the chain is gone.
    case tooLong
    /// All unfinished messages together are longer than the limit; the chain is gone.
    case tooMuch
  }

  private var chains: [Chain] = []
  private var bytesKept = 0

  /// Number of unfinished messages.
  var count: Int { self.chains.count }

  /// Whether a stream has an unfinished message.
  func contains(_ stream: UInt32) -> Bool {
    self.chains.contains { $0.stream == stream }
  }

  /// Adds the next frame of a chain, which may be its first.
  mutating func append(
    _ body: Span<UInt8>, stream: UInt32, flags: FrameFlags, limits: WireLimits
  ) -> Step {
    let index =
      self.chains.firstIndex { $0.stream == stream }
      ?? {
        self.chains.append(Chain(stream: stream))
        return self.chains.count - 1
      }()
    guard self.chains[index].message.count + body.count <= limits.assembledBytesMax else {
      self.drop(at: index)
      return .tooLong
    }
    guard self.bytesKept + body.count <= limits.assemblyBytesMax else {
      self.drop(at: index)
      return .tooMuch
    }
    self.chains[index].message.append(
      body, isSensitive: flags.contains(.sensitive), bytesMax: limits.assembledBytesMax)
    self.bytesKept += body.count
    guard !flags.contains(.more) else { return .incomplete }
    let chain = self.chains.remove(at: index)
    self.bytesKept -= chain.message.count
    return .complete(chain.message)
  }

  /// Forgets the unfinished message of a stream, if there is one.
  mutating func drop(_ stream: UInt32) {
    guard let index = self.chains.firstIndex(where: { $0.stream == stream }) else { return }
    self.drop(at: index)
  }

  private mutating func drop(at index: Int) {
    var chain = self.chains.remove(at: index)
    self.bytesKept -= chain.message.count
    chain.message.wipeIfSensitive()
  }
}

/// A message out of several frames, an envelope with its body last.
///
/// Where the first frame says how long the body will be, the body is gathered by itself, in memory of its
/// size: a message of a mebibyte is then copied once and not four times.
struct AssembledMessage: Sendable {
  /// What stands before the body; all of the message where its first frame does not say where that is.
  private(set) var head: [UInt8] = []
  /// The body, as far as it has come.
  private(set) var body: [UInt8] = []
  private(set) var isSensitive = false
  /// What the head says of the body's length; nil when the two are not apart.
  private var bodyCount: Int?

  /// Bytes of both.
  var count: Int { self.head.count + self.body.count }

  /// Adds a frame's part.
  mutating func append(
    _ part: Span<UInt8>, isSensitive: Bool, bytesMax: Int
  ) {
    if isSensitive { self.isSensitive = true }
    guard self.count > 0 else { return self.begin(part, bytesMax) }
    if self.bodyCount == nil {
      self.head.append(copying: part, wiping: self.isSensitive)
    } else {
      self.body.append(copying: part, wiping: self.isSensitive)
    }
  }

  private mutating func begin(_ part: Span<UInt8>, _ bytesMax: Int) {
    // A length beyond the limit reserves nothing: such a message ends as too long.
    guard let place = Self.bodyPlace(in: part), place.start + place.count <= bytesMax else {
      self.head.append(copying: part)
      return
    }
    self.bodyCount = place.count
    self.head.append(copying: part.extracting(first: place.start))
    self.body.reserveCapacity(place.count)
    self.body.append(copying: part.extracting(droppingFirst: place.start))
  }

  /// Where a body begins and how long it will be; nil when more follows behind it, or the bytes do not
  /// say.
  private static func bodyPlace(
    in bytes: Span<UInt8>
  ) -> (start: Int, count: Int)? {
    do throws(CBORError) {
      var reader = CBORReader(bytes)
      var map = try reader.readMap()
      while let key = try map.nextKey(from: &reader) {
        if key == .unsigned(7) {
          let count = Int(clamping: try reader.readBytesLength())
          return map.remaining == 0 && count <= 1 << 30 ? (reader.offset, count) : nil
        }
        try reader.skip(levels: CBORLimits.depthCeiling - 1)
      }
    } catch {
      // The whole message will show what it is.
    }
    return nil
  }

  /// Has the envelope read: its bytes, and the body where that is apart from them and as long as was said.
  /// The body is the envelope's from then on; what is left here is wiped with the message.
  mutating func read<Envelope>(
    _ read: (Span<UInt8>, [UInt8]?) throws(CallFailure) -> Envelope
  ) throws(CallFailure) -> Envelope {
    guard self.bodyCount == self.body.count else {
      var bytes = self.joined()
      defer { if self.isSensitive { Wiping.wipe(&bytes) } }
      return try read(bytes.span, nil)
    }
    let body = self.body
    let envelope = try read(self.head.span, body)
    self.body = []
    return envelope
  }

  /// The bytes of all of it, in one place.
  private func joined() -> [UInt8] {
    guard !self.body.isEmpty else { return self.head }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(self.count)
    bytes.append(contentsOf: self.head)
    bytes.append(contentsOf: self.body)
    return bytes
  }

  /// Zeroes what is left, if it is a secret.
  mutating func wipeIfSensitive() {
    guard self.isSensitive else { return }
    Wiping.wipe(&self.head)
    Wiping.wipe(&self.body)
  }
}
