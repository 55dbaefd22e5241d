/// A moment of the wall clock: milliseconds since 1970-01-01 00:00 UTC.
///
/// The domain has no clock. A moment always comes in as an argument.
public struct Timestamp: Hashable, Comparable, Sendable {
  /// Milliseconds since the Unix epoch.
  public let milliseconds: Int64

  /// The moment that is so many milliseconds after the Unix epoch.
  public init(milliseconds: Int64) {
    self.milliseconds = milliseconds
  }

  /// Whether the left one comes first.
  public static func < (left: Self, right: Self) -> Bool {
    left.milliseconds < right.milliseconds
  }

  /// The moment a lifetime later, held at the largest moment instead of overflowing.
  public static func + (moment: Self, lifetime: Lifetime) -> Self {
    let (sum, overflow) = moment.milliseconds.addingReportingOverflow(lifetime.milliseconds)
    return Self(milliseconds: overflow ? .max : sum)
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
