/// A point in time: milliseconds since 1970-01-01 00:00 UTC, without leap seconds.
public struct UnixMilliseconds: RawRepresentable, Codable, Hashable, Comparable, Sendable {
  /// The milliseconds.
  public var rawValue: Int64

  /// Names a point in time.
  ///
  /// - Parameter rawValue: Milliseconds since 1970-01-01 00:00 UTC.
  public init(rawValue: Int64) {
    self.rawValue = rawValue
  }

  /// Names a point in time.
  ///
  /// - Parameter milliseconds: Milliseconds since 1970-01-01 00:00 UTC.
  public init(_ milliseconds: Int64) {
    self.rawValue = milliseconds
  }

  /// Earlier is less.
  ///
  /// - Parameters:
  ///   - lhs: One point.
  ///   - rhs: The other one.
  /// - Returns: Whether the first is earlier.
  public static func < (lhs: Self, rhs: Self) -> Bool {
    lhs.rawValue < rhs.rawValue
  }
}
