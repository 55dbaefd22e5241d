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
  public static func wipe(_ bytes: inout [UInt8]) {
    guard !bytes.isEmpty else { return }
    unsafe bytes.withUnsafeMutableBytes { unsafe Self.wipe($0) }
    bytes.removeAll(keepingCapacity: true)
  }

  @inline(never)
  private static func zero(_ buffer: UnsafeMutableRawBufferPointer) {
    for index in buffer.indices {
      unsafe buffer[index] = 0
    }
  }
}
