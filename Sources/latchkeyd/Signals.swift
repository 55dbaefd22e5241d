import Glibc

/// SIGTERM and SIGINT: the first lets calls finish, the second stops at once.
enum Signals {
  /// Keeps the signals from every thread; one thread asks for them.
  static func block() {
    var set = Self.set
    unsafe pthread_sigmask(SIG_BLOCK, &set, nil)
    // Writing to a peer that is gone is an error to handle, not a reason to die.
    _ = signal(SIGPIPE, SIG_IGN)
  }

  /// Waits on the calling thread until the service has stopped. Never returns.
  static func wait(for composition: Composition, log: Log) -> Never {
    var set = Self.set
    var isDraining = false
    while true {
      var number: Int32 = 0
      guard unsafe sigwait(&set, &number) == 0 else { continue }
      if number == SIGHUP { continue }
      if isDraining {
        composition.stopNow()
        exit(1)
      }
      isDraining = true
      log.write(.info, "stopping", ["signal": "\(number)"])
      Task.detached {
        await composition.drain()
        exit(0)
      }
    }
  }

  private static var set: sigset_t {
    var set = sigset_t()
    unsafe sigemptyset(&set)
    for number in [SIGTERM, SIGINT, SIGHUP] { unsafe sigaddset(&set, number) }
    return set
  }
}
