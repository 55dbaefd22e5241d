import LatchkeyDomain
import LatchkeySchema

// What each call is expected to do. Those that give out a secret are told it afterwards.
extension Model {
  enum Entry: Equatable {
    case refused(Expectation)
    case session(Int)
    case ticket(Int)
  }

  private mutating func compare(_ index: Int, _ password: String, keys: [String]) -> Bool {
    let isAllowed = self.reserve("a\(index)", limit: 10)
    let account = self.accounts[index]
    var isStopped = !isAllowed
    if case .automatic = account.lock, self.holds(account.lock) { isStopped = true }
    return !isStopped && account.credential.password == password
  }

  private mutating func wrong(_ index: Int) -> Expectation {
    var expectation = Expectation.denied(.invalidCredentials)
    if (self.counts["a\(index)"]?.attempts ?? 0) >= 10, !self.holds(self.accounts[index].lock) {
      self.accounts[index].lock = .automatic(until: self.now + 15 * Self.minute)
      expectation.entries += 1
    }
    return expectation
  }

  /// The own password of somebody who is signed in: a count of its own, and no lock.
  private mutating func refusalOfOwn(_ index: Int, _ password: String) -> Expectation? {
    guard self.reserve("o\(index)", limit: 10) else { return .denied(.tooManyAttempts) }
    guard self.accounts[index].credential.password == password else {
      return .denied(.invalidCredentials)
    }
    self.counts["o\(index)"] = nil
    return nil
  }

  private mutating func forget(_ keys: [String]) {
    for key in keys { self.counts[key] = nil }
  }

  mutating func signIn(_ index: Int, _ password: String) -> Entry {
    let keys = self.attemptKeys(index)
    guard self.reserve(keys[1], limit: 10) else { return .refused(.denied(.tooManyAttempts)) }
    guard self.compare(index, password, keys: keys) else { return .refused(self.wrong(index)) }
    let account = self.accounts[index]
    guard account.isEnabled else { return .refused(.denied(.accountDeactivated)) }
    guard !self.holds(account.lock) else { return .refused(.denied(.accountLocked)) }
    if case .temporary(_, let until) = account.credential, self.now >= until {
      return .refused(.denied(.invalidCredentials))
    }
    self.forget(keys)
    if case .active = account.credential { return .session(index) }
    return .ticket(index)
  }

  mutating func stepUp(_ session: Int, _ password: String) -> Expectation {
    if let refusal = self.present(session) { return .denied(refusal) }
    let index = self.sessions[session].account
    if let refusal = self.refusalOfOwn(index, password) { return refusal }
    self.sessions[session].provedAt = self.now
    return .done
  }

  mutating func change(_ session: Int, from current: String, to new: String?) -> Expectation {
    if let refusal = self.present(session) { return .denied(refusal) }
    let index = self.sessions[session].account
    if let refusal = self.refusalOfOwn(index, current) { return refusal }
    guard let new, new != current else { return .refused(.passwordPolicy) }
    self.setCredential(index, .active(new), except: session)
    self.sessions[session].epoch = self.accounts[index].epoch
    return .done
  }

  mutating func verify(_ session: Int) -> Expectation {
    if let refusal = self.present(session) { return .refused(refusal) }
    return .nothing
  }

  mutating func signOut(_ session: Int) -> Expectation {
    if let refusal = self.present(session) { return .denied(refusal) }
    self.sessions[session].isEnded = true
    return .done
  }

  mutating func requestReset(_ index: Int) -> Expectation {
    let account = self.accounts[index]
    guard self.reserve("r\(account.email)", limit: 3) else { return .denied(.tooManyRequests) }
    if account.isEnabled {
      if account.credential == .none {
        self.queue(index, .invitation, lifetime: 10_080 * Self.minute)
      } else {
        self.queue(index, .reset, lifetime: 60 * Self.minute)
      }
    }
    return .done
  }

