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
      return try run.show(all) { TopHistory.lines($0, since: nil) }
    }
    let pause = try run.values.duration("--every", of: run.command) ?? .seconds(1)
    _ = try await Interruption.ends { () async throws(Refusal) in
      var history = TopHistory()
      while !Task.isCancelled {
        do throws(Refusal) {
          let now = try await run.call(Operator.GetMetrics())
          let lines = history.take(now)
          try run.show(now) { _ in Self.screen(lines) }
        } catch {
          // What never answered is not there; what did is waited for, as long as it takes.
          guard let outage = history.outage(error) else { throw error }
          if run.isJSON {
            if outage.isNew { run.output.note(outage.sentence) }
          } else if Terminal.isOutput || outage.isNew {
            run.output.write(Self.screen([outage.sentence]).map { $0 + "\n" }.joined())
          }
        }
        try? await Task.sleep(for: pause)
      }
    }
  }

  /// A terminal shows the newest only: back to the corner, and nothing below what is written.
  private static func screen(_ lines: [String]) -> [String] {
    guard Terminal.isOutput, var first = lines.first else { return lines }
    first = "\u{1B}[H\u{1B}[2J" + first
    return [first] + lines.dropFirst()
  }
}
