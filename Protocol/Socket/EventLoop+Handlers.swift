// Everything here belongs to the loop's thread.

extension EventLoop {
  /// Watches a descriptor from now on.
  ///
  /// - Parameters:
  ///   - descriptor: A non-blocking descriptor that stays open until it is deregistered.
  ///   - interest: What to be told.
  ///   - handler: Hears of it; kept alive until it is deregistered.
  /// - Returns: What to name it by.
  /// - Throws: ``SocketError`` in phase `poll` when the kernel's limit of watches is reached.
  public func register(
    _ descriptor: borrowing OwnedDescriptor, interest: ReadinessInterest = .read,
    handler: any ReadinessHandler
  ) throws(SocketError) -> Registration {
    let turn = self.confined
    let registration = turn.handlers.value.insert(
      handler, descriptor: descriptor.raw, interest: interest)
    do throws(SocketError) {
      try self.poller.add(descriptor.raw, interest, registration)
    } catch {
      _ = turn.handlers.value.remove(registration)
      throw error
    }
    return registration
  }

  /// Changes what a handler is told. Costs a system call unless the interest is the same.
  ///
  /// - Parameters:
  ///   - interest: What to be told from now on.
  ///   - registration: Of the descriptor; one that is deregistered already is left alone.
  public func setInterest(_ interest: ReadinessInterest, of registration: Registration) {
    let turn = self.confined
    guard let entry = turn.handlers.value.entry(of: registration), entry.interest != interest else {
      return
    }
    turn.handlers.value.setInterest(interest, of: registration)
    self.poller.modify(entry.descriptor, interest, registration)
  }

  /// Stops watching a descriptor; its handler is not called again, not even for what this turn has
  /// seen already.
  ///
  /// - Parameter registration: Of the descriptor; one that is deregistered already is left alone.
  public func deregister(_ registration: Registration) {
    guard let descriptor = self.confined.handlers.value.remove(registration) else { return }
    self.poller.remove(descriptor)
  }

  /// Calls a handler once at the end of this turn.
  ///
  /// - Parameter handler: Is called. Ask once a turn: two requests are two calls.
  public func atEndOfTurn(_ handler: any EndOfTurnHandler) {
    self.confined.endings.value.append(handler)
  }

  /// Calls a handler when a time has come, at most a millisecond late on an idle machine, never
  /// early.
  ///
  /// - Parameters:
  ///   - moment: When. A time that is past is due in the next turn.
  ///   - handler: Is called; kept alive until then.
  /// - Returns: What to cancel it by.
  @discardableResult
  public func schedule(at moment: MonotonicInstant, _ handler: any TimerHandler) -> TimerID {
    self.confined.timers.value.insert(handler, at: moment)
  }

  /// Calls a closure when a time has come.
  ///
  /// - Parameters:
  ///   - moment: When. A time that is past is due in the next turn.
  ///   - body: What to call.
  /// - Returns: What to cancel it by.
  @discardableResult
  public func schedule(
    at moment: MonotonicInstant, calling body: @escaping () -> Void
  ) -> TimerID {
    self.schedule(at: moment, ClosureTimer(body))
  }

  /// Takes a timer back.
  ///
  /// - Parameter timer: Which; one that has fired or was cancelled is left alone.
  public func cancel(_ timer: TimerID) {
    // Let go only after the heap is whole again: the handler's deinit may come back.
    let handler = self.confined.timers.value.remove(timer)
    _ = handler
  }
}

private final class ClosureTimer: TimerHandler {
  private let body: () -> Void

  init(_ body: @escaping () -> Void) {
    self.body = body
  }

  func timerFired(_ timer: TimerID) {
    self.body()
  }
}
