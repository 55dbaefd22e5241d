import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema
import LatchkeyTesting

extension History {
  /// Gives an account a device before the history begins.
  func equip(_ index: Int, _ account: inout Model.Account) async throws {
    let id = Self.id(index)
    var bytes = (0..<DeviceText.seedByteCount).map { _ in UInt8(self.pick(0...255)) }
    let key = DeviceText.base32(Secret(copying: bytes))
    let nonce = (0..<SealedSeed.nonceByteCount).map { _ in UInt8(self.pick(0...255)) }
    let device = LatchkeyDomain.Device(
      account: id, seed: self.desk.vault.seal(Secret(copying: bytes), for: id, nonce: nonce),
      lastStep: TimeStep(number: 0), enrolledAt: self.desk.clock.now())
    var texts: [String] = []
    var digests: [[UInt8]] = []
    for _ in 0..<RecoveryCode.count {
      bytes = (0..<RecoveryCode.byteCount).map { _ in UInt8(self.pick(0...255)) }
      texts.append(RecoveryCode.write(bytes).revealed)
      digests.append(
        self.desk.vault.digest(recoveryCode: Secret(copying: bytes), of: id))
    }
    let codes = digests
    try await self.desk.store.write { transaction in
      guard var owner = try transaction.account(id) else { return }
      owner.addSecondFactor()
      try transaction.update(owner)
      try transaction.insert(device, recoveryCodes: codes)
    }
    self.seeds += 1
    self.recoveryCodes[index] = texts
    account.epoch += 1
    account.device = Model.Device(
      seed: Model.Seed(number: self.seeds, device: TestDevice(key: key)), lastStep: 0,
      recoveryCodes: Set(texts))
  }

  // MARK: What is typed

  /// A code of an account's device: most often one that is right.
  private func code(of index: Int, orRecovery: Bool = false) -> Model.Typed {
    guard let device = self.model.accounts[index].device else { return .wrong("12345") }
    if orRecovery, self.pick(0...3) == 0 { return self.recoveryCode(of: index, device) }
    return self.code(of: device.seed, after: device.lastStep)
  }

  /// Right, used before, too early, too late, or none at all.
  private func code(of seed: Model.Seed, after last: Int64) -> Model.Typed {
    let accepted = self.model.acceptedSteps
    let step = TimeStep(at: self.desk.clock.now()).number
    return switch self.pick(0...11) {
    case 0: .wrong(self.pick(0...1) == 0 ? "12345" : "no code")
    case 1: .shown(seed, step: max(last, accepted.lowerBound))
    case 2: .shown(seed, step: accepted.lowerBound)
    case 3: .shown(seed, step: accepted.upperBound)
    case 4: .shown(seed, step: step + 1_000)
    default: .shown(seed, step: accepted.first { $0 > last } ?? step)
    }
  }

  /// One that is left, one that was used or replaced, or one that never was.
  private func recoveryCode(of index: Int, _ device: Model.Device) -> Model.Typed {
    let known = self.recoveryCodes[index, default: []]
    let left = known.filter(device.recoveryCodes.contains)
    let none = "aaaa-aaaa-aaaa-aaaa-aaaa-aaaa"
    return switch self.pick(0...5) {
    case 0: .recovery(none)
    case 1: .recovery(known.randomElement(using: &self.numbers) ?? none)
    default: .recovery(left.randomElement(using: &self.numbers) ?? none)
    }
  }

  private static func text(_ typed: Model.Typed) -> Secret {
    switch typed {
    case .wrong(let text), .recovery(let text): Secret(text)
    case .shown(let seed, let step):
      seed.device.code(at: Timestamp(milliseconds: step * Model.step))
    }
  }

  private static func words(_ typed: Model.Typed) -> String {
    switch typed {
    case .wrong(let text): text
    case .recovery(let text): text
    case .shown(let seed, let step): "the code of d\(seed.number) in \(step)"
    }
  }

  // MARK: Sign-in

  /// A code for a ticket.
  func show(_ token: Int) -> Action {
    self.show(token, self.code(of: self.model.tokens[token].account, orRecovery: true))
  }

  private func show(_ token: Int, _ typed: Model.Typed) -> Action {
    let ticket = self.model.tokens[token].text
    let text = Self.text(typed)
    let desk = self.desk
    let isRecovery = if case .recovery = typed { true } else { false }
    return Action(.signInCompleteSecondFactor, "t\(token) with \(Self.words(typed))") {
      $0.show(token, typed)
    } perform: {
      Outcome(
        try await desk.desk.signIn.completeSecondFactor(
          desk.anonymous(), ticket: ticket, code: isRecovery ? .recovery(text) : .device(text)))
    }
  }

