import LatchkeyBase
import LatchkeyClient
import LatchkeySchema

/// Metrics of the refreshes of `top`, over outages and restarts of the service.
struct TopHistory {
  private var last: Operator.GetMetrics.Response?
  private var isAway = false
  private var restarts: Int64 = 0

  /// Takes new metrics, and gives the lines of one refresh: rates since the refresh before, or since the
  /// start of the service where it is another process.
  mutating func take(_ now: Operator.GetMetrics.Response) -> [String] {
    let isSame = self.last?.startedAt == now.startedAt
    if self.last != nil, !isSame { self.restarts += 1 }
    let before = isSame ? self.last : nil
    self.last = now
    self.isAway = false
    let lines = Self.lines(now, since: before)
    guard self.restarts > 0 else { return lines }
    let times = self.restarts == 1 ? "" : ", \(self.restarts) times so far"
    return [
      "The service was started again\(times), \(Times.date(now.startedAt)): rates count from there."
    ] + lines
  }

  /// The sentence for an outage; nil for a refusal, and for a service that never answered.
  mutating func outage(_ refusal: Refusal) -> (sentence: String, isNew: Bool)? {
    guard self.last != nil, case .service(let error) = refusal else { return nil }
    switch error.code {
    case .unavailable, .deadlineExceeded, .resourceExhausted: break
    default: return nil
    }
    defer { self.isAway = true }
    return (
      "The service does not answer (\(Layout.visible(error.reasonText))). Trying again until Ctrl-C.",
      !self.isAway
    )
  }

  /// The gauges, and the calls of a time, the most frequent first.
  static func lines(
    _ now: Operator.GetMetrics.Response, since before: Operator.GetMetrics.Response?
  ) -> [String] {
    let from = before?.takenAt ?? now.startedAt
    let milliseconds = max(1, now.takenAt.milliseconds - from.milliseconds)
    let calls = now.calls.map { call in
      Self.difference(
        call, before?.calls.first { $0.method == call.method && $0.status == call.status })
    }.filter { $0.count > 0 }.sorted { ($1.count, $0.method) < ($0.count, $1.method) }
    let rows = calls.prefix(20).map { call in
      [
        call.method, call.status == 0 ? "OK" : "\(call.status)",
        Self.rate(call.count, milliseconds),
        Self.quantile(50, of: call, now.boundsMicroseconds),
        Self.quantile(99, of: call, now.boundsMicroseconds),
      ]
    }
    return Self.numbers(of: now)
      + (rows.isEmpty
        ? ["no calls"] : Layout.table(["METHOD", "STATUS", "PER S", "P50", "P99"], rows))
  }

  /// Open connections, calls and streams, then queue lengths. Gauges that the service lacks are left out.
  private static func numbers(of now: Operator.GetMetrics.Response) -> [String] {
    func words(_ names: [(GaugeName, String, String)]) -> String {
      names.compactMap { name, one, many in
        now.gauge(name).map { Times.count($0, one, many) }
      }.joined(separator: ", ")
    }
    let open = words([
      (.connections, "connection", "connections"), (.callsRunning, "call running", "calls running"),
      (.streamsOpen, "stream open", "streams open"),
    ])
    let waiting = words([
      (.jobsWaiting, "job", "jobs"), (.attemptsWaiting, "attempt", "attempts"),
      (.hashesWaiting, "hash", "hashes"), (.writesWaiting, "write", "writes"),
      (.mailsWaiting, "mail", "mails"), (.outputBytes, "byte of output", "bytes of output"),
    ])
    return [open, waiting.isEmpty ? "" : "waiting: " + waiting].filter { !$0.isEmpty }
      + (now.gauge(.storeFailing) == 1 ? ["The store fails; the log of the service says why."] : [])
  }

  private static func difference(_ now: CallMetrics, _ before: CallMetrics?) -> CallMetrics {
    guard let before else { return now }
    var call = now
    call.count -= before.count
    call.durations = zip(now.durations, before.durations).map { $0 - $1 }
    return call
  }

  private static func rate(_ count: Int64, _ milliseconds: Int64) -> String {
    let tenths = count * 10_000 / milliseconds
    return tenths >= 1_000 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
  }

  /// The upper bound of the histogram bucket that holds a percentile.
  private static func quantile(_ percent: Int64, of call: CallMetrics, _ bounds: [Int64]) -> String
  {
    var rest = (call.count * percent + 99) / 100
    for (bucket, count) in call.durations.enumerated() {
      rest -= count
      guard rest <= 0 else { continue }
      guard bounds.indices.contains(bucket) else { break }
      let bound = bounds[bucket]
      return bound < 1_000
        ? "≤ \(bound) µs"
        : bound < 1_000_000
          ? "≤ \(bound / 1_000) ms" : "≤ \(bound / 1_000_000) s"
    }
    return "> 1 min"
  }
}
