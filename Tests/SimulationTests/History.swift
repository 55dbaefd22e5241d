import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema
import LatchkeyTestBasics
import LatchkeyTesting

/// One random history on a real desk, with the model beside it.
final class History {
  /// The desk and the model disagree.
  struct Disagreement: Error, CustomStringConvertible {
    let description: String
  }

  let desk: TestDesk
  let seed: UInt64
  var model: Model
  var numbers: SeededNumbers
  /// Every password that an account ever had, and the generated ones.
  var passwords: [Int: [String]] = [:]
  var trace: [String] = []
  /// Calls that were carried out and calls that were refused, by method.
  var done: [Method: Int] = [:]
  var refused = 0
  /// Crashes that lost the call that ran, and those that kept it.
  var crashes = (lost: 0, kept: 0)
  /// Sessions and tokens that are looked at after every step: those that are not dead for good.
  var watchedSessions: [Int] = []
  var watchedTokens: [Int] = []
  /// How many of the model's were taken on.
  var known = (sessions: 0, tokens: 0)
  /// The audit's last sequence.
  var entries: Int64
  /// A copy of the store, if one was made.
  var copy: Copy?
  private var fresh = 0
  /// Seeds of devices that were ever shown.
  var seeds = 0
  /// Every recovery code that an account ever had.
  var recoveryCodes: [Int: [String]] = [:]

  /// A history on a desk of its own, which begins as the template says.
  init(seed: UInt64, from beginning: Beginning) throws {
    // One in sixteen writes real messages into a real Maildir.
    self.desk = try TestDesk(
      seed: seed, deliveriesAtOnce: 1, template: beginning.template, inMemory: true,
      links: seed % 16 == 0 ? nil : LinkBox())
    self.seed = seed
    self.numbers = SeededNumbers(seed: seed)
    self.model = Model(now: self.desk.clock.now().milliseconds)
    self.entries = beginning.entries
  }

  /// Plays from 8 to 16 steps with some agents and contacts.
  func play() async throws {
    try await self.decide()
    try await self.begin(agents: self.pick(2...4), contacts: self.pick(1...3))
    try await self.check(after: "the beginning", entries: 0)
    try await self.arrive()
    for _ in 0..<self.pick(8...16) { try await self.step() }
    try await self.check(after: "the end", entries: 0, isThorough: true)
    if self.seed.isMultiple(of: 40) { try await self.searchForSecrets() }
  }

  private func begin(agents: Int, contacts: Int) async throws {
    self.model.roles = Model.builtInRoles + Model.customRoles
    self.passwords[0] = [Beginning.password]
    self.model.accounts = [
      Model.Account(
        emails: [Beginning.email], credential: .active(Beginning.password),
        isAccountAdministrator: true)
    ]
    // Two contacts may share an address (D16), and a person may be agent and contact (D17).
    let addresses = ["c0@example.org", "c1@example.org", "p1@example.com"]
    for index in 1..<agents + contacts {
      var account = Model.Account()
      if index < agents {
        account.emails = ["p\(index)@example.com"]
        if self.pick(0...4) > 0 { account.roles = [self.pick(1...self.model.roles.count - 1)] }
      } else {
        account.population = .contact
        account.emails = self.pick(0...5) > 0 ? [addresses[self.pick(0...2)]] : []
        if self.pick(0...1) == 0 { account.loginName = "name\(index)" }
      }
      let password = "Sim-First-\(index)!"
      if self.pick(0...3) > 0 { account.credential = .active(password) }
      try await self.store(account)
      if self.pick(0...3) == 0 { try await self.equip(index, &account) }
      self.passwords[index] = [password]
      self.model.accounts.append(account)
    }
  }

  /// Some desks have the User Activation email off from the beginning (S0.7, S0.8), and on some a
  /// second factor must be had.
  private func decide() async throws {
    var decided: [(name: String, value: Int)] = []
    if self.pick(0...2) == 0 { decided.append(("notifications.user_activation_email", 1)) }
    if self.pick(0...7) == 0 { decided.append(("second_factor.agents_from", self.pick(1...2))) }
    if self.pick(0...5) == 0 { decided.append(("second_factor.contacts_from", self.pick(1...2))) }
    if self.pick(0...7) == 0 {
      decided += [("second_factor.roles", self.pick(1...2)), ("second_factor.roles_from", 1)]
    }
    guard !decided.isEmpty else { return }
    let now = self.desk.clock.now()
    var changes: [StoredSettings.Change] = []
    for (name, value) in decided {
      guard let choice = Model.Rules.choices.first(where: { $0.name == name }) else { continue }
      let chosen = choice.values[value]
      changes.append(StoredSettings.Change(setting: name, value: chosen.text))
      _ = self.model.rules.decide(name, chosen.number)
    }
    let wanted = changes
    try await self.desk.store.write { transaction in
      var stored = try transaction.storedSettings()
      try stored.apply(wanted, profile: nil, on: DeskSettings(), at: now)
      try transaction.setStoredSettings(stored)
    }
    try await self.desk.desk.settings.reload()
  }

