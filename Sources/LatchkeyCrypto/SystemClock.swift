internal import Glibc
public import LatchkeyApplication
public import LatchkeyBase
internal import LatchkeyDomain

/// The host's wall clock. It may jump when somebody sets it.
public struct SystemClock: Clock {
  /// The host's clock.
  public init() {}

  /// Now, to the millisecond.
  public func now() -> Timestamp {
    var time = timespec()
    // It fails for an unknown clock or a bad address only, and there is neither here.
    _ = unsafe clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(milliseconds: Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000)
  }
}
