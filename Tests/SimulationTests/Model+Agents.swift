import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema

// What staff do to agents, and to accounts of either kind.
extension Model {
  private static let credentials = Rule(
    all: [.manageAgents, .manageAgentPassword],
    guards: [.owner, .other(.useChangeOwnPassword), .rank, .agent], needsStepUp: true)
  private static func agents(_ other: Reason = .cannotTargetSelf) -> Rule {
    Rule(all: [.manageAgents], guards: [.owner, .other(other), .rank, .agent])
  }

  mutating func createAgent(
    _ session: Int, _ email: String, roles: Set<Int>, invite: Bool
  ) -> Expectation {
    let rule = Rule(all: [.manageAgents], guards: [.grant], needsStepUp: true)
    if let denial = self.gate(session, rule, granting: self.permissions(ofRoles: roles)) {
      return denial
    }
    guard !roles.contains(where: { self.roles[$0].isGone }) else { return .refused(.fieldInvalid) }
    guard self.holders(of: email, .agent).isEmpty else { return .refused(.addressInUse) }
    self.accounts.append(Account(emails: [email], roles: roles))
    if invite { self.queue(self.accounts.count - 1, .activation) }
    return .done
  }

  mutating func sendLink(_ session: Int, _ target: Int) -> Expectation {
    if let denial = self.gate(session, Self.credentials, on: target) { return denial }
    guard self.accounts[target].isEnabled else { return .refused(.accountDeactivated) }
    self.queue(target, .staffReset)
    return .done
  }

  mutating func invite(_ session: Int, _ target: Int) -> Expectation {
    if let denial = self.gate(session, Self.agents(), on: target) { return denial }
    guard self.accounts[target].isEnabled else { return .refused(.accountDeactivated) }
    guard self.accounts[target].credential == .none else { return .refused(.alreadyActivated) }
    self.queue(target, .activation)
    return .done
  }

  mutating func setPassword(
    _ session: Int, _ target: Int, _ password: String, oneTime: Bool
  ) -> Expectation {
    if let denial = self.gate(session, Self.credentials, on: target) { return denial }
    guard self.accounts[target].isEnabled else { return .refused(.accountDeactivated) }
    guard self.passes(password, target) else { return .refused(.passwordPolicy) }
    let until = self.now + self.rules["temporary_passwords.agent"]
    self.setCredential(
      target,
      oneTime ? .temporary(password, until: until, isGenerated: false) : .active(password))
    self.accounts[target].isPasswordKnown = true
    self.queue(target)
    return .done
  }

  mutating func changeEmail(_ session: Int, _ target: Int, to email: String) -> Expectation {
    let rule = Rule(
      all: [.manageAgents, .manageAgentPassword], guards: [.owner, .rank, .agent],
      needsStepUp: true)
    if let denial = self.gate(session, rule, on: target) { return denial }
    guard self.holders(of: email, .agent).allSatisfy({ $0 == target }) else {
      return .refused(.addressInUse)
    }
    guard self.accounts[target].emails != [email] else { return .nothing }
    let isOwn = self.sessions[session].account == target
    let told = self.accounts[target].emails + [email]
    self.changeEmails(target, to: [email])
    self.endSessions(of: target, except: isOwn ? session : nil)
    if isOwn { self.sessions[session].epoch = self.accounts[target].epoch }
    self.tell(told, of: target)
    return .done
  }

  mutating func changeLoginName(_ session: Int, _ target: Int, to name: String?) -> Expectation {
    let rule = Rule(all: [.manageAgents], guards: [.owner, .rank, .agent])
    if let denial = self.gate(session, rule, on: target) { return denial }
    return self.nameAccount(target, name)
  }

  mutating func nameAccount(_ target: Int, _ name: String?) -> Expectation {
    if let name, let holder = self.holder(ofLoginName: name, self.accounts[target].population),
      holder != target
    {
      return .refused(.loginNameInUse)
    }
    guard self.accounts[target].loginName != name else { return .nothing }
    self.accounts[target].loginName = name
    return .done
  }

  mutating func deactivate(_ session: Int, _ target: Int) -> Expectation {
    if let denial = self.gate(session, Self.agents(), on: target) { return denial }
    return self.putAside(target)
  }

  mutating func putAside(_ target: Int) -> Expectation {
    guard self.accounts[target].isEnabled else { return .nothing }
    self.accounts[target].standing = .deactivated
    self.accounts[target].pendingEmail = nil
    self.accounts[target].epoch += 1
    self.endSessions(of: target)
    return .done
  }

  mutating func reactivate(_ session: Int, _ target: Int) -> Expectation {
    let rule = Rule(
      all: [.manageAgents, .manageAgentPassword],
      guards: [.owner, .other(.cannotTargetSelf), .rank, .agent], needsStepUp: true)
    if let denial = self.gate(session, rule, on: target) { return denial }
    guard !self.accounts[target].isEnabled else { return .nothing }
    self.takeBack(target)
    self.queue(target, .activation)
    return .done
  }

