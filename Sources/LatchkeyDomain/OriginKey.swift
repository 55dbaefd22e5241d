/// Where an end user sits, as a keyed digest of what a sibling service says about it.
///
/// The service forwards an opaque text, best a random value that it keeps in the person's browser,
/// else something about the network. It is compared and never kept: the store holds the digest.
public struct OriginKey: Hashable, Sendable {
  /// Bytes of what a sibling forwards, at most.
  public static let forwardedBytesMax = 64
  /// Places that are remembered for one account: as many as people have devices.
  public static let knownPerAccountMax = 8

  /// The digest's 32 bytes.
  public let bytes: [UInt8]

  /// A digest of 32 bytes.
  public init(bytes: [UInt8]) {
    precondition(bytes.count == 32, "The digest of an origin has 32 bytes.")
    self.bytes = bytes
  }

  /// The digest in hexadecimal digits.
  public var text: String {
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: self.bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 0xF)]] },
      as: UTF8.self)
  }
}
