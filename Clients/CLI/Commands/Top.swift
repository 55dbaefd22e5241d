import Foundation
import LatchkeyBase
import LatchkeyClient
import LatchkeySchema

/// The command that shows metrics as they change.
enum TopCommands {
  static let all: [Command<Run>] = [
    Command(
      noun: "top", summary: "show rates and queues of the service each second, until Ctrl-C",
      options: [Self.interval, Self.once], session: .notSent,
      about: "For root on the host of the service only.",
      examples: ["latchkey top", "latchkey top --once"], action: Self.top)
  ]

  private static let interval = Option(
    "--every", "TIME", .duration, default: .seconds(1), help: "refresh interval: 500ms, 5s (1s)")
  private static let once = Option(
    flag: "--once", help: "show the totals since the start of the service, once")

  private static func top(_ run: Run) async throws(Refusal) {
    if try run[Self.once] {
      let all = try await run.call(Operator.GetMetrics())
      return try run.show(all) { TopHistory.lines($0, since: nil) }
    }
    let pause = try run[Self.interval]
    _ = try await Interruption.ends { () async throws(Refusal) in
      var history = TopHistory()
      while !Task.isCancelled {
        do throws(Refusal) {
          let now = try await run.call(Operator.GetMetrics())
          let lines = history.take(now)
          try run.show(now) { _ in Self.screen(lines) }
        } catch {
          // A service that never answered is an error; one that did is waited for.
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

  /// The lines of one refresh, with an escape sequence in front that clears a terminal.
  private static func screen(_ lines: [String]) -> [String] {
    guard Terminal.isOutput, var first = lines.first else { return lines }
    first = "\u{1B}[H\u{1B}[2J" + first
    return [first] + lines.dropFirst()
  }
}
