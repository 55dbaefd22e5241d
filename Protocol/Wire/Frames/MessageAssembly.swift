/// Messages whose frames have not all come: the chains of the MORE flag.
///
/// Chains of different streams interleave freely; the frames of one chain come in order. What is
/// kept is bounded per message and in all.
struct MessageAssembly: Sendable {
  /// One chain.
  private struct Chain: Sendable {
    var stream: UInt32
    var bytes: [UInt8]
    var isSensitive: Bool
  }

  /// What became of a frame's body.
  enum Step {
    /// More frames are needed.
    case incomplete
    /// The whole message.
    case complete([UInt8], isSensitive: Bool)
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
    _ body: UnsafeRawBufferPointer, stream: UInt32, flags: FrameFlags, limits: WireLimits
  ) -> Step {
    let index =
      self.chains.firstIndex { $0.stream == stream }
      ?? {
        self.chains.append(Chain(stream: stream, bytes: [], isSensitive: false))
        return self.chains.count - 1
      }()
    guard self.chains[index].bytes.count + body.count <= limits.assembledBytesMax else {
      self.drop(at: index)
      return .tooLong
    }
    guard self.bytesKept + body.count <= limits.assemblyBytesMax else {
      self.drop(at: index)
      return .tooMuch
    }
    if flags.contains(.sensitive) { self.chains[index].isSensitive = true }
    unsafe Wiping.append(
      body, to: &self.chains[index].bytes, wiping: self.chains[index].isSensitive)
    self.bytesKept += body.count
    guard !flags.contains(.more) else { return .incomplete }
    let chain = self.chains.remove(at: index)
    self.bytesKept -= chain.bytes.count
    return .complete(chain.bytes, isSensitive: chain.isSensitive)
  }

  /// Forgets the unfinished message of a stream, if there is one.
  mutating func drop(_ stream: UInt32) {
    guard let index = self.chains.firstIndex(where: { $0.stream == stream }) else { return }
    self.drop(at: index)
  }

  private mutating func drop(at index: Int) {
    var chain = self.chains.remove(at: index)
    self.bytesKept -= chain.bytes.count
    if chain.isSensitive { Wiping.wipe(&chain.bytes) }
  }
}
