import LatchkeyClient
import LatchkeySchema

/// The queue of outgoing mail.
enum MailCommands {
  static let all = [
    Command(
      noun: "mail", verb: "list", summary: "queued and sent messages, the newest first",
      options: [
        Command.limit, Option(name: "--before", value: "ID", help: "go on before this number"),
      ],
      examples: ["latchkey mail list --limit 10"], action: Self.list),
    Command(
      noun: "mail", verb: "retry", summary: "try a message again now",
      arguments: [Argument(name: "MAIL", help: "its number")], examples: ["latchkey mail retry 12"],
      action: Self.retry),
  ]

  static func list(_ run: Run) async throws(Refusal) {
    let answer = try await run.call(
      Mail.ListMessages(
        limit: try run.values.limit(of: run.command),
        beforeID: try run.values.number("--before", of: run.command)))
    try run.show(answer.messages, none: "There is no message.") { messages in
      Layout.table(
        ["MAIL", "KIND", "ACCOUNT", "STATE", "TRIES", "QUEUED", "NEXT TRY", "ERROR"],
        messages.map { mail in
          [
            "\(mail.id)", mail.kind.rawValue.replacing("_", with: " "), "\(mail.accountID)",
            mail.state.rawValue, "\(mail.attempts)", Times.date(mail.queuedAt),
            mail.nextAttemptAt.map { Times.date($0) } ?? "", mail.lastError ?? "",
          ]
        })
    }
    if let next = answer.nextBeforeID { run.output.note("There are more: --before \(next)") }
  }

  static func retry(_ run: Run) async throws(Refusal) {
    guard let id = try run.values.numberArgument("MAIL", of: run.command) else { return }
    try run.show(try await run.call(Mail.RetryMessage(id: id))) { mail in
      Layout.card(
        "Mail \(mail.id) is tried again.",
        [("state", mail.state.rawValue), ("tries so far", "\(mail.attempts)")])
    }
  }
}
