import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema
import LatchkeyTesting

extension History {
  /// One step at random.
  func step() async throws {
    switch self.pick(0...99) {
    case 0..<14: try await self.run(self.signIn(self.person()))
    case 14..<18: try await self.arrive()
    case 18..<35: if let session = self.session() { try await self.run(self.own(session)) }
    case 35..<40: try await self.run(self.requestReset(self.person()))
    case 40..<48: try await self.deliver()
    case 48..<58: if let token = self.token() { try await self.run(self.use(token)) }
    case 58..<83: if let session = self.session() { try await self.run(self.staff(session)) }
    case 83..<86: try await self.several()
    case 86..<88: try await self.enroll()
    case 88: try await self.guess(self.person())
    case 89: try await self.rarely()
    case 90 where self.pick(0...2) == 0: try await self.foreignTokens()
    case 90..<92:
      if let session = self.session() { try await self.crash(during: self.staff(session)) }
    default: try await self.time()
    }
  }

  /// Two or three calls at once, now and then the same one.
  private func several() async throws {
    var actions: [Action] = []
    if self.pick(0...2) == 0, let token = self.token() {
      // One token in several hands (I1).
      for _ in 0..<self.pick(2...3) { actions.append(self.spend(token)) }
    } else {
      for _ in 0..<self.pick(2...3) {
        if self.pick(0...3) == 0, let token = self.token() {
          actions.append(self.spend(token))
        } else if let session = self.session() {
          actions.append(self.staff(session))
        }
      }
    }
    guard actions.count > 1 else { return }
    // A name that only one of them can have is taken by one.
    try await self.atOnce(actions)
  }

  // MARK: People

  func signIn(_ index: Int, password: String? = nil) -> Action {
    let typed = password ?? self.password(of: index)
    let identifier = self.identifier(of: index)
    let population = self.model.accounts[index].population
    let desk = self.desk
    return Action(.signInSignIn, "\(identifier) signs in with \(typed)") {
      $0.signIn(identifier, population, typed)
    } perform: {
      Outcome(try await desk.tryPassword(identifier, typed, population))
    }
  }

  /// Somebody who may do much comes to work: signs in and proves it, as far as that goes.
  func arrive() async throws {
    let mighty = self.model.accounts.indices.filter {
      self.model.accounts[$0].population == .agent && self.model.permissions($0).count > 2
    }
    guard let index = mighty.randomElement(using: &self.numbers),
      let password = self.model.accounts[index].credential.password
    else { return }
    let sessions = self.model.sessions.count
    try await self.run(self.signIn(index, password: password))
    try await self.goOn(index)
    guard self.model.sessions.count > sessions else { return }
    try await self.run(self.stepUp(sessions, password))
  }

  /// Somebody guesses until it locks, or nearly.
  func guess(_ index: Int) async throws {
    let limit = Int(self.model.rules["throttles.password_limit"])
    for _ in 0..<self.pick(1...limit + 1) {
      try await self.run(self.signIn(index, password: "Sim-Guess-1!"))
    }
  }

  func stepUp(_ session: Int, _ typed: String) -> Action {
    let call = self.call(session)
    let desk = self.desk
    return Action(.signInReauthenticate, "proves by \(typed)", by: session) {
      $0.stepUp(session, typed)
    } _: {
      try await desk.desk.signIn.reauthenticate(call, password: Secret(typed))
    }
  }

  /// What the owner of a session does with it.
  private func own(_ session: Int) -> Action {
    let index = self.model.sessions[session].account
    let call = self.call(session)
    let text = self.model.sessions[session].text
    let desk = self.desk
    let typed = self.password(of: index)
    switch self.pick(0...17) {
    case 0...3:
      return self.stepUp(session, typed)
    case 14...17:
      return self.ownDevice(session)
    case 10...11:
      return self.propose(session)
    case 12...13:
      return self.read(session)
    case 4...5:
      let new = self.pick(0...5) == 0 ? typed : self.newPassword(for: index)
      return Action(.passwordsChangePassword, "changes \(typed) to \(new)", by: session) {
        $0.change(session, from: typed, to: new)
      } _: {
        try await desk.desk.passwords.changePassword(
          call, current: Secret(typed), new: Secret(new),
          endCurrentSession: false)
      }
    case 6...7:
      return Action(.sessionsVerifySession, "is verified", by: session) {
        $0.verify(session)
      } _: {
        try await desk.desk.sessions.verifySession(desk.verifierCall, token: text)
      }
    case 8:
      let includingCurrent = self.pick(0...1) == 0
      return Action(
        .sessionsRevokeOwnSessions, "ends own sessions, this \(includingCurrent)", by: session
      ) {
        $0.revokeOwn(session, includingCurrent: includingCurrent)
      } _: {
        try await desk.desk.sessions.revokeOwnSessions(
          call, session: nil, includingCurrent: includingCurrent)
      }
    default:
      return Action(.signInSignOut, "signs out", by: session) {
        $0.signOut(session)
      } _: {
        try await desk.desk.signIn.signOut(call)
      }
    }
  }

  private func requestReset(_ index: Int) -> Action {
    let population = self.model.accounts[index].population
    let email = self.model.accounts[index].emails.first ?? "nobody@example.com"
    let desk = self.desk
    return Action(.recoveryRequestPasswordReset, "\(email) forgot the password") {
      $0.requestReset(email, population)
    } _: {
      try await desk.desk.recovery.requestPasswordReset(
        desk.anonymous(), population: population, address: try EmailAddress(email))
    }
  }

