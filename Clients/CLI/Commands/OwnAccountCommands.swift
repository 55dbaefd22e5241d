import LatchkeyClient
import LatchkeySchema

/// The own account.
enum OwnAccountCommands {
  static let all = [
    Command(
      noun: "account", verb: "own", summary: "the own account, and what it may do",
      examples: ["latchkey account own"], action: Self.own),
    Command(
      noun: "account", verb: "update", summary: "change what is given of the own account",
      options: [
        Option(name: "--name", value: "NAME", help: "the name that people read"),
        Option(name: "--email", value: "ADDRESS", help: "a new primary address"),
        Option(name: "--phone", value: "NUMBER", help: "telephone number; empty removes it"),
        Option(name: "--locale", value: "TAG", help: "language of mails, such as en or de-AT"),
        Command.revision,
      ],
      about:
        "A new address gets a mail with a link, and counts once that was used: latchkey account "
        + "confirm-email.",
      examples: ["latchkey account update --email ana@example.com"], action: Self.update),
    Command(
      noun: "account", verb: "confirm-email", summary: "use the link that a new address got",
      options: [.population],
      secrets: [SecretSlot(name: "token", question: "Link, or its token")], identity: .nobody,
      examples: ["latchkey account confirm-email"], action: Self.confirm),
  ]

  static func own(_ run: Run) async throws(Refusal) {
    try run.show(try await run.call(Accounts.GetOwnAccount()), Self.card)
  }

  static func update(_ run: Run) async throws(Refusal) {
    let account = try await run.call(
      Accounts.UpdateOwnAccount(
        displayName: run.values.option("--name"), email: run.values.option("--email"),
        phone: run.values.option("--phone"), locale: run.values.option("--locale"),
        revision: try run.values.number("--revision", of: run.command)))
    try run.show(account, Self.card)
  }

  static func confirm(_ run: Run) async throws(Refusal) {
    let answer = try await run.call(
      Recovery.ConfirmEmailChange(
        token: try ResetCommands.token(run),
        population: try run.values.population(of: run.command)))
    try run.show(answer) { [Layout.visible($0.message)] }
  }

  private static func card(_ account: OwnAccount) -> [String] {
    let office = account.isAccountAdministrator ? ["everything, as the Account Administrator"] : []
    let permissions =
      account.permissions.contains(.superAdmin)
      ? ["everything (Super Admin)"] : account.permissions.map(\.label)
    return Layout.card(
      "\(account.displayName) · \(account.population) \(account.id)",
      [
        ("status", account.status.rawValue), ("address", account.emails.joined(separator: ", ")),
        ("to confirm", account.pendingEmail), ("login", account.loginName),
        ("phone", account.phone), ("language", account.locale),
        ("second factor", account.hasSecondFactor ? "enrolled" : "none"),
        (
          "permits",
          account.population == .agent
            ? ((office.isEmpty ? permissions : office).joined(separator: ", ")).ifEmpty("nothing")
            : nil
        ), ("revision", "\(account.revision)"),
      ])
  }
}

extension String {
  /// Itself, or another text where there is none.
  func ifEmpty(_ other: String) -> String { self.isEmpty ? other : self }
}
