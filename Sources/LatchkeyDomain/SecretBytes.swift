/// A secret on its way: a password or a token. Its bytes are wiped when the last holder lets go.
///
/// It cannot be printed, compared with `==` or encoded. The bytes are lent to a closure, which must
/// not keep a copy.
public final class SecretBytes: Sendable {
  // Written twice: by `init`, and by `deinit`, when nobody else can hold it any more.
  private nonisolated(unsafe) var bytes: [UInt8]

  /// Takes a copy of the bytes. The caller wipes its own.
  public init(_ bytes: some Collection<UInt8>) {
    unsafe self.bytes = Array(unsafeUninitializedCapacity: bytes.count) { buffer, count in
      (_, count) = unsafe buffer.initialize(from: bytes)
    }
  }

  /// Makes a secret in its place.
  ///
  /// - Parameters:
  ///   - byteCount: How many bytes it has; they begin as zeros.
  ///   - fill: Writes them, and says whether they are one. What it wrote is wiped when they are not.
  init?(byteCount: Int, _ fill: (inout MutableSpan<UInt8>) -> Bool) {
    var isOne = false
    unsafe self.bytes = [UInt8](unsafeUninitializedCapacity: byteCount) { buffer, count in
      unsafe buffer.initialize(repeating: 0)
      count = byteCount
      var span = unsafe MutableSpan(_unsafeElements: buffer)
      isOne = fill(&span)
    }
    guard isOne else { return nil }
  }

  deinit {
    unsafe wipe(&self.bytes)
  }

  /// How many bytes it has.
  public var count: Int { unsafe self.bytes.count }

  /// Lends the bytes for the time of the closure.
  public func withBytes<Value, Failure: Error>(
    _ body: (Span<UInt8>) throws(Failure) -> Value
  ) throws(Failure) -> Value {
    // A second reference for the time of the closure, not a copy.
    let bytes = unsafe self.bytes
    return try body(bytes.span)
  }
}

extension SecretBytes: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// Never the secret.
  public var description: String { "‹secret›" }
  /// Never the secret.
  public var debugDescription: String { "‹secret›" }
  /// Never the secret.
  public var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}

/// Overwrites an array that held a secret, or part of one. The array must not be shared.
///
/// Neither inlined nor optimised, so that its caller cannot see that nobody reads what it writes;
/// the loops themselves are functions of their own, and as fast as any.
@inline(never)
@_optimize(none)
public func wipe(_ array: inout [UInt8]) {
  overwrite(&array, with: 0)
}

/// Overwrites an array of characters that held a secret. See ``wipe(_:)-(inout[UInt8])``.
@inline(never)
@_optimize(none)
public func wipe(_ array: inout [Unicode.Scalar]) {
  overwrite(&array, with: "\0")
}

@inline(never)
private func overwrite(_ array: inout [UInt8], with zero: UInt8) {
  var span = array.mutableSpan
  for index in 0..<span.count { span[index] = zero }
}

@inline(never)
private func overwrite(_ array: inout [Unicode.Scalar], with zero: Unicode.Scalar) {
  var span = array.mutableSpan
  for index in 0..<span.count { span[index] = zero }
}
