import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema
import LatchkeyTesting

// The second factor: S3.18, D12. No crypto here either: a code is known by its device and its step.
extension Model {
  /// What codes come from. Each has a number of its own, by which two of them are told apart.
  struct Seed: Sendable {
    var number: Int
    var device: TestDevice
  }

  struct Device: Sendable {
    var seed: Seed
    var lastStep: Int64
    /// Those that were not used.
    var recoveryCodes: Set<String> = []
  }

  /// A device that waits for its first code.
  struct Enrollment: Sendable {
    /// Nil until the desk has said it.
    var seed: Seed?
    var epoch: Int
    var expiresAt: Int64
  }

  /// What is typed where a code is asked for.
  enum Typed: Sendable {
    case wrong(String)
    /// The code that a device shows in a step.
    case shown(Seed, step: Int64)
    case recovery(String)
  }

  static let step = TimeStep.length.milliseconds

  /// The last step whose codes are accepted now, and the two before.
  var acceptedSteps: ClosedRange<Int64> {
    let step = max(self.now, 0) / Self.step
    return max(step - 1, 0)...step + 1
  }

  static func codeKey(_ index: Int) -> String { "code \(index)" }
  static func recoveryKey(_ index: Int) -> String { "recovery code \(index)" }
  static func enrollmentKey(_ index: Int) -> String { "enrollment \(index)" }

  /// From when on an account must have a device.
  private func mustHaveDevice(_ index: Int) -> Bool {
    let account = self.accounts[index]
    guard account.population == .agent else {
      return self.rules["second_factor.contacts_from"] <= self.now
    }
    let role = Int(self.rules["second_factor.roles"]) - 1
    return self.rules["second_factor.agents_from"] <= self.now
      || account.roles.contains(role) && self.rules["second_factor.roles_from"] <= self.now
  }

  /// D12: what somebody who has shown a right secret gets. Code, password, device, session.
  func proceed(_ index: Int, hasShownCode: Bool) -> Gift {
    let account = self.accounts[index]
    if account.device != nil, !hasShownCode { return .token(.code, index) }
    switch account.credential {
    case .temporary, .mustChange: return .token(.ticket, index)
    case .none, .active: break
    }
    if account.device == nil, self.mustHaveDevice(index) { return .token(.enrollment, index) }
    return .session(index)
  }

  mutating func forgetCodes(_ index: Int) {
    for key in [Self.codeKey(index), Self.recoveryKey(index), Self.enrollmentKey(index)] {
      self.counts[key] = nil
    }
  }

  /// The device goes, and with it whatever was given out under it. A password that was long enough
  /// with it only must be changed.
  mutating func removeDevice(_ index: Int) {
    let account = self.accounts[index]
    self.accounts[index].device = nil
    let name = account.population == .agent ? "agent" : "contact"
    if Self.lengthWithDevice < self.rules["passwords.\(name)_minimum_length"] {
      switch account.credential {
      case .active(let password), .mustChange(let password, _):
        self.accounts[index].credential = .mustChange(password, isLeaked: false)
      case .none, .temporary: break
      }
    }
    self.accounts[index].pendingEmail = nil
    self.accounts[index].epoch += 1
  }

  /// Characters that are enough where there is a device.
  static let lengthWithDevice: Int64 = 8

  // MARK: Codes

  /// The step of a code that is right, and was not used.
  private func step(of typed: Typed, from seed: Seed?, after last: Int64?) -> Int64? {
    guard case .shown(let shown, let step) = typed, shown.number == seed?.number,
      self.acceptedSteps.contains(step), step > last ?? -1
    else { return nil }
    return step
  }

  private mutating func giveBack(_ key: String) {
    guard let attempts = self.counts[key]?.attempts else { return }
    self.counts[key]?.attempts = max(attempts - 1, 0)
  }

  /// With the last one that is allowed the account is locked, and its owner told.
  private mutating func wrongCode(_ index: Int, _ key: String) -> Expectation {
    var expectation = Expectation.denied(.codeInvalid)
    let attempts = self.counts[key]?.attempts ?? 0
    if attempts >= self.rules["throttles.second_factor_limit"],
      !self.holds(self.accounts[index].lock)
    {
      self.accounts[index].lock = .automatic(
        until: self.now + self.rules["throttles.automatic_lock"])
      self.queue(index)
      expectation.entries += 1
    }
    return expectation
  }

  /// Uses what is typed, or says what becomes of it.
  private mutating func use(_ typed: Typed, _ index: Int, _ key: String) -> Expectation? {
    let device = self.accounts[index].device
    switch typed {
    case .recovery(let code):
      guard self.accounts[index].device?.recoveryCodes.remove(code) != nil else {
        return self.wrongCode(index, key)
      }
      self.queue(index)
    case .wrong, .shown:
      guard let step = self.step(of: typed, from: device?.seed, after: device?.lastStep) else {
        return self.wrongCode(index, key)
      }
      self.accounts[index].device?.lastStep = step
    }
    self.counts[key] = nil
    return nil
  }

  private static func key(_ typed: Typed, _ index: Int) -> String {
    if case .recovery = typed { Self.recoveryKey(index) } else { Self.codeKey(index) }
  }

  /// T10: who has shown the right password shows a code as well.
  mutating func show(_ token: Int, _ typed: Typed) -> Expectation {
    let found = self.tokens[token]
    let account = self.accounts[found.account]
    guard found.kind == .code, self.refusal(of: found) == nil, account.device != nil else {
      return .refused(.ticketInvalid)
    }
    if case .temporary(_, let until, _) = account.credential, self.now >= until {
      return .refused(.ticketInvalid)
    }
    guard account.lock != .administrative else { return .refused(.accountLocked) }
    let key = Self.key(typed, found.account)
    guard self.reserve(key, "second_factor") else { return .denied(.tooManyAttempts) }
    if let refusal = self.use(typed, found.account, key) { return refusal }
    self.tokens[token].state = .used
    return .gives(self.proceed(found.account, hasShownCode: true))
  }

