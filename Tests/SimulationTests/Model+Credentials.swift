import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema

// What staff do for contacts who cannot get in, what people change on themselves, and the operator.
extension Model {
  private static let passwords = Rule(
    all: [.manageContactPassword], guards: [.contact], needsStepUpBySetting: true)

  /// T17: other addresses. Whatever went to those before is dead.
  mutating func changeEmails(_ index: Int, to emails: [String]) {
    self.accounts[index].emails = emails
    self.accounts[index].pendingEmail = nil
    self.accounts[index].emailVersion += 1
    self.accounts[index].epoch += 1
  }

  /// Contacts share addresses, agents do not.
  func isFree(_ email: String, for index: Int) -> Bool {
    self.accounts[index].population == .contact
      || self.holders(of: email, .agent).allSatisfy { $0 == index }
  }

  /// T8: for good, and without a word unless the setting says so (S0.19).
  mutating func setContactPassword(
    _ session: Int, _ target: Int, _ password: String
  ) -> Expectation {
    let rule = Rule(all: [.superAdmin], guards: [.contact], needsStepUpBySetting: true)
    if let denial = self.gate(session, rule, on: target) { return denial }
    let contact = self.accounts[target]
    guard contact.isEnabled else { return .refused(.accountDeactivated) }
    guard !contact.emails.isEmpty else { return .refused(.contactHasNoEmail) }
    guard
      self.rules["notifications.user_activation_email"] == 0
        || self.rules["contacts.staff_set_password_with_activation_email"] == 1
    else { return .refused(.userActivationEmailEnabled) }
    guard self.passes(password, target) else { return .refused(.passwordPolicy) }
    self.setCredential(target, .active(password))
    self.accounts[target].isPasswordKnown = true
    if self.rules["notifications.contact_password_set"] == 1 { self.queue(target) }
    return .done
  }

  /// T4: mailed, or shown where no mail can go; none while a temporary password is out (D5).
  mutating func sendContactLink(_ session: Int, _ target: Int) -> Expectation {
    if let denial = self.gate(session, Self.passwords, on: target) { return denial }
    guard self.accounts[target].isEnabled else { return .refused(.accountDeactivated) }
    guard !self.accounts[target].isForced else { return .refused(.forcePasswordResetActive) }
    return self.link(.staffReset, for: target)
  }

  /// What stands in the way of a temporary password.
  private func obstacle(_ target: Int) -> Reason? {
    let contact = self.accounts[target]
    guard contact.isEnabled else { return .accountDeactivated }
    guard contact.lock != .administrative else { return .accountLocked }
    let named = self.identifiers(target).contains { self.identified($0, .contact) == target }
    return named ? nil : .noSignInIdentifier
  }

  mutating func previewTemporary(_ session: Int, _ target: Int) -> Expectation {
    let rule = Rule(all: [.manageContactPassword], guards: [.contact])
    if let denial = self.gate(session, rule, on: target) { return denial }
    return self.obstacle(target).map { .refused($0) } ?? .nothing
  }

  /// T9: the text is the desk's; the model learns it from the answer.
  mutating func issueTemporary(
    _ session: Int, _ target: Int, isConfirmed: Bool
  ) -> Expectation {
    if let denial = self.gate(session, Self.passwords, on: target) { return denial }
    if let obstacle = self.obstacle(target) { return .refused(obstacle) }
    guard isConfirmed else { return .refused(.confirmationRequired) }
    self.generate(target)
    return .gives(.temporaryPassword(target))
  }

  private mutating func generate(_ target: Int) {
    let until = self.now + self.rules["temporary_passwords.contact"]
    self.setCredential(target, .temporary("", until: until, isGenerated: true))
    self.accounts[target].isPasswordKnown = true
  }

