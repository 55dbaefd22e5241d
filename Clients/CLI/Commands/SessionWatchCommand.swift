import LatchkeyClient
import LatchkeySchema

/// What caches of sessions have to forget.
enum SessionWatchCommand {
  static let all = [
    Command(
      noun: "session", verb: "watch", summary: "what dies, as services see it, until Ctrl-C",
      options: [
        Option(name: "--after", value: "CURSOR", help: "begin behind this one (with the next one)")
      ],
      identity: .nobody,
      about: "At the end it says behind which cursor to go on, so that nothing is missed.",
      examples: ["latchkey session watch --json"], action: Self.watch)
  ]

  static func watch(_ run: Run) async throws(Refusal) {
    let after = try run.values.number("--after", of: run.command)
    _ = try await Interruption.ends { () async throws(Refusal) in
      try await Self.follow(run, after: after)
    }
  }

  private static func follow(_ run: Run, after: Int64?) async throws(Refusal) {
    var last = after
    defer { if let last { run.output.note("Go on with --after \(last)") } }
    try await run.stream(Sessions.WatchRevocations(afterCursor: after)) {
      death throws(Refusal) in
      last = death.cursor
      run.output.write(run.isJSON ? try JSON.line(of: death) + "\n" : Self.line(death) + "\n")
    }
  }

  private static func line(_ death: Revocation) -> String {
    let who = death.accountID.map { "\(death.population?.rawValue ?? "account") \($0)" } ?? ""
    switch death.kind {
    case .start: return "\(death.cursor)  from here on nothing is missed"
    case .everything: return "\(death.cursor)  everything"
    case .session: return "\(death.cursor)  session \(death.sessionID ?? 0) of \(who)"
    case .account:
      let epoch = death.credentialEpoch.map { " below epoch \($0)" } ?? ""
      return "\(death.cursor)  every session of \(who)\(epoch)"
    default: return Layout.visible("\(death.cursor)  \(death.kind) \(who)")
    }
  }
}