  private func store(_ account: Model.Account) async throws {
    var credential = LatchkeyDomain.Credential.none
    if case .active(let password) = account.credential {
      credential = .active(try await self.desk.hasher.hash(Secret(password)))
    }
    let new = NewAccount(
      population: account.population, displayName: try DisplayName("P Q"), locale: "en",
      loginName: try account.loginName.map { (text) throws in try LoginName(text) },
      emails: try account.emails.map { (text) throws in try EmailAddress(text) }, phone: nil,
      credential: credential, roles: account.roles.sorted().map(Self.roleID),
      isAccountAdministrator: false, createdAt: self.desk.clock.now())
    _ = try await self.desk.store.write { try $0.insert(new) }
  }

  /// The desk numbers accounts and roles in the order in which they are made.
  static func id(_ index: Int) -> AccountID { AccountID(rawValue: Int64(index + 1)) }
  static func roleID(_ index: Int) -> RoleID { RoleID(rawValue: Int64(index + 1)) }

  // MARK: Choices

  func pick(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self.numbers) }

  func person() -> Int { self.pick(0...self.model.accounts.count - 1) }

  /// Somebody of a population most often.
  func person(_ population: Population) -> Int {
    let fitting = self.model.accounts.indices.filter {
      self.model.accounts[$0].population == population && !self.model.accounts[$0].isEnded
    }
    return self.pick(0...9) == 0
      ? self.person() : fitting.randomElement(using: &self.numbers) ?? self.person()
  }

  /// A session: most often one that works and belongs to somebody who may do much.
  func session() -> Int? {
    guard !self.model.sessions.isEmpty else { return nil }
    let all = self.model.sessions.indices
    if self.pick(0...6) == 0 { return all.randomElement(using: &self.numbers) }
    let working = all.filter { self.model.refusal(of: self.model.sessions[$0]) == nil }
    let mighty = working.filter {
      self.model.permissions(self.model.sessions[$0].account).count > 2
    }
    let proved = mighty.filter(self.model.isProved)
    for choice in [proved, mighty, working] where self.pick(0...3) > 0 {
      if let session = choice.randomElement(using: &self.numbers) { return session }
    }
    return all.randomElement(using: &self.numbers)
  }

  /// A password of a person: the one in force, one that was, or one that never was.
  func password(of index: Int) -> String {
    switch self.pick(0...9) {
    case 0...6: self.model.accounts[index].credential.password ?? "Sim-None!"
    case 7...8:
      self.passwords[index, default: []].randomElement(using: &self.numbers) ?? "Sim-None!"
    default: "Sim-Wrong-9!"
    }
  }

  /// A new password, now and then a weak one.
  func newPassword(for index: Int) -> String {
    guard self.pick(0...7) > 0 else { return "Sim1!" }
    self.fresh += 1
    let password = "Sim-Fresh\(self.fresh)!" + (self.pick(0...1) == 0 ? "long" : "")
    self.passwords[index, default: []].append(password)
    return password
  }

  func newName(_ prefix: String) -> String {
    self.fresh += 1
    return "\(prefix)\(self.fresh)"
  }

  /// A new address, or one that somebody has.
  func email() -> String {
    if self.pick(0...3) == 0 {
      let known = self.model.accounts.compactMap(\.emails.first)
      if let email = known.randomElement(using: &self.numbers) { return email }
    }
    return self.newName("n") + "@example.com"
  }

  /// Something that a person may type to say who they are.
  func identifier(of index: Int) -> String {
    self.model.identifiers(index).randomElement(using: &self.numbers) ?? "nobody@example.com"
  }

  func call(_ session: Int) -> Call {
    Call(principal: .console, session: self.model.sessions[session].text)
  }

  func disagreement(_ words: String, _ problem: String) -> Disagreement {
    Disagreement(
      description: "seed \(self.seed), step \(self.trace.count), \(words): \(problem). Before: "
        + self.trace.suffix(60).joined(separator: "; "))
  }
}
