import LatchkeyClient
import LatchkeySchema

/// Commands that list, end and verify sessions.
enum SessionsCommands {
  static let all: [Command<Run>] = [
    Command(
      noun: "session", verb: "list", summary: "list valid sessions",
      options: [
        Self.account, AccountArguments.isContact, AccountArguments.isAgent, Self.limit,
        Self.before,
      ],
      examples: ["latchkey session list", "latchkey session list --account agent:bo@example.org"],
      action: Self.list),
    Command(
      noun: "session", verb: "revoke", summary: "end sessions", arguments: [Self.session],
      options: [
        Self.account, AccountArguments.isContact, AccountArguments.isAgent, Self.everySession,
        Self.includingThis, CommonOptions.yes,
      ],
      examples: [
        "latchkey session revoke 17", "latchkey session revoke --all",
        "latchkey session revoke --all --account contact:jane@example.com",
      ],
      action: Self.revoke),
    Command(
      noun: "session", verb: "verify",
      summary: "show the account of a session token, as services do",
      secrets: [Self.token], session: .notSent,
      examples: ["latchkey session verify --stdin < token"], action: Self.verify),
  ]

  private static let account = Option(
    "--account", "ACCOUNT", .text,
    help: "of another account: number, or contact: or agent: with address or name")
  private static let limit = Option(
    "--limit", "N", .number(in: 1...Int64(PageLimit.max)), default: 50,
    help: "with --account: how many at most (50)")
  private static let before = Option(
    "--before", "SESSION", .number, help: "with --account: continue before this session")
  private static let session = Argument(
    optional: "SESSION", .number, help: "number of one session")
  private static let everySession = Option(
    flag: "--all", help: "every session of the account; of your own, all but this one")
  private static let includingThis = Option(
    flag: "--including-this", help: "with --all: this session too")
  private static let token = SecretSlot(name: "token", question: "Session token")

  private static func list(_ run: Run) async throws(Refusal) {
    let list: SessionList
    var limit: Int?
    if let name = try run[Self.account] {
      let account = try run.values.account(name)
      limit = Int(try run[Self.limit])
      list = try await run.call(
        Sessions.ListSessions(
          account: account.reference, population: account.population, limit: limit,
          beforeID: try run[Self.before]))
    } else {
      list = try await run.call(Sessions.ListOwnSessions())
    }
    try run.show(list.sessions, none: "There is no valid session.", SessionText.table)
    if let last = list.sessions.last, list.sessions.count == limit {
      run.output.note("There may be more: --before \(last.id)")
    }
  }

  private static func revoke(_ run: Run) async throws(Refusal) {
    let id = try run[Self.session]
    let isAll = try run[Self.everySession]
    guard (id == nil) == isAll else {
      throw run.usage("Give the number of a session, or --all.")
    }
    var account: AccountText?
    if let name = try run[Self.account] { account = try run.values.account(name) }
    if isAll {
      let which = account.map { "sessions of \($0.text)" } ?? "of your own sessions"
      try run.confirm("End all \(which)?")
    }
    let answer: SessionsRevoked
    if let account {
      answer = try await run.call(
        Sessions.RevokeSessions(
          account: account.reference, sessionID: id, population: account.population))
    } else {
      answer = try await run.call(
        Sessions.RevokeOwnSessions(
          sessionID: id, includeCurrent: try run[Self.includingThis] ? true : nil))
    }
    try run.show(answer) { ["Ended \(Times.count(Int64($0.revoked), "session"))."] }
  }

  private static func verify(_ run: Run) async throws(Refusal) {
    let answer = try await run.call(Sessions.VerifySession(session: try run.secret(Self.token)))
    try run.show(answer, SessionText.card)
  }
}
