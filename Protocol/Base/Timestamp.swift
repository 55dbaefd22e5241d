/// A point in time on the wall clock: milliseconds since 1970-01-01 00:00 UTC, without leap seconds.
///
/// Read from a clock at the edge and passed in as an argument from there on. In messages it is the
/// number.
public struct Timestamp: Hashable, Comparable, Sendable {
  /// Milliseconds since the Unix epoch.
  public let milliseconds: Int64

  /// The point that is so many milliseconds after the Unix epoch.
  ///
  /// - Parameter milliseconds: Milliseconds; negative before 1970.
  public init(milliseconds: Int64) {
    self.milliseconds = milliseconds
  }

  /// Whether the left one comes first.
  public static func < (left: Self, right: Self) -> Bool {
    left.milliseconds < right.milliseconds
  }

  /// The point a lifetime later, held at the largest one instead of overflowing.
  public static func + (start: Self, lifetime: Lifetime) -> Self {
    let (sum, overflow) = start.milliseconds.addingReportingOverflow(lifetime.milliseconds)
    return Self(milliseconds: overflow ? .max : sum)
  }
}

extension Timestamp: Codable {
  /// Reads the milliseconds.
  ///
  /// - Parameter decoder: Where the number is.
  /// - Throws: `DecodingError` if it is missing or no whole number of 64 bits.
  public init(from decoder: any Decoder) throws {
    self.init(milliseconds: try decoder.singleValueContainer().decode(Int64.self))
  }

  /// Writes the milliseconds.
  ///
  /// - Parameter encoder: Where to write.
  /// - Throws: What the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(self.milliseconds)
  }
}

/// How long something lasts, in milliseconds. Never negative.
public struct Lifetime: Hashable, Comparable, Sendable {
  /// Milliseconds, zero or more.
  public let milliseconds: Int64

  /// A lifetime of so many milliseconds.
  public init(milliseconds: Int64) {
    precondition(milliseconds >= 0, "A lifetime is not negative.")
    self.milliseconds = milliseconds
  }

  /// Whether the left one comes first.
  public static func < (left: Self, right: Self) -> Bool {
    left.milliseconds < right.milliseconds
  }

  /// A lifetime of so many seconds.
  public static func seconds(_ count: Int64) -> Self { Self(milliseconds: count * 1_000) }
  /// A lifetime of so many minutes.
  public static func minutes(_ count: Int64) -> Self { .seconds(count * 60) }
  /// A lifetime of so many hours.
  public static func hours(_ count: Int64) -> Self { .minutes(count * 60) }
  /// A lifetime of so many days of 24 hours.
  public static func days(_ count: Int64) -> Self { .hours(count * 24) }
}
