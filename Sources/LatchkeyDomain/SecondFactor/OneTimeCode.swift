public import LatchkeyBase

/// A code as a device shows it, read from what was typed.
public enum OneTimeCode {
  /// Digits of a code: what Google Authenticator and Authy show.
  public static let digitCount = 6

  /// The six digits in what was typed; nil when it is no code. Spaces are left out, since devices
  /// show the digits in groups.
  public static func read(_ typed: Secret) -> Secret? {
    guard typed.byteCount <= 4 * Self.digitCount else { return nil }
    return typed.withBytes { bytes in
      var digits: [UInt8] = []
      digits.reserveCapacity(Self.digitCount)
      defer { wipe(&digits) }
      for index in bytes.indices where bytes[index] != 0x20 {
        guard 0x30...0x39 ~= bytes[index], digits.count < Self.digitCount else { return nil }
        digits.append(bytes[index])
      }
      return digits.count == Self.digitCount ? Secret(copying: digits) : nil
    }
  }
}
