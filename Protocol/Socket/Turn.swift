/// Something to run on a loop's thread.
enum Work: Sendable {
  case job(UnownedJob)
  case closure(@Sendable () -> Void)
}

/// What other threads leave for a loop.
struct Inbox: Sendable {
  var work: [Work] = []
  /// The loop sleeps, or is about to: whoever posts first must wake it.
  var isParked = false
  var isStopping = false
  /// Nothing posted now would ever run.
  var isEnded = false

  /// True for the one who must wake the loop.
  mutating func unpark() -> Bool {
    let mustWake = self.isParked
    self.isParked = false
    return mustWake
  }
}

/// What belongs to a loop's thread.
final class Turn {
  var ready: [Work] = []
  var running: [Work] = []
  var handlers = HandlerTable()
  var timers = TimerHeap()
  var endings: [any EndOfTurnHandler] = []
  var endingsRunning: [any EndOfTurnHandler] = []

  var hasWork: Bool { !self.ready.isEmpty || !self.endings.isEmpty }

  /// How long the loop may sleep: -1 for ever, otherwise milliseconds, rounded up so that no timer
  /// is early.
  var waitMilliseconds: Int32 {
    guard let first = self.timers.firstMoment else { return -1 }
    let nanoseconds = first.nanoseconds(since: .now)
    let milliseconds = nanoseconds / 1_000_000 + (nanoseconds % 1_000_000 == 0 ? 0 : 1)
    return Int32(clamping: milliseconds)
  }
}
