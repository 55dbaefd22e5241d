import LatchkeyClient
import LatchkeySchema

/// The audit.
enum AuditCommands {
  static let all = [
    Command(
      noun: "audit", verb: "list", summary: "who did what to whom, the newest first",
      options: [
        Option(name: "--account", value: "ACCOUNT", help: "only by or about this account"),
        Option(name: "--actor", value: "ACCOUNT", help: "only by this account"),
        Option(name: "--target", value: "ACCOUNT", help: "only about this account"),
        .isContact, .isAgent,
        Option(
          name: "--action", value: "WORD",
          help: "only this; with a dot at the end all that begin so"),
        Option(name: "--through", value: "SERVICE", help: "only calls of this service"),
        Self.from, Self.to, Option(name: "--refused", help: "only what was refused"),
        Option(name: "--details", help: "what else was kept of each entry"), Command.limit,
        Option(name: "--before", value: "N", help: "go on before this entry"),
      ],
      identity: .sessionIfAny,
      examples: [
        "latchkey audit list --limit 20",
        "latchkey audit list --account agent:bo@example.org --refused",
        "latchkey audit list --action contact. --from 2026-11-22 --to 2026-11-23",
      ],
      action: Self.list),
    Command(
      noun: "audit", verb: "verify", summary: "compute the chain of entries anew",
      identity: .sessionIfAny, about: "Exit code 10 if an entry was altered, added or removed.",
      examples: ["latchkey audit verify"], action: Self.verify),
  ]

  static let from = Option(
    name: "--from", value: "TIME", help: "not before: 2026-11-22, 2026-11-22T09:30, 2h ago as 2h")
  static let to = Option(name: "--to", value: "TIME", help: "before this, in the same ways")

  static func list(_ run: Run) async throws(Refusal) {
    var request = Audit.ListEvents(limit: try run.values.limit(of: run.command))
    request.beforeSequence = try run.values.number("--before", of: run.command)
    request.fromTime = try run.values.time("--from", of: run.command)
    request.toTime = try run.values.time("--to", of: run.command)
    request.action = run.values.option("--action")
    request.principal = run.values.option("--through")
    request.deniedOnly = run.values.flag("--refused") ? true : nil
    request.accountID = try await Self.account("--account", run)
    request.actorID = try await Self.account("--actor", run)
    request.targetID = try await Self.account("--target", run)
    let answer = try await run.call(request)
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
        ? Layout.card(
          "The audit is intact: \(answer.entries) \(answer.entries == 1 ? "entry" : "entries") read.",
          [("from", Self.start(of: answer))])
        : Layout.card(
          "The audit was altered.",
          [
            ("first at", answer.firstBadSequence.map { "entry \($0)" }),
            ("read", "\(answer.entries)"), ("from", Self.start(of: answer)),
          ])
    }
    if !answer.isIntact { throw .answered(.checkedAndBad) }
  }

  private static func account(_ option: String, _ run: Run) async throws(Refusal) -> Int64? {
    guard let name = run.values.option(option) else { return nil }
    return try await run.accountID(of: try run.account(name))
  }

  private static func start(of answer: Audit.VerifyChain.Response) -> String? {
    answer.checkpointSequence.map { "the checkpoint that stands for entries up to \($0)" }
  }

  static func row(_ event: AuditEvent) -> [String] {
    [
      "\(event.sequence)", Times.date(event.at), event.actor?.displayName ?? event.actorLabel,
      event.action,
      // What is no account, such as a role, is in the details by name.
      event.target?.displayName ?? event.details["name"] ?? "",
      event.outcome == .refused ? "refused: \(event.reason ?? "?")" : event.outcome.rawValue,
    ]
  }

  static func details(of event: AuditEvent) -> String {
    event.details.sorted { $0.key < $1.key }
      .map { "\($0.key.replacing("_", with: " ")) \($0.value)" }.joined(separator: ", ")
  }
}
