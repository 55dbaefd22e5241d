import LatchkeyApplication
import LatchkeyDomain
import LatchkeySchema
import LatchkeyTesting

extension History {
  /// One step at random.
  func step() async throws {
    switch self.pick(0...99) {
    case 0..<16: try await self.signIn(self.person())
    case 16..<20: try await self.arrive()
    case 20..<28: if let session = self.session() { try await self.stepUp(session) }
    case 28..<33: if let session = self.session() { try await self.changePassword(session) }
    case 33..<37: if let session = self.session() { try await self.useSession(session) }
    case 37..<43: try await self.requestReset(self.person())
    case 43..<51: try await self.deliver()
    case 51..<62: try await self.useToken()
    case 62..<67: if let session = self.session() { try await self.setPassword(session) }
    case 67..<86:
      if let session = self.session() {
        let action = self.staffAction(session)
        let expected = action.expect(&self.model)
        try await self.compare(action.words, expected, action.perform)
      }
    case 86..<89: if let session = self.session() { try await self.two(session) }
    case 89..<91: try await self.completeTwice()
    case 91..<94: try await self.guess(self.person())
    case 94..<98: try await self.moveClock()
    default:
      try await self.desk.restart()
      try await self.check(after: "restart", entries: nil, isThorough: true)
    }
  }

  // MARK: People

  func signIn(_ index: Int, password: String? = nil) async throws {
    let typed = password ?? self.password(of: index)
    let email = self.model.accounts[index].email
    let before = self.model
    switch self.model.signIn(index, typed) {
    case .refused(let expected):
      try await self.compare("p\(index) signs in with \(typed)", expected) {
        _ = try await self.desk.tryPassword(email, typed)
      }
    case .session, .ticket:
      let entries = self.entries
      let result: LatchkeyApplication.SignInResult
      do {
        result = try await self.desk.tryPassword(email, typed)
      } catch let refusal as Refusal {
        self.model = before
        throw self.disagreement(
          "p\(index) signs in with \(typed)", "answered \(refusal.reason.rawValue)")
      }
      switch (result, before.accounts[index].credential) {
      case (.session(let session), .active): self.model.issue(session.token, to: index)
      case (.passwordChangeRequired(let ticket), .temporary),
        (.passwordChangeRequired(let ticket), .mustChange):
        self.model.mint(ticket.token, .ticket, index, lifetime: 15 * Model.minute)
      default:
        throw self.disagreement("p\(index) signs in", "I7: a session where a ticket belongs")
      }
      self.counts.done += 1
      try await self.check(after: "p\(index) signs in with \(typed)", entries: entries + 1)
    }
  }

  /// Somebody who may do much comes to work: signs in and proves it, as far as that goes.
  func arrive() async throws {
    let mighty = self.model.accounts.indices.filter { self.model.permissions($0).count > 2 }
    guard let index = mighty.randomElement(using: &self.numbers),
      let password = self.model.accounts[index].credential.password
    else { return }
    let sessions = self.model.sessions.count
    try await self.signIn(index, password: password)
    guard self.model.sessions.count > sessions else { return }
    try await self.stepUp(sessions, password: password)
  }

  /// Somebody guesses until it locks, or nearly.
  func guess(_ index: Int) async throws {
    for _ in 0..<self.pick(3...11) { try await self.signIn(index, password: "Sim-Guess-1!") }
  }

  func stepUp(_ session: Int, password: String? = nil) async throws {
    let index = self.model.sessions[session].account
    let typed = password ?? self.password(of: index)
    let call = self.call(session)
    let expected = self.model.stepUp(session, typed)
    try await self.compare("session \(session) of p\(index) proves by \(typed)", expected) {
      _ = try await self.desk.desk.reauthenticate(call, password: SecretBytes(text: typed))
    }
  }

  func changePassword(_ session: Int) async throws {
    let index = self.model.sessions[session].account
    let typed = self.password(of: index)
    let new = self.pick(0...5) == 0 ? typed : self.newPassword(for: index)
    let call = self.call(session)
    let expected = self.model.change(session, from: typed, to: new)
    try await self.compare("p\(index) changes \(typed) to \(new ?? "weak")", expected) {
      _ = try await self.desk.desk.changePassword(
        call, current: SecretBytes(text: typed), new: SecretBytes(text: new ?? "weak"),
        endCurrentSession: false)
    }
  }

  func useSession(_ session: Int) async throws {
    let call = self.call(session)
    guard self.pick(0...2) == 0 else {
      let text = self.model.sessions[session].text
      let expected = self.model.verify(session)
      return try await self.compare("session \(session) is verified", expected) {
        _ = try await self.desk.desk.verifySession(self.desk.verifierCall, token: text)
      }
    }
    let expected = self.model.signOut(session)
    try await self.compare("session \(session) signs out", expected) {
      try await self.desk.desk.signOut(call)
    }
  }

  func requestReset(_ index: Int) async throws {
    let address = try EmailAddress(self.model.accounts[index].email)
    let expected = self.model.requestReset(index)
    try await self.compare("p\(index) forgot the password", expected) {
      try await self.desk.desk.requestPasswordReset(
        self.desk.anonymous(), population: .agent, address: address)
    }
  }

