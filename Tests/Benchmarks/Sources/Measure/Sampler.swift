import Glibc
public import LatchkeySocket

/// Collects the round trips of one run: warms up, measures for a while, prints one line of JSON at
/// each step.
///
/// Belongs to one thread.
public final class Sampler {
  private static let warmUpNanoseconds: UInt64 = 500_000_000
  private static let latenciesMax = 8_000_000

  private let start = MonotonicInstant.now
  private let durationNanoseconds: UInt64
  private var begin: MonotonicInstant?
  private var cpuAtBegin: UInt64 = 0
  private var calls = 0
  private var latencies: [UInt32] = []
  /// True when the time is up and the result is printed.
  public private(set) var isDone = false

  /// Starts the warm-up.
  public init(seconds: Double) {
    self.durationNanoseconds = UInt64(seconds * 1e9)
    self.latencies.reserveCapacity(Self.latenciesMax)
  }

  /// Counts one call that began at a moment and is over now.
  ///
  /// - Returns: The present moment, for the next call to begin at.
  public func record(since moment: MonotonicInstant) -> MonotonicInstant {
    let now = MonotonicInstant.now
    if let begin = self.begin {
      self.calls += 1
      if self.latencies.count < Self.latenciesMax, moment >= begin {
        self.latencies.append(UInt32(clamping: now.nanoseconds(since: moment)))
      }
      let elapsed = now.nanoseconds(since: begin)
      if elapsed >= self.durationNanoseconds, !self.isDone {
        self.isDone = true
        self.finish(elapsed)
      }
    } else if now.nanoseconds(since: self.start) >= Self.warmUpNanoseconds {
      print("{\"phase\": \"measuring\"}")
      fflush(nil)
      self.cpuAtBegin = Self.cpuNanoseconds
      self.begin = .now
    }
    return now
  }

  private func finish(_ elapsed: UInt64) {
    let cpu = Self.cpuNanoseconds - self.cpuAtBegin
    self.latencies.sort()
    func microseconds(_ share: Double) -> Double {
      guard !self.latencies.isEmpty else { return 0 }
      let index = min(self.latencies.count - 1, Int(Double(self.latencies.count) * share))
      return Double(self.latencies[index]) / 1_000
    }
    print(
      """
      {"phase": "done", "calls": \(self.calls), "seconds": \(Double(elapsed) / 1e9), \
      "cpuSeconds": \(Double(cpu) / 1e9), "p50": \(microseconds(0.5)), \
      "p99": \(microseconds(0.99)), "p999": \(microseconds(0.999))}
      """)
    fflush(nil)
  }

  /// What this process has used of the processor so far, which other load disturbs less than the
  /// time on the wall.
  public static var cpuNanoseconds: UInt64 {
    var time = timespec()
    unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}

/// What an echo program was asked to do.
public enum EchoOrder: Sendable {
  /// Serve a path until killed.
  case server(path: String)
  /// Call a path for some seconds.
  case client(path: String, payloadBytes: Int, inFlight: Int, seconds: Double)
  /// Keep so many connections open until standard input ends.
  case idle(path: String, connections: Int)

  /// Reads the command line, or says how it should be and exits with 2.
  public static func fromCommandLine() -> EchoOrder {
    let words = CommandLine.arguments
    if words.count == 3, words[1] == "server" { return .server(path: words[2]) }
    if words.count == 6, words[1] == "client", let bytes = Int(words[3]),
      let inFlight = Int(words[4]), let seconds = Double(words[5])
    {
      return .client(path: words[2], payloadBytes: bytes, inFlight: inFlight, seconds: seconds)
    }
    if words.count == 4, words[1] == "idle", let connections = Int(words[3]) {
      return .idle(path: words[2], connections: connections)
    }
    print("usage: server PATH | client PATH PAYLOAD_BYTES IN_FLIGHT SECONDS | idle PATH COUNT")
    exit(2)
  }
}

/// Prints the one line that says a server can be called, and flushes it.
public func announceReadiness() {
  print("ready")
  fflush(nil)
}
