import LatchkeyClient
import LatchkeySchema

/// Sessions, own and others'.
enum SessionCommands {
  static let all = [
    Command(
      noun: "session", verb: "list", summary: "live sessions",
      options: [
        Self.account, .isContact, .isAgent,
        Option(name: "--limit", value: "N", help: "with --account: how many at most (50)"),
        Option(name: "--before", value: "SESSION", help: "with --account: go on before this one"),
      ],
      examples: ["latchkey session list", "latchkey session list --account agent:bo@example.org"],
      action: Self.list),
    Command(
      noun: "session", verb: "revoke", summary: "end sessions",
      arguments: [Argument(name: "SESSION", help: "number of one session", isOptional: true)],
      options: [
        Self.account, .isContact, .isAgent,
        Option(name: "--all", help: "all of them; of the own ones, all but this one"),
        Option(name: "--including-this", help: "with --all: the own current one too"), Command.yes,
      ],
      examples: [
        "latchkey session revoke 17", "latchkey session revoke --all",
        "latchkey session revoke --all --account contact:jane@example.com",
      ],
      action: Self.revoke),
    Command(
      noun: "session", verb: "verify", summary: "whose session a token is, as services ask it",
      secrets: [SecretSlot(name: "token", question: "Session token")], identity: .nobody,
      examples: ["latchkey session verify --stdin < token"], action: Self.verify),
  ]

  private static let account = Option(
    name: "--account", value: "ACCOUNT",
    help: "somebody else's: number, or contact: or agent: with address or name")

  static func list(_ run: Run) async throws(Refusal) {
    let list: SessionList
    var limit: Int?
    if let name = run.values.option("--account") {
      let account = try run.account(name)
      limit = try run.values.limit(of: run.command)
      list = try await run.call(
        Sessions.ListSessions(
          account: account.reference, population: account.population, limit: limit,
          beforeID: try run.values.number("--before", of: run.command)))
    } else {
      list = try await run.call(Sessions.ListOwnSessions())
    }
    try run.show(list.sessions, none: "There is no live session.") { sessions in
      Layout.table(
        ["SESSION", "BEGAN", "LAST SEEN", "ENDS", "THROUGH", ""],
        sessions.map {
          [
            "\($0.id)", Times.date($0.createdAt), Times.date($0.lastSeenAt),
            Times.date($0.expiresAt), $0.principal, $0.isCurrent ? "this one" : "",
          ]
        })
    }
    if let last = list.sessions.last, list.sessions.count == limit {
      run.output.note("There may be more: --before \(last.id)")
    }
  }

  static func revoke(_ run: Run) async throws(Refusal) {
    let id = try run.values.numberArgument("SESSION", of: run.command)
    let isAll = run.values.flag("--all")
    guard (id == nil) == isAll else {
      throw run.command.usage("Give the number of a session, or --all.")
    }
    var account: TypedAccount?
    if let name = run.values.option("--account") { account = try run.account(name) }
    if isAll {
      try run.confirm("End all \(account.map { "sessions of \($0.text)" } ?? "own sessions")?")
    }
    let answer: SessionsRevoked
    if let account {
      answer = try await run.call(
        Sessions.RevokeSessions(
          account: account.reference, sessionID: id, population: account.population))
    } else {
      answer = try await run.call(
        Sessions.RevokeOwnSessions(
          sessionID: id, includeCurrent: run.values.flag("--including-this") ? true : nil))
    }
    try run.show(answer) { ["Ended \(Times.count(Int64($0.revoked), "session"))."] }
  }

  static func verify(_ run: Run) async throws(Refusal) {
    let answer = try await run.call(Sessions.VerifySession(session: try run.secret("token")))
    try run.show(answer) { session in
      Layout.card(
        "The session lives.",
        [
          ("account", "\(session.population) \(session.accountID)"),
          ("epoch", "\(session.credentialEpoch)"),
          ("unused until", Times.until(session.idleExpiresAt)),
          ("at most until", Times.until(session.expiresAt)),
        ])
    }
  }
}