  /// A reset, an activation or the change that a ticket asks for. Nil is a weak password.
  mutating func complete(_ token: Int, _ kind: Kind, _ password: String?) -> Expectation {
    let found = self.tokens[token]
    let invalid: Reason = kind == .ticket ? .ticketInvalid : .linkInvalid
    guard found.kind == kind || found.kind.isReset && kind.isReset else {
      return .refused(invalid)
    }
    if let refusal = self.refusal(of: found) {
      return .refused(kind == .ticket ? .ticketInvalid : refusal)
    }
    let account = self.accounts[found.account]
    if !kind.isReset && self.holds(account.lock) { return .refused(.accountLocked) }
    if kind == .ticket, case .temporary(_, let until) = account.credential, self.now >= until {
      return .refused(.ticketInvalid)
    }
    guard let password, password != account.credential.password else {
      return .refused(.passwordPolicy)
    }
    self.tokens[token].state = .used
    self.setCredential(found.account, .active(password))
    return .done
  }

  mutating func report(_ token: Int) -> Expectation {
    guard self.tokens[token].kind.isReset else { return .refused(.linkInvalid) }
    if let refusal = self.refusal(of: self.tokens[token]) { return .refused(refusal) }
    self.tokens[token].state = .revoked
    return .done
  }

  // MARK: By staff

  mutating func sendLink(_ session: Int, _ target: Int) -> Expectation {
    if let denial = self.gate(
      session, [.manageAgents, .manageAgentPassword], on: target, oneself: .useChangeOwnPassword,
      stepUp: true)
    {
      return .denied(denial)
    }
    guard self.accounts[target].isEnabled else { return .refused(.accountDeactivated) }
    self.queue(target, .staffReset, lifetime: 2_880 * Self.minute)
    return .done
  }

  mutating func invite(_ session: Int, _ target: Int) -> Expectation {
    if let denial = self.gate(
      session, [.manageAgents], on: target, oneself: .cannotTargetSelf, stepUp: false)
    {
      return .denied(denial)
    }
    guard self.accounts[target].isEnabled else { return .refused(.accountDeactivated) }
    guard self.accounts[target].credential == .none else { return .refused(.alreadyActivated) }
    self.queue(target, .invitation, lifetime: 10_080 * Self.minute)
    return .done
  }

  mutating func setPassword(
    _ session: Int, _ target: Int, _ password: String?, oneTime: Bool
  ) -> Expectation {
    if let denial = self.gate(
      session, [.manageAgents, .manageAgentPassword], on: target, oneself: .useChangeOwnPassword,
      stepUp: true)
    {
      return .denied(denial)
    }
    guard self.accounts[target].isEnabled else { return .refused(.accountDeactivated) }
    guard let password else { return .refused(.passwordPolicy) }
    self.setCredential(
      target,
      oneTime ? .temporary(password, until: self.now + 2_880 * Self.minute) : .active(password))
    self.accounts[target].isPasswordKnown = true
    return .done
  }

  mutating func changeEmail(_ session: Int, _ target: Int, to email: String) -> Expectation {
    if let denial = self.gate(
      session, [.manageAgents, .manageAgentPassword], on: target, oneself: nil, stepUp: true)
    {
      return .denied(denial)
    }
    let isOwn = self.sessions[session].account == target
    self.accounts[target].email = email
    self.accounts[target].epoch += 1
    self.endSessions(of: target, except: isOwn ? session : nil)
    if isOwn { self.sessions[session].epoch = self.accounts[target].epoch }
    for _ in 0..<2 { self.queue(target) }
    return .done
  }

  mutating func deactivate(_ session: Int, _ target: Int) -> Expectation {
    if let denial = self.gate(
      session, [.manageAgents], on: target, oneself: .cannotTargetSelf, stepUp: false)
    {
      return .denied(denial)
    }
    guard self.accounts[target].isEnabled else { return .nothing }
    self.accounts[target].isEnabled = false
    self.accounts[target].epoch += 1
    self.endSessions(of: target)
    return .done
  }