  // MARK: Links and tickets

  private func deliver() async throws {
    let due = self.model.due
    let received = try await self.desk.deliverLinks()
    for index in due {
      let mail = self.model.mails[index]
      self.model.mails[index].isDone = true
      guard let kind = mail.kind else { continue }
      let token = received.last { $0.id == Int64(index + 1) }?.token
      guard self.model.stands(mail) == (token != nil) else {
        throw self.disagreement("mail is delivered", "I20: the link in mail \(index + 1)")
      }
      if let token { self.model.mint(token, self.digest(token), kind, mail.account) }
    }
    try await self.check(after: "mail is delivered", entries: due.count)
  }

  private func token() -> Int? {
    guard !self.model.tokens.isEmpty else { return nil }
    let all = self.model.tokens.indices
    let working = all.filter { self.model.refusal(of: self.model.tokens[$0]) == nil }
    return self.pick(0...3) == 0
      ? all.randomElement(using: &self.numbers)
      : working.randomElement(using: &self.numbers) ?? all.randomElement(using: &self.numbers)
  }

  private func use(_ token: Int) -> Action {
    let found = self.model.tokens[token]
    let population = self.model.accounts[found.account].population
    let desk = self.desk
    switch self.pick(0...9) {
    case 0:
      return Action(.recoveryReportUnexpectedReset, "t\(token) is reported") {
        $0.report(token, population)
      } _: {
        try await desk.desk.recovery.reportUnexpectedReset(
          desk.anonymous(), token: found.text, population: population)
      }
    case 1:
      return Action(.recoveryInspectLink, "t\(token) is looked at") {
        $0.inspect(token, population)
      } _: {
        try await desk.desk.recovery.inspectLink(
          desk.anonymous(), token: found.text, population: population)
      }
    default:
      return self.spend(token)
    }
  }

  /// What a token is there for.
  func spend(_ token: Int) -> Action {
    guard self.pick(0...9) > 0 else { return self.complete(token) }
    switch self.model.tokens[token].kind {
    case .code: return self.show(token)
    case .enrollment: return self.enroll(by: token)
    case .reset, .staffReset, .activation, .ticket, .emailChange: return self.complete(token)
    }
  }

  /// A password for a token; now and then as what it is not (I3).
  private func complete(_ token: Int) -> Action {
    let found = self.model.tokens[token]
    let isAsOther = self.pick(0...7) == 0 || found.kind == .code || found.kind == .enrollment
    let kind = isAsOther ? Model.Kind.allCases[self.pick(0...4)] : found.kind
    let own = self.model.accounts[found.account].population
    let other: Population = own == .agent ? .contact : .agent
    let population = self.pick(0...9) == 0 ? other : own
    let new =
      self.pick(0...6) == 0
      ? self.model.accounts[found.account].credential.password ?? "Sim1!"
      : self.newPassword(for: found.account)
    let desk = self.desk
    let method: LatchkeySchema.Method =
      switch kind {
      case .reset, .staffReset: .recoveryCompletePasswordReset
      case .activation: .recoveryCompleteActivation
      case .ticket, .code, .enrollment: .signInCompletePasswordChange
      case .emailChange: .recoveryConfirmEmailChange
      }
    return Action(method, "t\(token) as \(kind) of \(population), \(new)") {
      $0.complete(token, as: kind, population, new)
    } perform: {
      let password = Secret(new)
      switch kind {
      case .reset, .staffReset:
        try await desk.desk.recovery.completePasswordReset(
          desk.anonymous(), token: found.text, population: population, password: password)
        return .nothing
      case .activation:
        return Outcome(
          try await desk.desk.recovery.completeActivation(
            desk.anonymous(), token: found.text, population: population, password: password))
      case .ticket, .code, .enrollment:
        return Outcome(
          try await desk.desk.signIn.completePasswordChange(
            desk.anonymous(), ticket: found.text, password: password))
      case .emailChange:
        try await desk.desk.recovery.confirmEmailChange(
          desk.anonymous(), token: found.text, population: population)
        return .nothing
      }
    }
  }

  // MARK: Time

  private func time() async throws {
    switch self.pick(0...11) {
    case 0...5: try await self.moveClock()
    case 10: try await self.keep()
    case 11: try await self.renewKeysOrHashes()
    case 6...7:
      try await self.desk.restart()
      try await self.check(after: "a restart", entries: 0, isThorough: true)
    case 8:
      _ = try await self.desk.desk.server.cleanUp()
      self.model.cleanUp()
      try await self.check(after: "a clean-up", entries: 0)
    default:
      _ = try await self.desk.store.write { try $0.advanceGlobalEpoch() }
      self.model.advanceGlobalEpoch()
      try await self.check(after: "everything given out is withdrawn", entries: 0)
    }
  }

  func moveClock() async throws {
    let minute = Model.minute
    let moves: [Int64] = [
      1, 30_000, minute, 5 * minute - 1, 5 * minute, 15 * minute, 60 * minute - 1, 60 * minute,
      120 * minute - 1, 120 * minute, 720 * minute, 2_880 * minute, 10_080 * minute, -1,
      -5 * minute, -60 * minute, -1_440 * minute,
    ]
    let move = moves[self.pick(0...moves.count - 1)]
    self.desk.clock.move(by: move)
    self.model.now += move
    try await self.check(after: "the clock moves by \(move)", entries: 0)
  }
}
