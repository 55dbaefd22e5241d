import LatchkeyClient
import LatchkeySchema

/// Commands for the caller's own account.
enum OwnAccountCommands {
  static let all: [Command<Run>] = [
    Command(
      noun: "account", verb: "own", summary: "show your own account and its permissions",
      examples: ["latchkey account own"], action: Self.own),
    Command(
      noun: "account", verb: "update", summary: "change the given fields of your own account",
      options: [
        ProfileOptions.name, Self.email, Self.phone, ProfileOptions.locale,
        CommonOptions.revision,
      ],
      about:
        "A new address gets a mail with a link, and takes effect once the link is used: latchkey "
        + "account confirm-email.",
      examples: ["latchkey account update --email ana@example.com"], action: Self.update),
  ]

  private static let email = Option("--email", "ADDRESS", .text, help: "a new primary address")
  private static let phone = Option(
    "--phone", "NUMBER", .text, help: "telephone number; an empty one removes it")

  private static func own(_ run: Run) async throws(Refusal) {
    try run.show(try await run.call(Accounts.GetOwnAccount()), Self.card)
  }

  private static func update(_ run: Run) async throws(Refusal) {
    let account = try await run.call(
      Accounts.UpdateOwnAccount(
        displayName: try run[ProfileOptions.name], email: try run[Self.email],
        phone: try run[Self.phone], locale: try run[ProfileOptions.locale],
        revision: try run[CommonOptions.revision]))
    try run.show(account, Self.card)
  }

  private static func card(_ account: OwnAccount) -> [String] {
    let permissions =
      account.isAccountAdministrator
      ? "everything, as the Account Administrator" : RoleText.permissions(account.permissions)
    return Layout.card(
      "\(account.displayName) · \(account.population) \(account.id)",
      [
        ("status", account.status.rawValue), ("address", account.emails.joined(separator: ", ")),
        ("to confirm", account.pendingEmail), ("login", account.loginName),
        ("phone", account.phone), ("language", account.locale),
        ("second factor", account.hasSecondFactor ? "enrolled" : "none"),
        ("permits", account.population == .agent ? permissions : nil),
        ("revision", "\(account.revision)"),
      ])
  }
}
