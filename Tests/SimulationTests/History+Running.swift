import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema
import LatchkeyTesting

extension History {
  typealias Result = (reason: Reason?, outcome: Outcome)

  static func result(_ action: Action) async throws -> Result {
    do {
      return (nil, try await action.perform())
    } catch let refusal as Refusal {
      return (refusal.reason, .nothing)
    } catch let failure as Failure {
      guard let refusal = failure.refusal else { throw failure }
      return (refusal.reason, .nothing)
    }
  }

  /// Makes one call and compares what it answered, then everything that can be seen.
  func run(_ action: Action) async throws {
    let expected = action.expect(&self.model)
    let evaluations = self.desk.hasher.evaluations
    let stored = try self.storedState(isNeeded: expected.reason != nil)
    let result = try await Self.result(action)
    let cost = self.desk.hasher.evaluations - evaluations
    guard Self.fits(cost, action.method, result.reason) else {
      throw self.disagreement(action.words, "I12: \(cost) evaluations")
    }
    // Wrong guesses may lock an account: a counter that everybody can see.
    let after = try self.storedState(isNeeded: expected.reason != nil)
    let isGuess = result.reason == .invalidCredentials || result.reason == .codeInvalid
    guard isGuess || stored == after else {
      throw self.disagreement(action.words, "I19: it was refused, and something is stored")
    }
    guard result.reason == expected.reason else {
      throw self.disagreement(
        action.words,
        "answered \(Self.text(result.reason)), expected \(Self.text(expected.reason))")
    }
    guard self.receive(result.outcome, expected.gift) else {
      throw self.disagreement(action.words, "I7: it gave out something else than expected")
    }
    self.count(action, result.reason)
    try await self.check(after: action.words, entries: expected.entries)
  }

  /// Everything that is stored but sessions, which are compared one by one, in some of the histories
  /// (I19).
  private func storedState(isNeeded: Bool) throws -> [String]? {
    guard isNeeded, self.seed.isMultiple(of: 8) else { return nil }
    return try self.desk.storedState().filter { !$0.hasPrefix("session ") }
  }

  /// Whether a call of somebody who is not signed in costs what it must, whoever is meant (I12): one
  /// evaluation for a guess, none for what is refused before, and a second one only where a right
  /// password is stored anew.
  private static func fits(_ cost: Int, _ method: Method, _ reason: Reason?) -> Bool {
    switch method {
    case .signInSignIn:
      reason == .tooManyAttempts
        ? cost == 0 : reason == .invalidCredentials ? cost == 1 : (1...2).contains(cost)
    case .recoveryRequestPasswordReset, .recoveryInspectLink, .recoveryReportUnexpectedReset,
      .recoveryConfirmEmailChange, .passwordsCheckPassword, .passwordsGetPasswordPolicy,
      .signInCompleteSecondFactor:
      cost == 0
    default: true
    }
  }

  func count(_ action: Action, _ reason: Reason?) {
    if reason == nil { self.done[action.method, default: 0] += 1 } else { self.refused += 1 }
  }

  /// Tells the model a secret that was given out; false when it is not of the expected kind.
  func receive(_ outcome: Outcome, _ gift: Model.Gift?) -> Bool {
    switch (outcome, gift) {
    case (.nothing, nil): return true
    case (.session(let text), .session(let index)):
      self.model.issue(text, self.digest(text), to: index)
    case (.token(let text), .token(let kind, let index)):
      let population = self.model.accounts[index].population
      guard TokenText.read(text)?.purpose == Self.purpose(kind, population) else { return false }
      self.model.mint(text, self.digest(text), kind, index)
    case (.password(let text), .temporaryPassword(let index)):
      guard case .temporary(_, let until, let isGenerated) = self.model.accounts[index].credential
      else { return false }
      let password = text.revealed
      self.passwords[index, default: []].append(password)
      self.model.accounts[index].credential = .temporary(
        password, until: until, isGenerated: isGenerated)
    case (.device(let key), .device(let index)):
      self.seeds += 1
      self.model.accounts[index].enrollment?.seed = Model.Seed(
        number: self.seeds, device: TestDevice(key: key))
    case (.recoveryCodes(let codes, nil), .recoveryCodes(let index)):
      self.receive(codes, index)
    case (.recoveryCodes(let codes, let result?), .signInAfterEnrollment(let index, let next)):
      self.receive(codes, index)
      let gift: Model.Gift =
        switch next {
        case .session: .session(index)
        case .token(let kind): .token(kind, index)
        }
      return self.receive(Outcome(result), gift)
    default: return false
    }
    return true
  }

  private static func purpose(_ kind: Model.Kind, _ population: Population) -> TokenPurpose {
    switch kind {
    case .reset: .reset(population)
    case .staffReset: .staffReset(population)
    case .activation: .activation(population)
    case .ticket: .passwordChange(population)
    case .emailChange: .emailChange(population)
    case .code: .secondFactorTicket(population)
    case .enrollment: .enrollment(population)
    }
  }

  private func receive(_ codes: [Secret], _ index: Int) {
    let texts = codes.map(\.revealed)
    self.passwords[index, default: []] += texts
    self.recoveryCodes[index, default: []] += texts
    self.model.accounts[index].device?.recoveryCodes = Set(texts)
  }

