internal import Glibc

/// A point in time that never goes back, in nanoseconds since an arbitrary start (CLOCK_MONOTONIC).
///
/// Good for deadlines and measures within one boot of one machine; it says nothing about the
/// calendar.
public struct MonotonicInstant: Hashable, Comparable, Sendable {
  /// Nanoseconds since the clock's start.
  public let nanoseconds: UInt64

  /// A named point in time, for tests and arithmetic.
  ///
  /// - Parameter nanoseconds: Nanoseconds since the clock's start.
  public init(nanoseconds: UInt64) {
    self.nanoseconds = nanoseconds
  }

  /// The time now, read from the clock.
  public static var now: MonotonicInstant {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return MonotonicInstant(
      nanoseconds: UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec))
  }

  /// A later time; the end of time when the sum does not fit.
  ///
  /// - Parameter nanoseconds: How much later.
  /// - Returns: The later time.
  public func advanced(byNanoseconds nanoseconds: UInt64) -> MonotonicInstant {
    let (sum, overflow) = self.nanoseconds.addingReportingOverflow(nanoseconds)
    return MonotonicInstant(nanoseconds: overflow ? .max : sum)
  }

  /// A later time; the end of time when the sum does not fit.
  ///
  /// - Parameter milliseconds: How much later.
  /// - Returns: The later time.
  public func advanced(byMilliseconds milliseconds: UInt64) -> MonotonicInstant {
    let (product, overflow) = milliseconds.multipliedReportingOverflow(by: 1_000_000)
    return self.advanced(byNanoseconds: overflow ? .max : product)
  }

  /// How many nanoseconds passed since an earlier time; 0 when that one is not earlier.
  ///
  /// - Parameter earlier: The time to count from.
  /// - Returns: Nanoseconds.
  public func nanoseconds(since earlier: MonotonicInstant) -> UInt64 {
    self.nanoseconds > earlier.nanoseconds ? self.nanoseconds - earlier.nanoseconds : 0
  }

  /// Orders by time.
  ///
  /// - Parameters:
  ///   - left: One time.
  ///   - right: Another.
  /// - Returns: True when `left` is before `right`.
  public static func < (left: MonotonicInstant, right: MonotonicInstant) -> Bool {
    left.nanoseconds < right.nanoseconds
  }
}