  mutating func stepUp(_ session: Int, byCode typed: Typed) -> Expectation {
    if let refusal = self.present(session) { return .denied(refusal) }
    let index = self.sessions[session].account
    let key = Self.codeKey(index)
    guard self.reserve(key, "second_factor") else { return .denied(.tooManyAttempts) }
    guard self.accounts[index].device != nil else {
      self.giveBack(key)
      return .refused(.secondFactorNotEnrolled)
    }
    if let refusal = self.use(typed, index, key) { return refusal }
    self.sessions[session].provedAt = self.now
    return .done
  }

  // MARK: The owner

  /// A session whose owner has proved who it is.
  private mutating func proof(_ session: Int) -> Expectation? {
    if let refusal = self.present(session) { return .denied(refusal) }
    return self.isProved(session) ? nil : .denied(.stepUpRequired)
  }

  /// Whom a device is for: the owner of a session, or of a ticket.
  enum Claim: Sendable {
    case session(Int)
    case ticket(Int)
  }

  private mutating func claimant(_ claim: Claim) -> (index: Int, refusal: Expectation?) {
    switch claim {
    case .session(let session):
      return (self.sessions[session].account, self.proof(session))
    case .ticket(let token):
      let found = self.tokens[token]
      guard found.kind == .enrollment, self.refusal(of: found) == nil else {
        return (found.account, .refused(.ticketInvalid))
      }
      let isLocked = self.accounts[found.account].lock == .administrative
      return (found.account, isLocked ? .refused(.accountLocked) : nil)
    }
  }

  mutating func beginEnrollment(_ claim: Claim) -> Expectation {
    let (index, refusal) = self.claimant(claim)
    if let refusal { return refusal }
    guard self.accounts[index].device == nil else { return .refused(.secondFactorEnrolled) }
    self.accounts[index].enrollment = Enrollment(
      epoch: self.accounts[index].epoch, expiresAt: self.now + self.rules["tickets.enrollment"])
    return .gives(.device(index))
  }

  mutating func confirmEnrollment(_ claim: Claim, _ typed: Typed) -> Expectation {
    let (index, refusal) = self.claimant(claim)
    if let refusal { return refusal }
    let key = Self.enrollmentKey(index)
    guard self.reserve(key, "second_factor") else { return .denied(.tooManyAttempts) }
    let account = self.accounts[index]
    guard account.device == nil else {
      self.giveBack(key)
      return .refused(.secondFactorEnrolled)
    }
    guard let enrollment = account.enrollment, enrollment.epoch == account.epoch,
      self.now < enrollment.expiresAt, let seed = enrollment.seed
    else {
      self.giveBack(key)
      return .refused(.secondFactorNotEnrolled)
    }
    guard let step = self.step(of: typed, from: seed, after: nil) else {
      return .denied(.codeInvalid)
    }
    self.accounts[index].device = Device(seed: seed, lastStep: step)
    self.accounts[index].enrollment = nil
    self.accounts[index].pendingEmail = nil
    self.accounts[index].epoch += 1
    self.forgetCodes(index)
    self.queue(index)
    switch claim {
    case .session(let session):
      self.endOthers(session)
      return .gives(.recoveryCodes(index))
    case .ticket(let token):
      self.tokens[token].state = .used
      self.endSessions(of: index)
      return .gives(.signInAfterEnrollment(index, self.proceed(index, hasShownCode: true).kind))
    }
  }

  /// Other sessions than this one end, which goes on under the new epoch.
  private mutating func endOthers(_ session: Int) {
    let index = self.sessions[session].account
    self.endSessions(of: index, except: session)
    self.sessions[session].epoch = self.accounts[index].epoch
  }

  mutating func renewRecoveryCodes(_ session: Int) -> Expectation {
    if let denial = self.proof(session) { return denial }
    let index = self.sessions[session].account
    guard self.accounts[index].device != nil else { return .refused(.secondFactorNotEnrolled) }
    self.queue(index)
    return .gives(.recoveryCodes(index))
  }

  mutating func disableDevice(_ session: Int) -> Expectation {
    if let denial = self.proof(session) { return denial }
    let index = self.sessions[session].account
    guard self.accounts[index].device != nil else { return .refused(.secondFactorNotEnrolled) }
    guard !self.mustHaveDevice(index) else { return .refused(.secondFactorRequired) }
    self.removeDevice(index)
    self.endOthers(session)
    self.queue(index)
    return .done
  }

  // MARK: Others

  mutating func resetDevice(_ session: Int, _ target: Int) -> Expectation {
    let rule = Rule(
      all: [.manageMFA], guards: [.owner, .other(.cannotTargetSelf), .rank], needsStepUp: true)
    if let denial = self.gate(session, rule, on: target) { return denial }
    guard self.accounts[target].device != nil else { return .refused(.secondFactorNotEnrolled) }
    self.removeDevice(target)
    self.forgetCodes(target)
    self.endSessions(of: target)
    self.queue(target)
    return .done
  }

  /// T21, I17: no code that may have been used comes back.
  mutating func endCodes() {
    for index in self.accounts.indices {
      self.accounts[index].enrollment = nil
      guard var device = self.accounts[index].device else { continue }
      device.recoveryCodes = []
      device.lastStep = max(device.lastStep, self.acceptedSteps.upperBound)
      self.accounts[index].device = device
    }
  }
}

extension Model.Gift {
  /// What is given out, without whose it is.
  var kind: Model.Next {
    if case .token(let kind, _) = self { .token(kind) } else { .session }
  }
}