  mutating func takeBack(_ target: Int) {
    self.accounts[target].standing = .enabled
    self.removeCredential(target)
    self.accounts[target].epoch += 1
    self.liftAutomaticLock(target)
  }

  mutating func removeCredential(_ target: Int) {
    self.accounts[target].credential = .none
    self.accounts[target].isPasswordKnown = false
    self.accounts[target].isInvited = false
    self.accounts[target].pendingEmail = nil
  }

  mutating func lock(_ session: Int, _ target: Int) -> Expectation {
    let rule = Rule(all: [.superAdmin], guards: [.owner, .other(.cannotTargetSelf), .rank])
    if let denial = self.gate(session, rule, on: target) { return denial }
    self.accounts[target].lock = .administrative
    self.accounts[target].pendingEmail = nil
    self.accounts[target].epoch += 1
    self.endSessions(of: target)
    return .done
  }

  mutating func unlock(_ session: Int, _ target: Int) -> Expectation {
    let rule = Rule(all: [.unlockAccounts], guards: [.owner, .other(.cannotTargetSelf), .rank])
    if let denial = self.gate(session, rule, on: target) { return denial }
    let hadAttempts = self.forgetAttempts(target)
    self.forgetCodes(target)
    guard self.accounts[target].lock != .none else { return hadAttempts ? .done : .nothing }
    self.accounts[target].lock = .none
    self.accounts[target].epoch += 1
    return .done
  }

  mutating func requireChange(_ session: Int, _ target: Int, leaked: Bool) -> Expectation {
    let rule = Rule(all: [.superAdmin], guards: [.owner, .other(.cannotTargetSelf), .rank])
    if let denial = self.gate(session, rule, on: target) { return denial }
    switch self.accounts[target].credential {
    case .none, .temporary: return .nothing
    case .active(let password), .mustChange(let password, _):
      self.accounts[target].credential = .mustChange(password, isLeaked: leaked)
    }
    if leaked {
      self.accounts[target].pendingEmail = nil
      self.accounts[target].epoch += 1
      self.endSessions(of: target)
    }
    return .done
  }

  mutating func setRoles(_ session: Int, _ target: Int, _ roles: Set<Int>) -> Expectation {
    let rule = Rule(
      all: [.manageAgents],
      guards: [.owner, .other(.cannotChangeOwnRoles), .rank, .agent, .grant], needsStepUp: true)
    let granting = self.permissions(ofRoles: roles)
    if let denial = self.gate(session, rule, on: target, granting: granting) { return denial }
    guard !roles.contains(where: { self.roles[$0].isGone }) else { return .refused(.fieldInvalid) }
    guard self.accounts[target].roles != roles else { return .nothing }
    self.accounts[target].roles = roles
    self.queue(target)
    return .done
  }

  /// I11: exactly one Account Administrator, and nobody else changes that account.
  mutating func transfer(_ session: Int, _ target: Int) -> Expectation {
    if let refusal = self.present(session) { return .denied(refusal) }
    let actor = self.sessions[session].account
    guard self.accounts[actor].population == .agent else { return .denied(.wrongPopulation) }
    guard self.accounts[actor].isAccountAdministrator else {
      return .denied(.accountAdministratorProtected)
    }
    let rule = Rule(guards: [.other(.cannotTargetSelf), .agent], needsStepUp: true)
    if let denial = self.gate(session, rule, on: target) { return denial }
    let account = self.accounts[target]
    guard account.isEnabled else { return .refused(.accountDeactivated) }
    guard case .active = account.credential, !self.holds(account.lock), !account.isPasswordKnown
    else { return .refused(.fieldInvalid) }
    for index in [actor, target] {
      self.accounts[index].epoch += 1
      self.accounts[index].pendingEmail = nil
    }
    self.accounts[actor].isAccountAdministrator = false
    self.accounts[target].isAccountAdministrator = true
    self.endSessions(of: actor, except: session)
    self.sessions[session].epoch = self.accounts[actor].epoch
    self.endSessions(of: target)
    self.queue(actor)
    self.queue(target)
    return .done
  }

  mutating func deleteAgent(_ session: Int, _ target: Int, isConfirmed: Bool) -> Expectation {
    let rule = Rule(
      all: [.manageAgents], guards: [.owner, .other(.cannotTargetSelf), .rank, .agent],
      needsStepUp: true)
    if let denial = self.gate(session, rule, on: target) { return denial }
    guard isConfirmed else { return .refused(.confirmationRequired) }
    let agent = self.accounts[target]
    let contact =
      agent.emails.first.flatMap { self.oldestContact(with: $0) } ?? self.addContact(agent.emails)
    self.accounts[target].loginName = nil
    self.accounts[target].roles = []
    self.end(target, as: .ended)
    self.endSessions(of: target)
    self.queue(contact)
    return .done
  }

  /// Nothing that is personal or opens anything is left.
  mutating func end(_ target: Int, as standing: Standing) {
    self.removeCredential(target)
    self.accounts[target].loginName = nil
    self.accounts[target].device = nil
    self.changeEmails(target, to: [])
    self.accounts[target].lock = .none
    self.accounts[target].standing = standing
  }
}
