import LatchkeyClient
import LatchkeySchema

/// Commands that read and verify the audit.
enum AuditCommands {
  static let all: [Command<Run>] = [
    Command(
      noun: "audit", verb: "list", summary: "list entries, the newest first",
      options: [
        Self.account, Self.actor, Self.target, AccountArguments.isContact,
        AccountArguments.isAgent, Self.action, Self.principal, CommonOptions.from,
        CommonOptions.to, Self.refused, Self.details, CommonOptions.limit, Self.before,
      ],
      session: .ifPresent,
      examples: [
        "latchkey audit list --limit 20",
        "latchkey audit list --account agent:bo@example.org --refused",
        "latchkey audit list --action contact. --from 2026-11-22 --to 2026-11-23",
      ],
      action: Self.list),
    Command(
      noun: "audit", verb: "verify", summary: "recompute and compare the hash chain of the entries",
      session: .ifPresent, about: "Exit code 10 if an entry was altered, added or removed.",
      examples: ["latchkey audit verify"], action: Self.verify),
  ]

  private static let account = Option(
    "--account", "ACCOUNT", .text, help: "only entries by or about this account")
  private static let actor = Option(
    "--actor", "ACCOUNT", .text, help: "only entries by this account")
  private static let target = Option(
    "--target", "ACCOUNT", .text, help: "only entries about this account")
  private static let action = Option(
    "--action", "WORD", .text,
    help: "only this action; with a dot at the end, all actions that begin so")
  private static let principal = Option(
    "--through", "SERVICE", .text, help: "only calls of this service")
  private static let refused = Option(flag: "--refused", help: "only refusals")
  private static let details = Option(
    flag: "--details", help: "also show the details of each entry")
  private static let before = Option(
    "--before", "N", .number, help: "continue before this entry")

  private static func list(_ run: Run) async throws(Refusal) {
    var request = Audit.ListEvents(limit: Int(try run[CommonOptions.limit]))
    request.beforeSequence = try run[Self.before]
    request.fromTime = try run[CommonOptions.from]
    request.toTime = try run[CommonOptions.to]
    request.action = try run[Self.action]
    request.principal = try run[Self.principal]
    request.deniedOnly = try run[Self.refused] ? true : nil
    request.accountID = try await run.accountID(Self.account)
    request.actorID = try await run.accountID(Self.actor)
    request.targetID = try await run.accountID(Self.target)
    let answer = try await run.call(request)
    let hasDetails = try run[Self.details]
    try run.show(answer.events, none: "There is no such entry.") {
      AuditText.table($0, hasDetails: hasDetails)
    }
    run.noteMore(Self.before, answer.nextBeforeSequence)
  }

  private static func verify(_ run: Run) async throws(Refusal) {
    let answer = try await run.call(Audit.VerifyChain())
    try run.show(answer, AuditText.card)
    if !answer.isIntact { throw .answered(.checkedAndBad) }
  }
}