  /// Somebody who has shown the password shows the code, or gets a device, as far as that goes.
  func goOn(_ index: Int) async throws {
    guard let token = self.model.tokens.indices.last,
      self.model.tokens[token].account == index,
      self.model.refusal(of: self.model.tokens[token]) == nil
    else { return }
    switch self.model.tokens[token].kind {
    case .code: try await self.run(self.show(token))
    case .enrollment:
      try await self.run(self.begin(.ticket(token)))
      try await self.run(self.confirm(.ticket(token)))
    case .reset, .staffReset, .activation, .ticket, .emailChange: break
    }
  }

  // MARK: Getting a device

  private func call(_ claim: Model.Claim) -> (Call, ticket: Secret?, by: Int?) {
    switch claim {
    case .session(let session): (self.call(session), nil, session)
    case .ticket(let token): (self.desk.anonymous(), self.model.tokens[token].text, nil)
    }
  }

  private func begin(_ claim: Model.Claim) -> Action {
    let (call, ticket, session) = self.call(claim)
    let desk = self.desk
    return Action(
      .secondFactorBeginTOTPEnrollment, "begins with a device, \(claim)", by: session,
      expect: { $0.beginEnrollment(claim) },
      perform: {
        .device(try await desk.desk.secondFactor.beginTOTPEnrollment(call, ticket: ticket).seed)
      })
  }

  private func confirm(_ claim: Model.Claim) -> Action {
    let index =
      switch claim {
      case .session(let session): self.model.sessions[session].account
      case .ticket(let token): self.model.tokens[token].account
      }
    let (call, ticket, session) = self.call(claim)
    let typed: Model.Typed =
      if let seed = self.model.accounts[index].enrollment?.seed {
        self.code(of: seed, after: -1)
      } else {
        self.code(of: index)
      }
    let code = Self.text(typed)
    let desk = self.desk
    return Action(
      .secondFactorConfirmTOTPEnrollment,
      "shows \(Self.words(typed)) of the new device, \(claim)", by: session,
      expect: { $0.confirmEnrollment(claim, typed) },
      perform: {
        let enrolled = try await desk.desk.secondFactor.confirmTOTPEnrollment(
          call, code: code, ticket: ticket)
        return .recoveryCodes(enrolled.recoveryCodes, enrolled.signIn)
      })
  }

  /// What a ticket for a device is there for.
  func enroll(by token: Int) -> Action {
    let account = self.model.accounts[self.model.tokens[token].account]
    return account.enrollment?.seed != nil && self.pick(0...4) > 0
      ? self.confirm(.ticket(token)) : self.begin(.ticket(token))
  }

  /// Somebody gets a device from beginning to end, as far as that goes.
  func enroll() async throws {
    guard let session = self.session() else { return }
    if self.pick(0...1) == 0, let password = self.passwordOfOwner(session) {
      try await self.run(self.stepUp(session, password))
    }
    try await self.run(self.begin(.session(session)))
    if self.pick(0...4) == 0 { try await self.moveClock() }
    try await self.run(self.confirm(.session(session)))
  }

  private func passwordOfOwner(_ session: Int) -> String? {
    self.model.accounts[self.model.sessions[session].account].credential.password
  }

  // MARK: Having one

  /// What the owner of a session does with the own device.
  func ownDevice(_ session: Int) -> Action {
    let call = self.call(session)
    let desk = self.desk
    switch self.pick(0...9) {
    case 0:
      return Action(.secondFactorGetStatus, "looks at the own device", by: session) {
        $0.lookAtOwn(session)
      } _: {
        try await desk.desk.secondFactor.getStatus(call)
      }
    case 1: return self.begin(.session(session))
    case 2: return self.confirm(.session(session))
    case 3...4: return self.disable(session)
    case 5...6:
      return Action(
        .secondFactorRegenerateRecoveryCodes, "makes other recovery codes", by: session,
        expect: { $0.renewRecoveryCodes(session) },
        perform: {
          .recoveryCodes(try await desk.desk.secondFactor.regenerateRecoveryCodes(call), nil)
        })
    default:
      let typed = self.code(of: self.model.sessions[session].account)
      let code = Self.text(typed)
      return Action(.signInReauthenticate, "proves by \(Self.words(typed))", by: session) {
        $0.stepUp(session, byCode: typed)
      } _: {
        try await desk.desk.signIn.reauthenticate(call, code: code)
      }
    }
  }

  func disable(_ session: Int) -> Action {
    let call = self.call(session)
    let desk = self.desk
    return Action(.secondFactorDisableSecondFactor, "gives the device up", by: session) {
      $0.disableDevice(session)
    } _: {
      try await desk.desk.secondFactor.disableSecondFactor(call)
    }
  }

  func resetDevice(_ session: Int, _ target: Int) -> Action {
    let call = self.call(session)
    let desk = self.desk
    return Action(
      .secondFactorResetSecondFactor, "takes the device of p\(target) away", by: session
    ) {
      $0.resetDevice(session, target)
    } _: {
      try await desk.desk.secondFactor.resetSecondFactor(call, of: .id(Self.id(target)), reason: "")
    }
  }
}
