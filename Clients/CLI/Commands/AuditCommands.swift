import LatchkeyClient
import LatchkeySchema

/// The audit.
enum AuditCommands {
  static let all = [
    Command(
      noun: "audit", verb: "list", summary: "who did what to whom, the newest first",
      options: [
        Option(name: "--account", value: "ACCOUNT", help: "only about this agent"),
        Option(name: "--refused", help: "only what was refused"), Command.limit,
        Option(name: "--before", value: "N", help: "go on before this entry"),
      ],
      identity: .sessionIfAny,
      examples: [
        "latchkey audit list --limit 20", "latchkey audit list --account bo@example.org --refused",
      ],
      action: Self.list),
    Command(
      noun: "audit", verb: "verify", summary: "compute the chain of entries anew",
      identity: .sessionIfAny, about: "Exit code 10 if an entry was altered, added or removed.",
      examples: ["latchkey audit verify"], action: Self.verify),
  ]

  static func list(_ run: Run) async throws(Refusal) {
    var account: Int64?
    if let name = run.values.option("--account") {
      if let id = Int64(name) {
        account = id
      } else {
        account = try await run.call(Agents.GetAgent(agent: AccountReference(typed: name))).id
      }
    }
    let answer = try await run.call(
      Audit.ListEvents(
        limit: try run.values.limit(of: run.command),
        beforeSequence: try run.values.number("--before", of: run.command), accountID: account,
        deniedOnly: run.values.flag("--refused") ? true : nil))
    try run.show(answer.events, none: "There is no such entry.") { events in
      Layout.table(
        ["ENTRY", "WHEN", "WHO", "DID", "TO", "OUTCOME"],
        events.map { event in
          [
            "\(event.sequence)", Times.date(event.at),
            event.actor?.displayName ?? event.actorLabel, event.action,
            event.target?.displayName ?? "",
            event.outcome == .refused ? "refused: \(event.reason ?? "?")" : event.outcome.rawValue,
          ]
        })
    }
    if let next = answer.nextBeforeSequence { run.output.note("There are more: --before \(next)") }
  }

  static func verify(_ run: Run) async throws(Refusal) {
    let answer = try await run.call(Audit.VerifyChain())
    try run.show(answer) { answer in
      answer.isIntact
        ? [
          "The audit is intact: \(answer.entries) \(answer.entries == 1 ? "entry" : "entries") read."
        ]
        : Layout.card(
          "The audit was altered.",
          [
            ("first at", answer.firstBadSequence.map { "entry \($0)" }),
            ("read", "\(answer.entries)"),
          ])
    }
    if !answer.isIntact { throw .answered(.checkedAndBad) }
  }
}
