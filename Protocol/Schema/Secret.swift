/// A password or a token, on its way through messages.
///
/// It never prints itself, compares in constant time, lends its bytes to a closure, and is wiped when
/// the last copy is gone. A copy shares the bytes.
public struct Secret: Sendable {
  /// Longest secret that is read from a message, in bytes: far above any password policy, and small
  /// enough that nobody can make hashing expensive by length.
  public static let byteCountMax = 4_096

  /// Set to `true` in the `userInfo` of an encoder or a decoder, secrets are text and not bytes. For
  /// formats that people type, such as JSON.
  public static let asTextKey = CodingUserInfoKey(rawValue: "latchkey.secret.asText")!

  private let storage: Storage

  /// Takes bytes over.
  ///
  /// - Parameter bytes: The secret. Wiped, where the caller gave up the only copy.
  public init(_ bytes: consuming [UInt8]) {
    self.storage = Storage(copying: bytes.span)
    Secret.wipe(&bytes)
  }

  /// Copies bytes that are another one's to wipe.
  ///
  /// - Parameter bytes: The secret.
  public init(copying bytes: Span<UInt8>) {
    self.storage = Storage(copying: bytes)
  }

  /// Takes the UTF-8 bytes of a text. The text itself cannot be wiped: prefer bytes where there is a
  /// choice.
  ///
  /// - Parameter text: The secret.
  public init(_ text: String) {
    self.init([UInt8](text.utf8))
  }

  /// How long it is.
  public var byteCount: Int { unsafe self.storage.bytes.count }

  /// Lends the bytes.
  ///
  /// - Parameter body: Gets the bytes for as long as it runs. What it copies it has to wipe.
  /// - Returns: What the closure returns.
  /// - Throws: What the closure throws.
  public func withBytes<Result, Failure: Error>(
    _ body: (Span<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    // A span of a pointer does not keep the bytes alive by itself.
    let bytes = unsafe UnsafeBufferPointer(self.storage.bytes)
    defer { withExtendedLifetime(self.storage) {} }
    return try body(unsafe Span(_unsafeElements: bytes))
  }

  /// Overwrites bytes with zeros, in a way that the optimiser cannot leave out.
  ///
  /// - Parameter bytes: What held a secret. Empty afterwards.
  public static func wipe(_ bytes: inout [UInt8]) {
    unsafe bytes.withUnsafeMutableBufferPointer { unsafe Secret.wipe($0) }
    bytes.removeAll(keepingCapacity: false)
  }

  // Not optimised, so nobody can see what it does: stores to memory that is freed next would be
  // dropped as dead. The loop itself is a function of its own, and as fast as any.
  @inline(never)
  @_optimize(none)
  private static func wipe(_ bytes: UnsafeMutableBufferPointer<UInt8>) {
    unsafe Secret.zero(bytes)
  }

  @inline(never)
  private static func zero(_ bytes: UnsafeMutableBufferPointer<UInt8>) {
    for index in bytes.indices { unsafe bytes[index] = 0 }
  }

  /// The only owner of the bytes.
  @safe
  private final class Storage: Sendable {
    // Written in `init` and in `deinit` only, so any number of threads may read in between.
    nonisolated(unsafe) let bytes: UnsafeMutableBufferPointer<UInt8>

    init(copying source: Span<UInt8>) {
      unsafe self.bytes = .allocate(capacity: source.count)
      unsafe source.withUnsafeBufferPointer { _ = unsafe self.bytes.initialize(fromContentsOf: $0) }
    }

    deinit {
      unsafe Secret.wipe(self.bytes)
      unsafe self.bytes.deallocate()
    }
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
  public var customMirror: Mirror { Mirror(self, children: []) }
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
    guard bytes.count <= Secret.byteCountMax else {
      Secret.wipe(&bytes)
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "A secret has at most \(Secret.byteCountMax) bytes.")
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
    defer { Secret.wipe(&bytes) }
    if encoder.userInfo[Secret.asTextKey] as? Bool == true {
      try container.encode(String(decoding: bytes, as: UTF8.self))
    } else {
      try container.encode(bytes)
    }
  }
}
