import LatchkeyClient
import LatchkeySchema

/// The queue of outgoing mail.
enum MailOutboxCommands {
  static let all = [
    Command(
      noun: "mail", verb: "outbox list", formerVerb: "list",
      summary: "queued and sent messages, the newest first",
      options: [
        Option(
          name: "--state", value: "STATE",
          help: "only \(Suggestion.list(MailState.known.map(\.rawValue)))"),
        Option(name: "--account", value: "ACCOUNT", help: "only about this account"),
        Option.isContact, Option.isAgent, Command.limit,
        Option(name: "--before", value: "ID", help: "go on before this number"),
      ],
      about: "Says as well what waits for somebody: messages that failed, addresses that refuse.",
      examples: ["latchkey mail outbox list --state failed"], action: Self.list),
    Command(
      noun: "mail", verb: "outbox show", summary: "one message, with every try",
      arguments: [Self.mail],
      about: "Never its text or its link: those are made when it is sent, and not kept.",
      examples: ["latchkey mail outbox show 12"], action: Self.show),
    Command(
      noun: "mail", verb: "outbox retry", formerVerb: "retry",
      summary: "try a message again now", arguments: [Self.mail],
      examples: ["latchkey mail outbox retry 12"], action: Self.retry),
    Command(
      noun: "mail", verb: "outbox cancel", summary: "take a message out that waits or failed",
      arguments: [Self.mail], options: [Command.yes],
      about: "What it would have told of stays as it is.",
      examples: ["latchkey mail outbox cancel 12"], action: Self.cancel),
    Command(
      noun: "mail", verb: "outbox undeliverable",
      summary: "accounts whose address is refused again and again",
      options: [Command.limit, Command.after],
      about:
        "Mail goes on being tried, and their owners are told nothing. Another address, a delivery, "
        + "or \"mail outbox clear\" ends it.",
      examples: ["latchkey mail outbox undeliverable"], action: Self.undeliverable),
    Command(
      noun: "mail", verb: "outbox clear", summary: "forget that an address was refused",
      arguments: [.account], options: [Option.isContact, Option.isAgent],
      examples: ["latchkey mail outbox clear contact:jane@example.com"], action: Self.clear),
  ]

  private static let mail = Argument(name: "MAIL", help: "its number")

  static func list(_ run: Run) async throws(Refusal) {
    let state = run.values.option("--state").map { MailState(rawValue: $0) }
    if let state, !state.isKnown {
      throw run.command.usage(
        "--state takes \(Suggestion.list(MailState.known.map(\.rawValue)))."
          + Suggestion.sentence(
            for: state.rawValue, among: MailState.known.map(\.rawValue)))
    }
    var account: Int64?
    if let text = run.values.option("--account") {
      account = try await run.accountID(of: run.account(text))
    }
    let answer = try await run.call(
      Mail.ListMessages(
        limit: try run.values.limit(of: run.command),
        beforeID: try run.values.number("--before", of: run.command), state: state,
        accountID: account))
    try run.show(answer.messages, none: "There is no message.", MailText.table)
    if let next = answer.nextBeforeID { run.output.note("There are more: --before \(next)") }
    if let task = answer.summary.flatMap(MailText.task) { run.output.note(task) }
  }

  static func show(_ run: Run) async throws(Refusal) {
    try run.show(try await run.call(Mail.GetMessage(id: Self.number(run))), MailText.card)
  }

  static func retry(_ run: Run) async throws(Refusal) {
    try run.show(try await run.call(Mail.RetryMessage(id: Self.number(run)))) { mail in
      Layout.card(
        "Mail \(mail.id) is tried again.",
        [("state", mail.state.rawValue), ("tries so far", "\(mail.attempts)")])
    }
  }

  static func cancel(_ run: Run) async throws(Refusal) {
    let id = try Self.number(run)
    try run.confirm("Take mail \(id) out of the outbox?")
    try run.show(try await run.call(Mail.CancelMessage(id: id))) { mail in
      Layout.card("Mail \(mail.id) does not go out.", [("state", mail.state.rawValue)])
    }
  }

  static func undeliverable(_ run: Run) async throws(Refusal) {
    let answer = try await run.call(
      Mail.ListUndeliverable(
        limit: try run.values.limit(of: run.command),
        afterID: try run.values.number("--after", of: run.command)))
    try run.show(answer.addresses, none: "Every address takes mail.") { addresses in
      Layout.table(
        ["ACCOUNT", "REFUSALS", "SINCE", "LAST", "WHY"],
        addresses.map { address in
          [
            "\(address.accountID)", "\(address.failures)", Times.date(address.since),
            Times.date(address.lastAt), address.detail,
          ]
        })
    }
    if let next = answer.nextAfterID { run.output.note("There are more: --after \(next)") }
  }

  static func clear(_ run: Run) async throws(Refusal) {
    let id = try await run.accountID(of: run.account())
    try run.show(try await run.call(Mail.ClearUndeliverable(accountID: id))) { _ in
      ["The refusals of account \(id) are forgotten."]
    }
  }

  private static func number(_ run: Run) throws(Refusal) -> Int64 {
    guard let id = try run.values.numberArgument("MAIL", of: run.command) else {
      throw run.command.usage("MAIL is missing: its number.")
    }
    return id
  }
}
