import LatchkeyClient
import LatchkeySchema

/// Commands for locks and required password changes, of contacts and agents.
enum AccountsCommands {
  static let all: [Command<Run>] = [
    Command(
      noun: "account", verb: "locked", summary: "list locked accounts, and why they are locked",
      options: [CommonOptions.limit, CommonOptions.after],
      examples: ["latchkey account locked"], action: Self.locked),
    Command(
      noun: "account", verb: "lock", summary: "lock sign-in until it is unlocked",
      arguments: [AccountArguments.account],
      options: [Self.reason, AccountArguments.isContact, AccountArguments.isAgent],
      examples: ["latchkey account lock agent:bo@example.org --reason \"badge lost\""],
      action: Self.lock),
    Command(
      noun: "account", verb: "unlock", summary: "remove any lock",
      arguments: [AccountArguments.account],
      options: [AccountArguments.isContact, AccountArguments.isAgent],
      examples: ["latchkey account unlock contact:jane@example.com"], action: Self.unlock),
    Command(
      noun: "account", verb: "require-change",
      summary: "require a new password at the next sign-in",
      arguments: [AccountArguments.accounts],
      options: [
        Self.everyAccount, AccountArguments.isContact, AccountArguments.isAgent,
        Self.compromised, CommonOptions.yes,
      ],
      about:
        "Several accounts have to be of one population. Of several, accounts without a password and "
        + "accounts that you may not change are left out and counted.",
      examples: [
        "latchkey account require-change agent:bo@example.org --compromised",
        "latchkey account require-change --all --contact",
      ],
      action: Self.requireChange),
  ]

  private static let reason = Option(
    required: "--reason", "TEXT", .text, help: "shown to staff", purpose: "staff will ask why")
  private static let everyAccount = Option(
    flag: "--all", help: "all contacts with --contact, all agents with --agent")
  private static let compromised = Option(
    flag: "--compromised", help: "the passwords are known to others: end sessions and links at once"
  )

  private static func locked(_ run: Run) async throws(Refusal) {
    let answer = try await run.call(
      Accounts.ListLocked(
        limit: Int(try run[CommonOptions.limit]), afterID: try run[CommonOptions.after]))
    try run.show(answer.accounts, none: "No account is locked.") { accounts in
      Layout.table(
        ["ID", "WHO", "NAME", "SINCE", "UNTIL", "WHY", "BY"],
        accounts.map { account in
          [
            "\(account.id)", account.population.rawValue, account.displayName,
            Times.date(account.since), account.lock.until.map { Times.until($0) } ?? "unlocked",
            LockText.cause(of: account), account.lockedBy?.displayName ?? "",
          ]
        })
    }
    run.noteMore(CommonOptions.after, answer.nextAfterID)
  }

  private static func lock(_ run: Run) async throws(Refusal) {
    let reason = try run[Self.reason]
    let account = try run.account()
    let done = try await run.call(
      Accounts.Lock(account: account.reference, reason: reason, population: account.population))
    try run.show(done) { _ in ["Locked."] }
  }

  private static func unlock(_ run: Run) async throws(Refusal) {
    let account = try run.account()
    let done = try await run.call(
      Accounts.Unlock(account: account.reference, population: account.population))
    try run.show(done) { _ in ["Unlocked."] }
  }

  private static func requireChange(_ run: Run) async throws(Refusal) {
    let isCompromised = try run[Self.compromised]
    let names = try run[AccountArguments.accounts]
    guard try names.isEmpty == run[Self.everyAccount] else {
      throw run.usage("Give accounts, or --all with --contact or --agent.")
    }
    guard let name = names.first, names.count == 1 else {
      return try await Self.requireChangeOfMany(names, isCompromised, run)
    }
    let account = try run.values.account(name)
    let done = try await run.call(
      Accounts.RequirePasswordChange(
        account: account.reference, compromised: isCompromised, population: account.population))
    try run.show(done) { _ in
      [
        "A new password is required at the next sign-in."
          + (isCompromised ? " Sessions are ended." : "")
      ]
    }
  }

  private static func requireChangeOfMany(
    _ names: [String], _ isCompromised: Bool, _ run: Run
  ) async throws(Refusal) {
    var population = try run.values.expectedPopulation()
    var accounts: [AccountText] = []
    for name in names {
      let account = try run.values.account(name)
      if let other = account.population {
        guard population == nil || population == other else {
          throw run.usage("The accounts have to be of one population: contacts or agents.")
        }
        population = other
      }
      accounts.append(account)
    }
    guard let population else {
      throw run.usage("Contacts or agents? Say --contact or --agent.")
    }
    let owners = names.isEmpty ? "every \(population)" : Times.count(Int64(names.count), "account")
    try run.confirm("Require a new password of \(owners)?")
    var ids: [Int64] = []
    for account in accounts { ids.append(try await run.accountID(of: account)) }
    let answer = try await run.call(
      Accounts.RequirePasswordChangeOfMany(
        accountIDs: names.isEmpty ? nil : ids, population: population, compromised: isCompromised,
        confirmed: true))
    try run.show(answer) { answer in
      let changed = Times.count(answer.changed, "account")
      return Layout.card(
        "A new password is required at the next sign-in of \(changed).",
        [
          ("left out", answer.skipped == 0 ? nil : Times.count(answer.skipped, "account")),
          ("sessions", isCompromised ? "ended" : nil),
        ])
    }
  }
}