  func setPassword(_ session: Int) async throws {
    let target = self.person()
    let new = self.newPassword(for: target)
    let oneTime = self.pick(0...1) == 0
    let call = self.call(session)
    let expected = self.model.setPassword(session, target, new, oneTime: oneTime)
    try await self.compare(
      "session \(session) sets \(new ?? "weak") for p\(target), one-time \(oneTime)", expected
    ) {
      _ = try await self.desk.desk.setAgentPassword(
        call, of: .id(self.ids[target]), password: SecretBytes(text: new ?? "weak"),
        requireChange: oneTime)
    }
  }

  // MARK: Links and tickets

  func deliver() async throws {
    let entries = self.entries
    let now = self.model.now
    let due = self.model.mails.indices
      .filter { !self.model.mails[$0].isDone && self.model.mails[$0].queuedAt <= now }
      .sorted { (self.model.mails[$0].queuedAt, $0) < (self.model.mails[$1].queuedAt, $1) }
    let received = try await self.desk.deliverLinks()
    for index in due {
      let mail = self.model.mails[index]
      self.model.mails[index].isDone = true
      guard let kind = mail.kind else { continue }
      let account = self.model.accounts[mail.account]
      let token = received.last { $0.id == Int64(index + 1) }?.token
      let stands = account.isEnabled && account.epoch == mail.epoch
      guard stands == (token != nil) else {
        throw self.disagreement("mail is delivered", "I20: the link in mail \(index + 1)")
      }
      if let token { self.model.mint(token, kind, mail.account, lifetime: mail.lifetime) }
    }
    try await self.check(after: "mail is delivered", entries: entries + Int64(due.count))
  }

  private func token() -> Int? {
    guard !self.model.tokens.isEmpty else { return nil }
    let all = self.model.tokens.indices
    let working = all.filter { self.model.refusal(of: self.model.tokens[$0]) == nil }
    return self.pick(0...3) == 0
      ? all.randomElement(using: &self.numbers)
      : working.randomElement(using: &self.numbers) ?? all.randomElement(using: &self.numbers)
  }

  func useToken() async throws {
    guard let token = self.token() else { return }
    let found = self.model.tokens[token]
    if self.pick(0...9) == 0 {
      let expected = self.model.report(token)
      return try await self.compare("token \(token) is reported", expected) {
        try await self.desk.desk.reportUnexpectedReset(
          self.desk.anonymous(), token: found.text, population: .agent)
      }
    }
    // Now and then as what it is not (I3).
    let kinds: [Model.Kind] = [.reset, .staffReset, .invitation, .ticket]
    let kind = self.pick(0...7) == 0 ? kinds[self.pick(0...3)] : found.kind
    let new =
      self.pick(0...6) == 0
      ? self.model.accounts[found.account].credential.password
      : self.newPassword(for: found.account)
    let expected = self.model.complete(token, kind, new)
    var session: IssuedSession?
    try await self.compare("token \(token) as \(kind), \(new ?? "weak")", expected) {
      session = try await Self.complete(self.desk, found.text, kind, new ?? "weak")
    }
    if let session { self.model.issue(session.token, to: found.account) }
  }

  /// Two complete one token at once: at most one wins (I1).
  func completeTwice() async throws {
    guard let token = self.token() else { return }
    let found = self.model.tokens[token]
    guard let first = self.newPassword(for: found.account),
      let second = self.newPassword(for: found.account)
    else { return }
    var alone = self.model
    let expected = alone.complete(token, found.kind, first)
    let before = self.entries
    let desk = self.desk
    let kind = found.kind
    let text = found.text
    @Sendable func attempt(_ password: String) async throws -> (Reason?, IssuedSession?) {
      do {
        return (nil, try await History.complete(desk, text, kind, password))
      } catch let refusal as Refusal {
        return (refusal.reason, nil)
      }
    }
    async let left = attempt(first)
    async let right = attempt(second)
    let results = [try await left, try await right]
    let winners = results.indices.filter { results[$0].0 == nil }
    let words = "token \(token) twice at once"
    guard winners.count == (expected.reason == nil ? 1 : 0) else {
      throw self.disagreement(words, "I1: \(winners.count) winners")
    }
    if let winner = winners.first {
      _ = self.model.complete(token, kind, winner == 0 ? first : second)
      if let session = results[winner].1 { self.model.issue(session.token, to: found.account) }
    }
    try await self.check(after: words, entries: before + Int64(expected.entries))
  }

  static func complete(
    _ desk: TestDesk, _ token: SecretBytes, _ kind: Model.Kind, _ password: String
  ) async throws -> IssuedSession? {
    let password = SecretBytes(text: password)
    switch kind {
    case .reset, .staffReset:
      try await desk.desk.completePasswordReset(
        desk.anonymous(), token: token, population: .agent, password: password)
      return nil
    case .invitation:
      return try await desk.desk.completeActivation(
        desk.anonymous(), token: token, population: .agent, password: password)
    case .ticket:
      return try await desk.desk.completePasswordChange(
        desk.anonymous(), ticket: token, password: password)
    }
  }

  // MARK: Time

  func moveClock() async throws {
    let minute = Model.minute
    let moves: [Int64] = [
      1, minute, 5 * minute - 1, 5 * minute, 15 * minute, 60 * minute - 1, 60 * minute,
      120 * minute - 1, 120 * minute, 720 * minute, 2_880 * minute, 10_080 * minute, -1,
      -5 * minute, -60 * minute, -1_440 * minute,
    ]
    let move = moves[self.pick(0...moves.count - 1)]
    self.desk.clock.move(by: move)
    self.model.now += move
    try await self.check(after: "the clock moves by \(move)", entries: nil)
  }
}
