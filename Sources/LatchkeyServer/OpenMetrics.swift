import LatchkeyBase
import LatchkeySchema
import LatchkeyWire

/// Metrics as collectors read them: the text format of OpenMetrics 1.0.
enum OpenMetrics {
  static func text(of metrics: Operator.GetMetrics.Response) -> String {
    var lines: [String] = []
    for gauge in metrics.gauges {
      guard let name = GaugeName(rawValue: gauge.name) else { continue }
      let isCounter = name.isCounter
      let family = "latchkey_" + (isCounter ? String(gauge.name.dropLast(6)) : gauge.name)
      lines.append("# TYPE \(family) \(isCounter ? "counter" : "gauge")")
      if gauge.name.hasSuffix("_bytes") { lines.append("# UNIT \(family) bytes") }
      lines.append("# HELP \(family) \(name.summary)")
      lines.append("\(family)\(isCounter ? "_total" : "") \(gauge.value)")
    }
    lines.append("# TYPE latchkey_call_seconds histogram")
    lines.append("# UNIT latchkey_call_seconds seconds")
    for call in metrics.calls {
      let labels = "method=\"\(call.method)\",status=\"\(Self.status(call.status))\""
      var sum: Int64 = 0
      for (bucket, count) in call.durations.enumerated() {
        sum += count
        let bound =
          metrics.boundsMicroseconds.indices.contains(bucket)
          ? Self.seconds(metrics.boundsMicroseconds[bucket]) : "+Inf"
        lines.append("latchkey_call_seconds_bucket{\(labels),le=\"\(bound)\"} \(sum)")
      }
      lines.append("latchkey_call_seconds_count{\(labels)} \(call.count)")
      lines.append("latchkey_call_seconds_sum{\(labels)} \(Self.seconds(call.microseconds))")
    }
    return lines.joined(separator: "\n") + "\n# EOF\n"
  }

  private static func status(_ code: Int) -> String {
    code == 0 ? "OK" : StatusCode(rawValue: UInt8(clamping: code)).map { "\($0)" } ?? "\(code)"
  }

  /// Microseconds as seconds with six decimals: no floating point, so that nothing is rounded.
  private static func seconds(_ microseconds: Int64) -> String {
    let rest = String(microseconds % 1_000_000)
    return "\(microseconds / 1_000_000)." + String(repeating: "0", count: 6 - rest.count) + rest
  }
}
