import LatchkeyClient
import LatchkeySchema

/// The command that follows revocations, as caches of sessions do.
enum RevocationCommands {
  static let all: [Command<Run>] = [
    Command(
      noun: "session", verb: "watch", summary: "follow revocations as services do, until Ctrl-C",
      options: [Self.after], session: .notSent,
      about: "The last line names the cursor to continue after, so that none is missed.",
      examples: ["latchkey session watch --json"], action: Self.watch)
  ]

  private static let after = Option(
    "--after", "CURSOR", .number, help: "begin after this cursor (with the next one)")

  private static func watch(_ run: Run) async throws(Refusal) {
    let after = try run[Self.after]
    _ = try await Interruption.ends { () async throws(Refusal) in
      var last = after
      defer { if let last { run.output.note("Continue with --after \(last)") } }
      try await run.stream(Sessions.WatchRevocations(afterCursor: after)) {
        revocation throws(Refusal) in
        last = revocation.cursor
        try run.showNext(revocation, SessionText.line)
      }
    }
  }
}
