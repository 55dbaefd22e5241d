public import LatchkeySocket

/// Wakes at a moment of the monotonic clock.
public protocol Alarm: Sendable {
  /// This moment.
  var now: MonotonicInstant { get }
  /// Runs a closure once, at a moment or soon after; never, when the process ends before.
  ///
  /// - Parameters:
  ///   - moment: When.
  ///   - body: What to run. It must not wait for anything.
  func wake(at moment: MonotonicInstant, _ body: @escaping @Sendable () -> Void)
}

extension EventLoop: Alarm {
  /// This moment, read from the clock.
  public var now: MonotonicInstant { .now }

  /// Runs a closure on the loop's thread when a moment has come.
  public func wake(at moment: MonotonicInstant, _ body: @escaping @Sendable () -> Void) {
    self.execute { self.schedule(at: moment, calling: body) }
  }
}
