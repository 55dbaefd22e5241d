import LatchkeyBase

// Unsafe: only an address tells whether an array was copied for being shared; nothing is read through it.

/// Wipes arrays that held a secret, and says whether that was all there is of it.
public enum Wiping {
  /// Zeroes an array's own storage and empties it. Other copies of the array are not touched.
  ///
  /// - Parameter bytes: What held a secret.
  /// - Returns: Whether there was no other owner. Otherwise what was zeroed is a copy, and the bytes are theirs to
  ///   wipe.
  @discardableResult
  public static func wipe(_ bytes: inout [UInt8]) -> Bool {
    guard !bytes.isEmpty else { return true }
    let place = Self.place(of: bytes)
    LatchkeyBase.wipe(&bytes)
    let isOnly = Self.place(of: bytes) == place
    bytes.removeAll(keepingCapacity: true)
    return isOnly
  }

  /// Zeroes bytes of an array that has one owner.
  ///
  /// - Parameters:
  ///   - range: Which.
  ///   - bytes: Where they are.
  public static func wipe(_ range: Range<Int>, of bytes: inout [UInt8]) {
    var whole = bytes.mutableSpan
    var part = whole._mutatingExtracting(range)
    LatchkeyBase.wipe(&part)
  }

  private static func place(of bytes: borrowing [UInt8]) -> UInt {
    unsafe bytes.withUnsafeBytes { UInt(bitPattern: $0.baseAddress) }
  }
}
