import LatchkeyClient
import LatchkeySchema

/// Commands for the outbox.
enum MailCommands {
  static let all: [Command<Run>] = [
    Command(
      noun: "mail", verb: "outbox list", formerVerb: "list",
      summary: "list queued and sent messages, the newest first",
      options: [
        Self.state, Self.account, AccountArguments.isContact, AccountArguments.isAgent,
        CommonOptions.limit, Self.before,
      ],
      about: "Also tells of failed messages and of addresses that reject mail.",
      examples: ["latchkey mail outbox list --state failed"], action: Self.list),
    Command(
      noun: "mail", verb: "outbox show", summary: "show one message and its delivery attempts",
      arguments: [Self.message],
      about: "Text and link are not shown: they are made for each attempt, and not kept.",
      examples: ["latchkey mail outbox show 12"], action: Self.show),
    Command(
      noun: "mail", verb: "outbox retry", formerVerb: "retry",
      summary: "attempt a delivery again now", arguments: [Self.message],
      examples: ["latchkey mail outbox retry 12"], action: Self.retry),
    Command(
      noun: "mail", verb: "outbox cancel", summary: "cancel a waiting or failed message",
      arguments: [Self.message], options: [CommonOptions.yes],
      about: "Only the mail is cancelled; the change that it tells of stays.",
      examples: ["latchkey mail outbox cancel 12"], action: Self.cancel),
    Command(
      noun: "mail", verb: "outbox undeliverable",
      summary: "list accounts whose address repeatedly rejects mail",
      options: [CommonOptions.limit, CommonOptions.after],
      about:
        "Delivery is still attempted, and the owners of the accounts are told nothing. A new "
        + "address, a delivery, or \"mail outbox clear\" removes an account from the list.",
      examples: ["latchkey mail outbox undeliverable"], action: Self.undeliverable),
    Command(
      noun: "mail", verb: "outbox clear", summary: "forget that an address rejected mail",
      arguments: [AccountArguments.account],
      options: [AccountArguments.isContact, AccountArguments.isAgent],
      examples: ["latchkey mail outbox clear contact:jane@example.com"], action: Self.clear),
  ]

  private static let message = Argument("MAIL", .number, help: "number of the message")
  private static let state = Option(
    "--state", "STATE", .word(of: MailState.known),
    help: "only \(Suggestion.list(MailState.known.map(\.rawValue)))")
  private static let account = Option(
    "--account", "ACCOUNT", .text, help: "only messages to this account")
  private static let before = Option(
    "--before", "ID", .number, help: "continue before this number")

  private static func list(_ run: Run) async throws(Refusal) {
    let state = try run[Self.state]
    let account = try await run.accountID(Self.account)
    let answer = try await run.call(
      Mail.ListMessages(
        limit: Int(try run[CommonOptions.limit]), beforeID: try run[Self.before], state: state,
        accountID: account))
    try run.show(answer.messages, none: "There is no message.", MailText.table)
    run.noteMore(Self.before, answer.nextBeforeID)
    if let task = answer.summary.flatMap(MailText.task) { run.output.note(task) }
  }

  private static func show(_ run: Run) async throws(Refusal) {
    try run.show(try await run.call(Mail.GetMessage(id: try run[Self.message])), MailText.card)
  }

  private static func retry(_ run: Run) async throws(Refusal) {
    try run.show(try await run.call(Mail.RetryMessage(id: try run[Self.message]))) { mail in
      Layout.card(
        "Delivery of mail \(mail.id) is attempted again.",
        [("state", mail.state.rawValue), ("attempts so far", "\(mail.attempts)")])
    }
  }

  private static func cancel(_ run: Run) async throws(Refusal) {
    let id = try run[Self.message]
    try run.confirm("Cancel mail \(id)?")
    try run.show(try await run.call(Mail.CancelMessage(id: id))) { mail in
      Layout.card("Mail \(mail.id) is cancelled.", [("state", mail.state.rawValue)])
    }
  }

  private static func undeliverable(_ run: Run) async throws(Refusal) {
    let answer = try await run.call(
      Mail.ListUndeliverable(
        limit: Int(try run[CommonOptions.limit]), afterID: try run[CommonOptions.after]))
    try run.show(answer.addresses, none: "No address rejects mail.") { addresses in
      Layout.table(
        ["ACCOUNT", "REJECTIONS", "SINCE", "LAST", "WHY"],
        addresses.map { address in
          [
            "\(address.accountID)", "\(address.failures)", Times.date(address.since),
            Times.date(address.lastAt), address.detail,
          ]
        })
    }
    run.noteMore(CommonOptions.after, answer.nextAfterID)
  }

  private static func clear(_ run: Run) async throws(Refusal) {
    let id = try await run.accountID(of: try run.account())
    try run.show(try await run.call(Mail.ClearUndeliverable(accountID: id))) { _ in
      ["The rejections of account \(id) are forgotten."]
    }
  }
}
