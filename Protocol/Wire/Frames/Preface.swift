/// The first eight bytes of a client: what tells LKP/1 from anything else.
///
/// As in PNG, a byte above 127, a CR LF and a control character make that a text protocol, or a
/// channel that rewrites line ends, is noticed at once. The last byte is the major version.
public enum Preface {
  /// The bytes: `89 4C 4B 50 0D 0A 1A 01`.
  public static let bytes: [UInt8] = [0x89, 0x4C, 0x4B, 0x50, 0x0D, 0x0A, 0x1A, 0x01]

  /// The major version in the last byte.
  public static let majorVersion: UInt8 = 1
}
