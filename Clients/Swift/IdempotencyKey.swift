/// Names one intent, so that the service does it once however often it is asked.
public struct IdempotencyKey: Hashable, Sendable {
  /// Fewest and most bytes. LKP/1.
  public static let byteCounts = 16...32

  /// The bytes on the wire.
  public let bytes: [UInt8]

  /// A key that nobody else has.
  public init() {
    var generator = SystemRandomNumberGenerator()
    self.init(using: &generator)
  }

  /// A key of 16 bytes of a random source.
  ///
  /// - Parameter generator: One that nobody can guess, or others could learn an answer that is not theirs.
  public init(using generator: inout some RandomNumberGenerator) {
    self.bytes = (0..<16).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
  }

  /// A key that the caller keeps, to repeat a call after a restart.
  ///
  /// - Parameter bytes: 16 to 32 bytes, from a good random source. Anything else is no key.
  public init?(_ bytes: [UInt8]) {
    guard Self.byteCounts.contains(bytes.count) else { return nil }
    self.bytes = bytes
  }
}