  mutating func reactivate(_ session: Int, _ target: Int) -> Expectation {
    if let denial = self.gate(
      session, [.manageAgents, .manageAgentPassword], on: target, oneself: .cannotTargetSelf,
      stepUp: true)
    {
      return .denied(denial)
    }
    guard !self.accounts[target].isEnabled else { return .nothing }
    self.accounts[target].isEnabled = true
    self.accounts[target].credential = .none
    self.accounts[target].isPasswordKnown = false
    self.accounts[target].epoch += 1
    self.liftAutomaticLock(target)
    self.queue(target, .invitation, lifetime: 10_080 * Self.minute)
    return .done
  }

  mutating func lock(_ session: Int, _ target: Int) -> Expectation {
    if let denial = self.gate(
      session, [.superAdmin], on: target, oneself: .cannotTargetSelf, stepUp: false)
    {
      return .denied(denial)
    }
    self.accounts[target].lock = .administrative
    self.accounts[target].epoch += 1
    self.endSessions(of: target)
    return .done
  }

  mutating func unlock(_ session: Int, _ target: Int) -> Expectation {
    if let denial = self.gate(
      session, [.unlockAccounts], on: target, oneself: .cannotTargetSelf, stepUp: false)
    {
      return .denied(denial)
    }
    let keys = self.attemptKeys(target)
    let hadAttempts = keys.contains { (self.counts[$0]?.attempts ?? 0) > 0 }
    self.forget(keys)
    guard self.accounts[target].lock != .none else { return hadAttempts ? .done : .nothing }
    self.accounts[target].lock = .none
    self.accounts[target].epoch += 1
    return .done
  }

  mutating func requireChange(_ session: Int, _ target: Int, leaked: Bool) -> Expectation {
    if let denial = self.gate(
      session, [.superAdmin], on: target, oneself: .cannotTargetSelf, stepUp: false)
    {
      return .denied(denial)
    }
    switch self.accounts[target].credential {
    case .none, .temporary: return .nothing
    case .active(let password), .mustChange(let password):
      self.accounts[target].credential = .mustChange(password)
    }
    if leaked {
      self.accounts[target].epoch += 1
      self.endSessions(of: target)
    }
    return .done
  }

  mutating func setRole(_ session: Int, _ target: Int, _ role: Int?) -> Expectation {
    if let denial = self.gate(
      session, [.manageAgents], on: target, oneself: .cannotChangeOwnRoles,
      granting: role.map { Self.roles[$0] } ?? [], stepUp: true)
    {
      return .denied(denial)
    }
    guard self.accounts[target].role != role else { return .nothing }
    self.accounts[target].role = role
    self.queue(target)
    return .done
  }

  mutating func revoke(_ session: Int, _ target: Int) -> Expectation {
    if let denial = self.gate(
      session, [.manageSessions], on: target, oneself: nil, stepUp: false)
    {
      return .denied(denial)
    }
    self.endSessions(of: target)
    return .done
  }

  mutating func transfer(_ session: Int, _ target: Int) -> Expectation {
    if let refusal = self.present(session) { return .denied(refusal) }
    let actor = self.sessions[session].account
    guard self.accounts[actor].isAccountAdministrator else {
      return .denied(.accountAdministratorProtected)
    }
    guard actor != target else { return .denied(.cannotTargetSelf) }
    guard self.isProved(session) else { return .denied(.stepUpRequired) }
    let account = self.accounts[target]
    guard account.isEnabled else { return .refused(.accountDeactivated) }
    guard case .active = account.credential, !self.holds(account.lock) else {
      return .refused(.fieldInvalid)
    }
    guard !account.isPasswordKnown else { return .refused(.fieldInvalid) }
    self.accounts[actor].isAccountAdministrator = false
    self.accounts[target].isAccountAdministrator = true
    self.accounts[actor].epoch += 1
    self.accounts[target].epoch += 1
    self.endSessions(of: actor, except: session)
    self.sessions[session].epoch = self.accounts[actor].epoch
    self.endSessions(of: target)
    self.queue(actor)
    self.queue(target)
    return .done
  }
}