  /// T20: every Super Admin is told.
  mutating func breakGlass(removesDevice: Bool) -> Expectation {
    guard let target = self.accounts.firstIndex(where: \.isAccountAdministrator) else {
      return .refused(.notBootstrapped)
    }
    self.generate(target)
    if removesDevice, self.accounts[target].device != nil { self.removeDevice(target) }
    self.forgetCodes(target)
    if self.accounts[target].lock != .none {
      self.accounts[target].lock = .none
      self.accounts[target].epoch += 1
    }
    for index in self.accounts.indices where self.accounts[index].isEnabled {
      let isMighty = self.permissions(ofRoles: self.accounts[index].roles).contains(.superAdmin)
      if index == target || isMighty { self.queue(index) }
    }
    return .gives(.temporaryPassword(target))
  }

  /// T16, for everybody of a population whom the actor might ask alone.
  mutating func requireChangeOfAll(
    _ session: Int, _ population: Population, leaked: Bool, isConfirmed: Bool
  ) -> Expectation {
    let rule = Rule(all: [.superAdmin], needsStepUp: true)
    if let denial = self.gate(session, rule) { return denial }
    guard isConfirmed else { return .refused(.confirmationRequired) }
    let actor = self.sessions[session].account
    var changed = 0
    for index in self.accounts.indices where index != actor {
      let account = self.accounts[index]
      guard account.population == population, account.isEnabled, !account.isAccountAdministrator
      else { continue }
      switch account.credential {
      case .none, .temporary: continue
      case .mustChange(_, let isLeaked) where !leaked || isLeaked: continue
      case .active(let password), .mustChange(let password, _):
        self.accounts[index].credential = .mustChange(password, isLeaked: leaked)
      }
      changed += 1
      guard leaked else { continue }
      self.accounts[index].pendingEmail = nil
      self.accounts[index].epoch += 1
      self.endSessions(of: index)
    }
    return Expectation(reason: nil, entries: changed + 1)
  }

  /// T17: an address waits until the link to it was used; the present one hears of it.
  mutating func propose(_ session: Int, _ email: String) -> Expectation {
    if let refusal = self.present(session) { return .denied(refusal) }
    guard self.isProved(session) else { return .denied(.stepUpRequired) }
    let index = self.sessions[session].account
    guard self.accounts[index].emails.first != email else { return .nothing }
    guard self.isFree(email, for: index) else { return .refused(.addressInUse) }
    guard self.reserve(Self.resetKey(email, self.accounts[index].population), "reset") else {
      return .refused(.tooManyRequests)
    }
    self.accounts[index].pendingEmail = email
    self.accounts[index].emailVersion += 1
    self.mails.append(
      Mail(
        account: index, kind: .emailChange, epoch: self.accounts[index].epoch,
        emailVersion: self.accounts[index].emailVersion, queuedAt: self.now))
    self.queue(index)
    return .done
  }

  /// T1: a contact of another system, with or without a password of there.
  mutating func importContact(
    _ session: Int, _ emails: [String], loginName: String?, password: String?, activate: Bool
  ) -> Expectation {
    if let denial = self.gate(session, Rule(all: [.manageContacts])) { return denial }
    guard !emails.isEmpty || loginName != nil,
      !emails.contains(where: { self.oldestContact(with: $0) != nil }),
      loginName.flatMap({ self.holder(ofLoginName: $0, .contact) }) == nil
    else { return .nothing }
    let index = self.addContact(
      emails, loginName: loginName, activate: password == nil && activate)
    if let password { self.accounts[index].credential = .active(password) }
    return .done
  }

  /// T21: a copy takes the place of the store. What was given out is dead, what waited is dropped.
  mutating func restore(at now: Int64) {
    self.now = now
    self.globalEpoch += 1
    self.endCodes()
    for mail in self.mails.indices where !self.mails[mail].isDone {
      self.mails[mail].isDone = true
      self.mails[mail].isDropped = true
    }
    for index in self.accounts.indices {
      guard
        case .temporary(let password, let until, let isGenerated) =
          self.accounts[index].credential, until > now
      else { continue }
      self.accounts[index].credential = .temporary(
        password, until: now, isGenerated: isGenerated)
      self.accounts[index].epoch += 1
    }
  }
}
