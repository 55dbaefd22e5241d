public import LatchkeyApplication
public import LatchkeyBase
import LatchkeyDomain
import Synchronization

/// A clock that stands still until a test moves it, forward or back.
public final class FixedClock: Clock {
  private let moment: Mutex<Timestamp>

  /// A clock that shows a moment like any other.
  public init(_ moment: Timestamp = Timestamp(milliseconds: 1_800_000_000_000)) {
    self.moment = Mutex(moment)
  }

  /// What it shows.
  public func now() -> Timestamp { self.moment.withLock { $0 } }

  /// Sets it.
  public func set(_ moment: Timestamp) { self.moment.withLock { $0 = moment } }

  /// Moves it by so many milliseconds; back when negative.
  public func move(by milliseconds: Int64) {
    self.moment.withLock { $0 = Timestamp(milliseconds: $0.milliseconds + milliseconds) }
  }

  /// Moves it forward by a lifetime.
  public func advance(_ lifetime: Lifetime) { self.move(by: lifetime.milliseconds) }
}
