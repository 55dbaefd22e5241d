/// A password or a token.
///
/// It never prints itself, compares in constant time, lends its bytes to a closure, and is wiped when
/// the last copy is gone. A copy shares the bytes: there is one memory with one owner.
public struct Secret: Sendable {
  /// Longest secret that is read from a message, in bytes: far above any password policy, and small
  /// enough that hashing cannot be made expensive by length.
  public static let bytesMax = 4_096

  /// Set to `true` in the `userInfo` of an encoder or a decoder, secrets are text and not bytes. For
  /// formats that people type, such as JSON.
  public static let asTextKey = CodingUserInfoKey(rawValue: "latchkey.secret.asText")!

  /// The only owner of the bytes.
  private final class Storage: Sendable {
    let buffer: SecretBuffer

    init(_ buffer: consuming SecretBuffer) {
      self.buffer = buffer
    }
  }

  private let storage: Storage

  /// Takes memory over, without a copy.
  ///
  /// - Parameter buffer: The secret.
  public init(_ buffer: consuming SecretBuffer) {
    self.storage = Storage(buffer)
  }

  /// Takes bytes over.
  ///
  /// - Parameter bytes: The secret. Wiped, where the caller gave up the only copy.
  public init(_ bytes: consuming [UInt8]) {
    self.init(SecretBuffer(bytes))
  }

  /// Copies bytes that somebody else wipes.
  ///
  /// - Parameter bytes: The secret.
  public init(copying bytes: Span<UInt8>) {
    self.init(SecretBuffer(copying: bytes))
  }

  /// Copies bytes that somebody else wipes.
  ///
  /// - Parameter bytes: The secret: a part of an array, the UTF-8 of a text.
  public init(copying bytes: some Collection<UInt8>) {
    var buffer = SecretBuffer(byteCapacity: bytes.count)
    for byte in bytes { buffer.append(byte) }
    self.init(buffer)
  }

  /// Takes the UTF-8 bytes of a text. The text itself cannot be wiped: prefer bytes where there is a
  /// choice.
  ///
  /// - Parameter text: The secret.
  public init(_ text: String) {
    self.init(copying: text.utf8)
  }

  /// Makes a secret in its place.
  ///
  /// - Parameters:
  ///   - byteCount: How many bytes it has; they begin as zeros.
  ///   - fill: Writes them, and says whether they are one. What it wrote is wiped when they are not.
  public init?(byteCount: Int, _ fill: (inout MutableSpan<UInt8>) -> Bool) {
    var buffer = SecretBuffer(byteCapacity: byteCount)
    buffer.append(byteCountMax: byteCount) { $0.append(repeating: 0, count: byteCount) }
    guard buffer.withMutableBytes(fill) else { return nil }
    self.init(buffer)
  }

  /// How many bytes it has.
  public var byteCount: Int { self.storage.buffer.byteCount }

  /// Lends the bytes.
  ///
  /// - Parameter body: Gets the bytes for as long as it runs. What it copies it has to wipe.
  /// - Returns: What the closure returns.
  /// - Throws: What the closure throws.
  public func withBytes<Result, Failure: Error>(
    _ body: (Span<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try self.storage.buffer.withBytes(body)
  }
}

extension Secret: Equatable {
  /// Takes the same time wherever two secrets of one length differ.
  ///
  /// - Parameters:
  ///   - lhs: One secret.
  ///   - rhs: The other one.
  /// - Returns: Whether all bytes are equal.
  public static func == (lhs: Secret, rhs: Secret) -> Bool {
    lhs.withBytes { left in
      rhs.withBytes { right in
        guard left.count == right.count else { return false }
        var difference: UInt8 = 0
        for index in left.indices { difference |= left[index] ^ right[index] }
        return difference == 0
      }
    }
  }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// Never the secret.
  public var description: String { "‹secret›" }
  /// Never the secret.
  public var debugDescription: String { "‹secret›" }
  /// Without children.
  public var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}

extension Secret: Codable {
  /// Reads bytes, or text where ``asTextKey`` says so.
  ///
  /// - Parameter decoder: Where the secret is.
  /// - Throws: `DecodingError` if it is missing, of another type or too long. The error never holds it.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    var bytes: [UInt8]
    if decoder.userInfo[Secret.asTextKey] as? Bool == true {
      bytes = [UInt8](try container.decode(String.self).utf8)
    } else {
      bytes = try container.decode([UInt8].self)
    }
    guard bytes.count <= Secret.bytesMax else {
      wipe(&bytes)
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "A secret has at most \(Secret.bytesMax) bytes.")
    }
    self.init(bytes)
  }

  /// Writes bytes, or text where ``asTextKey`` says so.
  ///
  /// - Parameter encoder: Where to write.
  /// - Throws: What the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    var bytes = self.withBytes { span in
      var copy: [UInt8] = []
      copy.reserveCapacity(span.count)
      for index in span.indices { copy.append(span[index]) }
      return copy
    }
    defer { wipe(&bytes) }
    if encoder.userInfo[Secret.asTextKey] as? Bool == true {
      try container.encode(String(decoding: bytes, as: UTF8.self))
    } else {
      try container.encode(bytes)
    }
  }
}
