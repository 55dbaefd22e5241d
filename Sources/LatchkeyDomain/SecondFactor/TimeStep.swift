public import LatchkeyBase

/// A span of 30 seconds since 1970 in which a device shows one code (RFC 6238, 4.1: a step of 30 seconds, from the Unix epoch).
public struct TimeStep: Hashable, Comparable, Sendable {
  /// How long a step lasts.
  public static let length = Lifetime.seconds(30)

  /// How many steps before this one.
  public let number: Int64

  /// The step with this number.
  public init(number: Int64) { self.number = number }

  /// The step in which a time lies.
  public init(at moment: Timestamp) {
    // Before 1970 there are no steps.
    self.number = max(moment.milliseconds, 0) / Self.length.milliseconds
  }

  /// The steps of the codes that are accepted at a time: one before, since a code takes a while to be
  /// typed (RFC 6238, 5.2), and one behind, for devices that are fast.
  public static func accepted(at moment: Timestamp) -> [Self] {
    let now = Self(at: moment).number
    return [now - 1, now, now + 1].filter { $0 >= 0 }.map(Self.init(number:))
  }

  /// Whether one step is earlier than another.
  public static func < (left: Self, right: Self) -> Bool { left.number < right.number }
}
