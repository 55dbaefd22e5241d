/// Something to run on a loop's thread.
enum Work: Sendable {
  case job(UnownedJob)
  case closure(@Sendable () -> Void)
}

/// What other threads leave for a loop.
struct Inbox: Sendable {
  var work: [Work] = []
  var isStopping = false
  /// Nothing posted now would ever run.
  var isEnded = false
}

/// Whether a loop must look into its inbox, or be woken for it: values of one atomic.
enum Mail {
  /// The loop runs and knows of nothing. May become `posted` or `parked`.
  static let none: UInt8 = 0
  /// The loop sleeps, or is about to: a thread that posts must wake it. May become `posted` or `none`.
  static let parked: UInt8 = 1
  /// Something was left since the loop last looked. May become `none`.
  static let posted: UInt8 = 2
}

/// What belongs to a loop's thread.
final class Turn {
  let ready = ThreadConfined<[Work]>([])
  let running = ThreadConfined<[Work]>([])
  let handlers = ThreadConfined(HandlerTable())
  let timers = ThreadConfined(TimerHeap())
  let endings = ThreadConfined<[any EndOfTurnHandler]>([])
  let endingsRunning = ThreadConfined<[any EndOfTurnHandler]>([])
  var isStopping = false
  var spin: SpinPolicy

  init(spin: SpinPolicy) {
    self.spin = spin
  }

  var hasWork: Bool { !self.ready.value.isEmpty || !self.endings.value.isEmpty }

  /// How long the loop may sleep: -1 for ever, otherwise milliseconds, rounded up so that no timer
  /// is early.
  var waitMilliseconds: Int32 {
    guard let first = self.timers.value.firstMoment else { return -1 }
    let nanoseconds = first.nanoseconds(since: .now)
    let milliseconds = nanoseconds / 1_000_000 + (nanoseconds % 1_000_000 == 0 ? 0 : 1)
    return Int32(clamping: milliseconds)
  }
}
