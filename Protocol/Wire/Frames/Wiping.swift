import LatchkeyBase

/// Zeroes memory that held a secret, in a way that no optimiser may leave out.
public enum Wiping {
  /// Zeroes the bytes of a buffer.
  ///
  /// The body is kept out of every analysis of the compiler, so that a caller who frees the memory
  /// next cannot have the zeroing removed as a store without a reader.
  @inline(never)
  @_optimize(none)
  public static func wipe(_ buffer: UnsafeMutableRawBufferPointer) {
    unsafe Self.zero(buffer)
  }

  /// Zeroes an array's own storage and empties it. Other copies of the array are not touched.
  ///
  /// - Parameter bytes: What held a secret.
  /// - Returns: Whether there was no other owner. Otherwise what was zeroed is a copy, and the bytes are theirs to
  ///   wipe.
  @discardableResult
  public static func wipe(_ bytes: inout [UInt8]) -> Bool {
    guard !bytes.isEmpty else { return true }
    let place = unsafe bytes.withUnsafeBytes { UInt(bitPattern: $0.baseAddress) }
    let isOnly = unsafe bytes.withUnsafeMutableBytes { bytes in
      unsafe Self.wipe(bytes)
      return UInt(bitPattern: bytes.baseAddress) == place
    }
    bytes.removeAll(keepingCapacity: true)
    return isOnly
  }

  /// Zeroes bytes of an array that has one owner.
  ///
  /// - Parameters:
  ///   - range: Which.
  ///   - bytes: Where they are.
  public static func wipe(_ range: Range<Int>, of bytes: inout [UInt8]) {
    unsafe bytes.withUnsafeMutableBytes { bytes in
      unsafe Self.wipe(UnsafeMutableRawBufferPointer(rebasing: bytes[range]))
    }
  }

  @inline(never)
  private static func zero(_ buffer: UnsafeMutableRawBufferPointer) {
    for index in buffer.indices {
      unsafe buffer[index] = 0
    }
  }
}
