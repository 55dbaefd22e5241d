/// How much one item may be.
public struct CBORLimits: Hashable, Sendable {
  /// Levels of arrays and maps that any reader of this profile accepts.
  ///
  /// An array that holds an integer is one level. Our messages need five or six; other decoders
  /// stop at 16 to 32.
  public static let depthCeiling = 16

  /// Bytes of one item. A message of LKP/1 is at most 1,048,576 bytes.
  public let itemBytesMax: Int
  /// Levels of arrays and maps, at most ``depthCeiling``.
  public let depthMax: Int

  /// Limits of LKP/1, or narrower ones.
  ///
  /// - Parameters:
  ///   - itemBytesMax: bytes of one item; not negative.
  ///   - depthMax: levels of arrays and maps, from 0 to ``depthCeiling``.
  public init(itemBytesMax: Int = 1_048_576, depthMax: Int = Self.depthCeiling) {
    precondition(itemBytesMax >= 0, "A limit in bytes is not negative.")
    precondition((0...Self.depthCeiling).contains(depthMax), "Depth is limited to 0 through 16.")
    self.itemBytesMax = itemBytesMax
    self.depthMax = depthMax
  }
}
