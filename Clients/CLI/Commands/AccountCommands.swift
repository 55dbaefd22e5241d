import LatchkeyClient
import LatchkeySchema

/// Locks and demands.
enum AccountCommands {
  private static let account = Argument(name: "ACCOUNT", help: "address, login name or number")

  static let all = [
    Command(
      noun: "account", verb: "locked", summary: "whose sign-in is locked, and why",
      options: [
        Command.limit, Option(name: "--after", value: "ID", help: "go on behind this number"),
      ],
      examples: ["latchkey account locked"], action: Self.locked),
    Command(
      noun: "account", verb: "lock", summary: "lock sign-in until somebody unlocks it",
      arguments: [Self.account],
      options: [Option(name: "--reason", value: "TEXT", help: "shown to staff")],
      examples: ["latchkey account lock bo@example.org --reason \"badge lost\""],
      action: Self.lock),
    Command(
      noun: "account", verb: "unlock", summary: "lift any lock", arguments: [Self.account],
      examples: ["latchkey account unlock bo@example.org"], action: Self.unlock),
    Command(
      noun: "account", verb: "require-change", summary: "demand a new password at the next sign-in",
      arguments: [Self.account],
      options: [
        Option(name: "--compromised", help: "others know it: sessions and links die at once")
      ],
      examples: ["latchkey account require-change bo@example.org --compromised"],
      action: Self.requireChange),
  ]

  static func locked(_ run: Run) async throws(Refusal) {
    let answer = try await run.call(
      Accounts.ListLocked(
        limit: try run.values.limit(of: run.command),
        afterID: try run.values.number("--after", of: run.command)))
    try run.show(answer.accounts, none: "Nobody is locked.") { accounts in
      Layout.table(
        ["ID", "WHO", "NAME", "LOCKED"],
        accounts.map {
          ["\($0.id)", $0.population.rawValue, $0.displayName, AgentText.lock($0.lock)]
        })
    }
    if let next = answer.nextAfterID { run.output.note("There are more: --after \(next)") }
  }

  static func lock(_ run: Run) async throws(Refusal) {
    guard let reason = run.values.option("--reason") else {
      throw run.command.usage("--reason is missing: staff will ask why.")
    }
    let done = try await run.call(
      Accounts.Lock(account: Self.reference(run), reason: reason, population: .agent))
    try run.show(done) { _ in ["Locked."] }
  }

  static func unlock(_ run: Run) async throws(Refusal) {
    let done = try await run.call(Accounts.Unlock(account: Self.reference(run), population: .agent))
    try run.show(done) { _ in ["Unlocked."] }
  }

  static func requireChange(_ run: Run) async throws(Refusal) {
    let isCompromised = run.values.flag("--compromised")
    let done = try await run.call(
      Accounts.RequirePasswordChange(
        account: Self.reference(run), compromised: isCompromised, population: .agent))
    try run.show(done) { _ in
      ["The next sign-in demands a new password." + (isCompromised ? " Sessions are ended." : "")]
    }
  }

  private static func reference(_ run: Run) -> AccountReference {
    AccountReference(typed: run.argument("ACCOUNT"))
  }
}
