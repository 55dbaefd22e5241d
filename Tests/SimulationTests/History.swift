import LatchkeyApplication
import LatchkeyDomain
import LatchkeySchema
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
  var ids: [AccountID] = []
  var roles: [RoleID] = []
  var passwords: [[String]] = []
  var trace: [String] = []
  /// Calls that were carried out, and calls that were refused.
  var counts = (done: 0, refused: 0)
  /// Sessions and tokens that are looked at after every step: those that are not dead for good.
  var watchedSessions: [(index: Int, digest: TokenDigest)] = []
  var watchedTokens: [(index: Int, digest: TokenDigest)] = []
  /// How many of the model's were taken on.
  var known = (sessions: 0, tokens: 0)
  /// The audit's last sequence.
  var entries: Int64 = 0
  private var fresh = 0

  /// A history on a desk of its own, which begins as the template says.
  init(seed: UInt64, from beginning: Beginning) throws {
    // One in sixteen writes real messages into a real Maildir.
    self.desk = try TestDesk(
      seed: seed, deliveriesAtOnce: 1, template: beginning.template, inMemory: true,
      links: seed % 16 == 0 ? nil : LinkBox())
    self.seed = seed
    self.ids = [beginning.administrator]
    self.roles = beginning.roles
    self.numbers = SeededNumbers(seed: seed)
    self.model = Model(now: self.desk.clock.now().milliseconds)
  }

  /// Plays from 8 to 20 steps with three to five people.
  func play() async throws {
    try await self.begin(people: self.pick(3...5))
    try await self.check(after: "the beginning", entries: nil)
    try await self.arrive()
    for _ in 0..<self.pick(8...20) { try await self.step() }
    try await self.check(after: "the end", entries: nil, isThorough: true)
  }

  private func begin(people: Int) async throws {
    self.passwords = [[Beginning.password]]
    self.model.accounts = [
      Model.Account(
        email: Beginning.email, credential: .active(Beginning.password),
        isAccountAdministrator: true)
    ]
    for index in 1..<people {
      let role = self.pick(0...4)
      let isPending = self.pick(0...3) == 0
      let password = "Sim-First-\(index)!"
      let colleague = try await self.desk.account(
        "p\(index)@example.com", name: "P Q", roles: role < 4 ? [self.roles[role]] : [],
        password: isPending ? nil : password)
      self.ids.append(colleague.id)
      self.passwords.append([password])
      self.model.accounts.append(
        Model.Account(
          email: colleague.email, credential: isPending ? .none : .active(password),
          role: role < 4 ? role : nil))
    }
  }

  // MARK: Choices

  func pick(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self.numbers) }

  func person() -> Int { self.pick(0...self.model.accounts.count - 1) }

  /// A session: most often one that works and belongs to somebody who may do much.
  func session() -> Int? {
    guard !self.model.sessions.isEmpty else { return nil }
    let all = self.model.sessions.indices
    if self.pick(0...4) == 0 { return all.randomElement(using: &self.numbers) }
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
    case 7...8: self.passwords[index].randomElement(using: &self.numbers) ?? "Sim-None!"
    default: "Sim-Wrong-9!"
    }
  }

  /// A new password; nil for a weak one.
  func newPassword(for index: Int) -> String? {
    guard self.pick(0...7) > 0 else { return nil }
    self.fresh += 1
    let password = "Sim-Fresh-\(self.fresh)!"
    self.passwords[index].append(password)
    return password
  }

  func newEmail() -> String {
    self.fresh += 1
    return "n\(self.fresh)@example.com"
  }

  func call(_ session: Int) -> Call {
    Call(principal: .console, session: self.model.sessions[session].text)
  }

  // MARK: Comparing

  /// Compares what a call answered with what was expected, then everything that can be seen.
  func compare(
    _ words: String, _ expected: Model.Expectation, _ body: () async throws -> Void
  ) async throws {
    let before = self.entries
    let reason = try await self.desk.reason(body)
    guard reason == expected.reason else {
      throw self.disagreement(
        words, "answered \(Self.text(reason)), expected \(Self.text(expected.reason))")
    }
    if reason == nil { self.counts.done += 1 } else { self.counts.refused += 1 }
    try await self.check(after: words, entries: before + Int64(expected.entries))
  }

  /// Compares everything that can be seen.
  func check(after words: String, entries: Int64?, isThorough: Bool = false) async throws {
    let sight = try await self.look(isThorough: isThorough)
    if let entries, sight.entries != entries {
      throw self.disagreement(words, "I15: \(sight.entries) audit entries, expected \(entries)")
    }
    if let difference = self.difference(sight) { throw self.disagreement(words, difference) }
    self.entries = sight.entries
    self.forgetTheDead()
    self.trace.append(words)
  }

  func disagreement(_ words: String, _ problem: String) -> Disagreement {
    Disagreement(
      description: "seed \(self.seed), step \(self.trace.count), \(words): \(problem). Before: "
        + self.trace.suffix(60).joined(separator: "; "))
  }

  private static func text(_ reason: Reason?) -> String { reason?.rawValue ?? "done" }
}
