import LatchkeyApplication
public import LatchkeyRuntime
public import LatchkeySchema

extension Service {
  func getMetrics(
    _ request: Operator.GetMetrics, _ call: Call
  ) async throws -> Operator.GetMetrics.Response {
    try await self.desk.mayReadMetrics(call)
    let found = await self.host.metrics()
    var answer = Operator.GetMetrics.Response(
      takenAt: UnixMilliseconds(found.takenAt),
      startedAt: UnixMilliseconds(rawValue: self.facts.startedAtMilliseconds),
      calls: found.calls.map { figures in
        CallMetrics(
          method: Method.counted(inSlot: figures.slot)?.declaration.name ?? "none",
          status: Int(figures.status), count: Int64(clamping: figures.count),
          microseconds: Int64(clamping: figures.nanoseconds / 1_000),
          durations: figures.durations.map { Int64(clamping: $0) })
      },
      boundsMicroseconds: (0..<CallFigures.bucketCount).compactMap { bucket in
        CallFigures.microsecondsMax(of: bucket).map { Int64(clamping: $0) }
      }, gauges: found.gauges)
    if request.withText == true { answer.text = OpenMetrics.text(of: answer) }
    return answer
  }
}

/// What the service and its host count.
public struct HostMetrics: Sendable {
  /// When it was read.
  public var takenAt: Int64
  /// How calls ended.
  public var calls: [CallFigures]
  /// Everything else.
  public var gauges: [Gauge]

  /// What was counted.
  public init(takenAtMilliseconds: Int64, calls: [CallFigures], gauges: [Gauge]) {
    self.takenAt = takenAtMilliseconds
    self.calls = calls
    self.gauges = gauges
  }

  /// The counters of a server as gauges.
  public static func gauges(of counters: ServerCounters) -> [Gauge] {
    let numbers: [(String, UInt64)] = [
      ("connections", counters.open), ("calls_running", counters.running),
      ("connections_accepted_total", counters.accepted),
      ("connections_refused_total", counters.refused),
      ("connections_idled_total", counters.idled), ("connections_held_total", counters.held),
      ("calls_dispatched_total", counters.dispatched),
      ("calls_turned_away_total", counters.turnedAway),
      ("calls_expired_total", counters.expired), ("calls_cancelled_total", counters.cancelled),
      ("frames_late_total", counters.lateFrames), ("frames_skipped_total", counters.skippedFrames),
      ("faults_total", counters.faults), ("bad_prefaces_total", counters.badPrefaces),
      ("slow_readers_total", counters.slowReaders),
    ]
    return numbers.map { Gauge(name: $0.0, value: Int64(clamping: $0.1)) }
  }
}
