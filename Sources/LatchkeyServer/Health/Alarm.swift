public import LatchkeySocket

/// Wakes at a time of the monotonic clock.
public protocol Alarm: Sendable {
  /// Now.
  var now: MonotonicInstant { get }
  /// Runs a closure once, at a given time or soon after; never, when the process ends before.
  ///
  /// - Parameters:
  ///   - instant: When.
  ///   - body: What to run. It must not wait for anything.
  func wake(at instant: MonotonicInstant, _ body: @escaping @Sendable () -> Void)
}

extension EventLoop: Alarm {
  /// Now, read from the clock.
  public var now: MonotonicInstant { .now }

  /// Runs a closure on the loop's thread when a time has come.
  public func wake(at instant: MonotonicInstant, _ body: @escaping @Sendable () -> Void) {
    self.execute { self.schedule(at: instant, calling: body) }
  }
}
