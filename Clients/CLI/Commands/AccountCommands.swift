import LatchkeyClient
import LatchkeySchema

/// Locks and demands, on accounts of both populations.
enum AccountCommands {
  static let all = [
    Command(
      noun: "account", verb: "locked", summary: "whose sign-in is locked, and why",
      options: [Command.limit, Command.after],
      examples: ["latchkey account locked"], action: Self.locked),
    Command(
      noun: "account", verb: "lock", summary: "lock sign-in until somebody unlocks it",
      arguments: [.account],
      options: [
        Option(name: "--reason", value: "TEXT", help: "shown to staff"), .isContact, .isAgent,
      ],
      examples: ["latchkey account lock agent:bo@example.org --reason \"badge lost\""],
      action: Self.lock),
    Command(
      noun: "account", verb: "unlock", summary: "lift any lock", arguments: [.account],
      options: [.isContact, .isAgent],
      examples: ["latchkey account unlock contact:jane@example.com"], action: Self.unlock),
    Command(
      noun: "account", verb: "require-change", summary: "demand a new password at the next sign-in",
      arguments: [
        Argument(
          name: "ACCOUNT",
          help: "number, or contact: or agent: with address, login name or phone",
          isOptional: true, isMany: true)
      ],
      options: [
        Option(name: "--all", help: "everybody of --contact or of --agent"), .isContact, .isAgent,
        Option(name: "--compromised", help: "others know it: sessions and links die at once"),
        Command.yes,
      ],
      about:
        "Several accounts are of one population. Of many, those without a password and those that "
        + "you may not touch are left out and counted.",
      examples: [
        "latchkey account require-change agent:bo@example.org --compromised",
        "latchkey account require-change --all --contact",
      ],
      action: Self.requireChange),
  ]

  static func locked(_ run: Run) async throws(Refusal) {
    let answer = try await run.call(
      Accounts.ListLocked(
        limit: try run.values.limit(of: run.command),
        afterID: try run.values.number("--after", of: run.command)))
    try run.show(answer.accounts, none: "Nobody is locked.") { accounts in
      Layout.table(
        ["ID", "WHO", "NAME", "SINCE", "UNTIL", "WHY", "BY"],
        accounts.map { account in
          [
            "\(account.id)", account.population.rawValue, account.displayName,
            Times.date(account.since), account.lock.until.map { Times.until($0) } ?? "unlocked",
            Self.cause(of: account), account.lockedBy?.displayName ?? "",
          ]
        })
    }
    if let next = answer.nextAfterID { run.output.note("There are more: --after \(next)") }
  }

  private static func cause(of account: LockedAccount) -> String {
    let attempts = account.attempts.map { Times.count(Int64($0), "wrong password") }
    let cause =
      account.lock.kind == .automatic ? attempts ?? "too many wrong passwords" : "locked by hand"
    return cause + (account.lock.reason.map { ": \($0)" } ?? "")
  }

  static func lock(_ run: Run) async throws(Refusal) {
    guard let reason = run.values.option("--reason") else {
      throw run.command.usage("--reason is missing: staff will ask why.")
    }
    let account = try run.account()
    let done = try await run.call(
      Accounts.Lock(account: account.reference, reason: reason, population: account.population))
    try run.show(done) { _ in ["Locked."] }
  }

  static func unlock(_ run: Run) async throws(Refusal) {
    let account = try run.account()
    let done = try await run.call(
      Accounts.Unlock(account: account.reference, population: account.population))
    try run.show(done) { _ in ["Unlocked."] }
  }

  static func requireChange(_ run: Run) async throws(Refusal) {
    let isCompromised = run.values.flag("--compromised")
    let names = run.values.arguments("ACCOUNT")
    guard names.isEmpty == run.values.flag("--all") else {
      throw run.command.usage("Give accounts, or --all with --contact or --agent.")
    }
    guard let name = names.first, names.count == 1 else {
      return try await Self.requireChangeOfMany(names, isCompromised, run)
    }
    let account = try run.account(name)
    let done = try await run.call(
      Accounts.RequirePasswordChange(
        account: account.reference, compromised: isCompromised, population: account.population))
    try run.show(done) { _ in
      ["The next sign-in demands a new password." + (isCompromised ? " Sessions are ended." : "")]
    }
  }

  private static func requireChangeOfMany(
    _ names: [String], _ isCompromised: Bool, _ run: Run
  ) async throws(Refusal) {
    var population = try run.meantPopulation()
    var accounts: [TypedAccount] = []
    for name in names {
      let account = try run.account(name)
      if let other = account.population {
        guard population == nil || population == other else {
          throw run.command.usage("The accounts are of one population: contacts or agents.")
        }
        population = other
      }
      accounts.append(account)
    }
    guard let population else {
      throw run.command.usage("Whose accounts? Say --contact or --agent.")
    }
    let whom = names.isEmpty ? "every \(population)" : Times.count(Int64(names.count), "account")
    try run.confirm("Demand a new password of \(whom)?")
    var ids: [Int64] = []
    for account in accounts { ids.append(try await run.accountID(of: account)) }
    let answer = try await run.call(
      Accounts.RequirePasswordChangeOfMany(
        accountIDs: names.isEmpty ? nil : ids, population: population, compromised: isCompromised,
        confirmed: true))
    try run.show(answer) { answer in
      Layout.card(
        "The next sign-in demands a new password of \(Times.count(answer.changed, "account")).",
        [
          ("left out", answer.skipped == 0 ? nil : Times.count(answer.skipped, "account")),
          ("sessions", isCompromised ? "ended" : nil),
        ])
    }
  }
}