  func digest(_ text: Secret) -> TokenDigest {
    guard let (purpose, secret) = TokenText.read(text) else {
      preconditionFailure("What the desk gives out is a token.")
    }
    return self.desk.digests.digest(purpose, secret: secret)
  }

  /// Several calls at once: results, state and audit are those of one order.
  func atOnce(_ actions: [Action]) async throws {
    let words = "at once: " + actions.map(\.words).joined(separator: " | ")
    let results = try await withThrowingTaskGroup(of: (Int, Reason?, Outcome).self) { group in
      for (index, action) in actions.enumerated() {
        group.addTask {
          let result = try await Self.result(action)
          return (index, result.reason, result.outcome)
        }
      }
      var results = actions.map { _ in Result(reason: nil, outcome: .nothing) }
      for try await (index, reason, outcome) in group { results[index] = (reason, outcome) }
      return results
    }
    let start = self.model
    let before = self.entries
    var problems: [String] = []
    for order in Self.orders(actions.count) {
      self.model = start
      self.entries = before
      if let problem = try await self.explain(results, of: actions, in: order) {
        problems.append(problem)
        continue
      }
      for (action, result) in zip(actions, results) { self.count(action, result.reason) }
      self.forgetTheDead()
      self.trace.append(words)
      return
    }
    let found = results.map { Self.text($0.reason) }
    throw self.disagreement(words, "no order explains \(found): \(problems)")
  }

  /// What speaks against an order of calls; nil when it explains everything.
  private func explain(
    _ results: [Result], of actions: [Action], in order: [Int]
  ) async throws -> String? {
    var entries = 0
    for index in order {
      let saved = self.model
      let expected = actions[index].expect(&self.model)
      if results[index].reason == .concurrentChange, expected.reason != .concurrentChange {
        // Another call came in between: it was not carried out, and may be sent again.
        self.model = saved
        continue
      }
      guard results[index].reason == expected.reason else {
        return "\(order): \(actions[index].words) would be \(Self.text(expected.reason))"
      }
      guard self.receive(results[index].outcome, expected.gift) else { return "\(order): a gift" }
      entries += expected.entries
    }
    // Looked at anew for every order: what is looked for depends on it.
    let sight = try await self.look()
    guard sight.entries == self.entries + Int64(entries) else {
      return "\(order): \(sight.entries - self.entries) entries, expected \(entries)"
    }
    if let difference = self.difference(sight) { return "\(order): \(difference)" }
    self.entries = sight.entries
    return nil
  }

  private static func orders(_ count: Int) -> [[Int]] {
    switch count {
    case 1: [[0]]
    case 2: [[0, 1], [1, 0]]
    default: [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]]
    }
  }

  /// The machine loses power while a call runs. What comes back is the state before it or after it,
  /// never half of it (I17), and its session may or may not have been noted as seen.
  func crash(during action: Action) async throws {
    let words = "a crash during: \(action.words)"
    let start = self.model
    var after = self.model
    let expected = action.expect(&after)
    guard expected.gift == nil else { return }
    let yields = self.pick(0...40)
    async let running = Self.result(action)
    for _ in 0..<yields { await Task.yield() }
    let files = try self.desk.filesNow()
    _ = try await running
    try await self.desk.comeBack(from: files)

    var candidates: [(model: Model, entries: Int)] = []
    for (model, entries) in [(start, 0), (after, expected.entries)] {
      candidates.append((model, entries))
      guard let session = action.session else { continue }
      var other = model
      if entries == 0 {
        _ = other.present(session)
      } else {
        other.sessions[session].lastSeen = start.sessions[session].lastSeen
      }
      candidates.append((other, entries))
    }
    var problems: [String] = []
    for candidate in candidates {
      self.model = candidate.model
      let sight = try await self.look(isThorough: true)
      guard sight.entries == self.entries + Int64(candidate.entries) else {
        problems.append("\(sight.entries - self.entries) entries")
        continue
      }
      guard let difference = self.difference(sight) else {
        self.entries = sight.entries
        self.forgetTheDead()
        // A call that leaves nothing behind says nothing either way.
        if expected.entries > 0 {
          if candidate.entries > 0 { self.crashes.kept += 1 } else { self.crashes.lost += 1 }
        }
        self.trace.append(words + (candidate.entries == 0 ? " (lost)" : " (kept)"))
        return
      }
      problems.append(difference)
    }
    throw self.disagreement(words, "I17: half of it came back: \(problems)")
  }

  /// Compares everything that can be seen.
  func check(after words: String, entries: Int?, isThorough: Bool = false) async throws {
    let sight = try await self.look(isThorough: isThorough)
    if let entries, sight.entries != self.entries + Int64(entries) {
      throw self.disagreement(
        words, "I15: \(sight.entries - self.entries) audit entries, expected \(entries)")
    }
    if let difference = self.difference(sight) { throw self.disagreement(words, difference) }
    if isThorough {
      let verdict = try await self.desk.desk.audit.verifyChain(Call(principal: .collector))
      guard verdict.firstBad == nil, verdict.entries == sight.entries else {
        throw self.disagreement(words, "I15: the chain breaks at \(verdict.firstBad ?? 0)")
      }
    }
    self.entries = sight.entries
    self.forgetTheDead()
    self.trace.append(words)
  }

  static func text(_ reason: Reason?) -> String { reason?.rawValue ?? "done" }
}
