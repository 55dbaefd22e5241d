import Foundation
import LatchkeyClient
import LatchkeySchema

/// What the service is doing, as it does it.
enum TopCommand {
  static let all = [
    Command(
      noun: "top", summary: "what the service is doing, every second, until Ctrl-C",
      options: [
        Option(name: "--every", value: "TIME", help: "how often: 500ms, 5s (1s)"),
        Option(name: "--once", help: "what was counted since it began, once"),
      ],
      identity: .nobody, about: "Root on the host of the service only.",
      examples: ["latchkey top", "latchkey top --once"], action: Self.top),
    Command(
      noun: "operator", verb: "metrics", summary: "what the service has counted, for collectors",
      identity: .nobody, about: "OpenMetrics text; --json has the same as one document.",
      examples: ["latchkey operator metrics"], action: Self.metrics),
    Command(
      noun: "server", verb: "watch", summary: "how the service is, whenever that changes",
      identity: .nobody, examples: ["latchkey server watch"], action: Self.watch),
  ]

  static func metrics(_ run: Run) async throws(Refusal) {
    let metrics = try await run.call(Operator.GetMetrics(withText: run.isJSON ? nil : true))
    if run.isJSON {
      run.output.write(try JSON.line(of: metrics) + "\n")
    } else {
      run.output.write(metrics.text ?? "")
    }
  }

  static func watch(_ run: Run) async throws(Refusal) {
    _ = try await Interruption.ends { () async throws(Refusal) in
      try await run.stream(Server.WatchHealth()) { health throws(Refusal) in
        let words = health.status.rawValue + (health.detail.map { ": \($0)" } ?? "")
        run.output.write((run.isJSON ? try JSON.line(of: health) : Layout.visible(words)) + "\n")
      }
    }
  }

  static func top(_ run: Run) async throws(Refusal) {
    if run.values.flag("--once") {
      let all = try await run.call(Operator.GetMetrics())
      return try run.show(all) { Self.lines($0, since: nil) }
    }
    let pause = try run.values.duration("--every", of: run.command) ?? .seconds(1)
    _ = try await Interruption.ends { () async throws(Refusal) in
      var before: Operator.GetMetrics.Response?
      while !Task.isCancelled {
        let now = try await run.call(Operator.GetMetrics())
        try run.show(now) { now in
          // Back to the corner, and nothing below what is written.
          (Terminal.isThere ? ["\u{1B}[H\u{1B}[2J"] : []) + Self.lines(now, since: before)
        }
        before = now
        try? await Task.sleep(for: pause)
      }
    }
  }

  /// The calls of some time, the most frequent first.
  static func lines(
    _ now: Operator.GetMetrics.Response, since before: Operator.GetMetrics.Response?
  ) -> [String] {
    let from = before?.takenAt ?? now.startedAt
    let milliseconds = max(1, now.takenAt.rawValue - from.rawValue)
    func gauge(_ name: String) -> Int64 { now.gauges.first { $0.name == name }?.value ?? 0 }
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
    return [
      "\(Times.count(gauge("connections"), "connection")), "
        + "\(Times.count(gauge("calls_running"), "call")) running, "
        + "\(Times.count(gauge("hashes_waiting"), "password")) waiting for a hash"
    ]
      + (rows.isEmpty
        ? ["no calls"] : Layout.table(["METHOD", "STATUS", "PER S", "P50", "P99"], rows))
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

  /// The bound of the bucket in which a percentile lies.
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
