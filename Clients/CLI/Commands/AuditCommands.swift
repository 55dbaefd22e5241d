import LatchkeyClient
import LatchkeySchema

/// The audit.
enum AuditCommands {
  static let all = [
    Command(
      noun: "audit", verb: "list", summary: "who did what to whom, the newest first",
      options: [
        Option(name: "--account", value: "ACCOUNT", help: "only about this agent"),
        Option(name: "--refused", help: "only what was refused"),
        Option(name: "--details", help: "what else was kept of each entry"), Command.limit,
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
    let hasDetails = run.values.flag("--details")
    try run.show(answer.events, none: "There is no such entry.") { events in
      Layout.table(
        ["ENTRY", "WHEN", "WHO", "DID", "TO", "OUTCOME"] + (hasDetails ? ["DETAILS"] : []),
        events.map { Self.row($0) + (hasDetails ? [Self.details(of: $0)] : []) })
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

  private static func row(_ event: AuditEvent) -> [String] {
    [
      "\(event.sequence)", Times.date(event.at), event.actor?.displayName ?? event.actorLabel,
      event.action,
      // What is no account, such as a role, is in the details by name.
      event.target?.displayName ?? event.details["name"] ?? "",
      event.outcome == .refused ? "refused: \(event.reason ?? "?")" : event.outcome.rawValue,
    ]
  }

  private static func details(of event: AuditEvent) -> String {
    event.details.sorted { $0.key < $1.key }
      .map { "\($0.key.replacing("_", with: " ")) \($0.value)" }.joined(separator: ", ")
  }
}
