import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema

// The directory of contacts.
extension Model {
  private static let managing = Rule(all: [.manageContacts], guards: [.contact])

  /// S0.3: tickets of one address keep going to one contact.
  func oldestContact(with email: String) -> Int? {
    let found = self.holders(of: email, .contact)
    return found.first { self.accounts[$0].isEnabled } ?? found.first
  }

  /// T1, T2: a contact without a password, invited where that is wanted and possible.
  mutating func addContact(
    _ emails: [String], loginName: String? = nil, activate: Bool? = nil
  ) -> Int {
    self.accounts.append(Account(population: .contact, emails: emails, loginName: loginName))
    let index = self.accounts.count - 1
    let activates = activate ?? (self.rules["notifications.user_activation_email"] == 1)
    if activates, !emails.isEmpty, !self.isShared(index) {
      self.accounts[index].isInvited = true
      self.queue(index, .activation)
    }
    return index
  }

  mutating func provision(_ email: String) -> Expectation {
    guard self.holders(of: email, .agent).isEmpty, self.oldestContact(with: email) == nil else {
      return .nothing
    }
    _ = self.addContact([email])
    return .done
  }

  mutating func createContact(
    _ session: Int, _ emails: [String], loginName: String?
  ) -> Expectation {
    if let denial = self.gate(session, Rule(all: [.manageContacts])) { return denial }
    if let loginName, self.holder(ofLoginName: loginName, .contact) != nil {
      return .refused(.loginNameInUse)
    }
    _ = self.addContact(emails, loginName: loginName)
    return .done
  }

  /// S3.19: moves where links go, and kills those that are out.
  mutating func changeContactEmails(
    _ session: Int, _ target: Int, to emails: [String]
  ) -> Expectation {
    let rule = Rule(
      all: [.manageContacts, .manageContactPassword], guards: [.contact],
      needsStepUpBySetting: true)
    if let denial = self.gate(session, rule, on: target) { return denial }
    let before = self.accounts[target].emails
    guard before != emails else { return .nothing }
    self.changeEmails(target, to: emails)
    self.endSessions(of: target)
    self.tell(before + emails, of: target)
    return .done
  }

  mutating func changeContactName(_ session: Int, _ target: Int, to name: String?) -> Expectation {
    if let denial = self.gate(session, Self.managing, on: target) { return denial }
    return self.nameAccount(target, name)
  }

  mutating func activate(_ session: Int, _ target: Int) -> Expectation {
    if let denial = self.gate(session, Self.managing, on: target) { return denial }
    let account = self.accounts[target]
    guard account.isEnabled else { return .refused(.accountDeactivated) }
    guard account.credential == .none else { return .refused(.alreadyActivated) }
    self.accounts[target].isInvited = true
    return self.link(.activation, for: target)
  }

  /// S1.2, S1.5, S1.6: mailed, or shown where no mail can go.
  mutating func link(_ kind: Kind, for target: Int) -> Expectation {
    guard !self.accounts[target].emails.isEmpty, !self.isShared(target) else {
      return .gives(.token(kind, target))
    }
    self.queue(target, kind)
    return .done
  }

  mutating func deactivateContact(_ session: Int, _ target: Int) -> Expectation {
    if let denial = self.gate(session, Self.managing, on: target) { return denial }
    return self.putAside(target)
  }

  mutating func reactivateContact(_ session: Int, _ target: Int) -> Expectation {
    let rule = Rule(
      all: [.manageContacts, .manageContactPassword], guards: [.contact],
      needsStepUpBySetting: true)
    if let denial = self.gate(session, rule, on: target) { return denial }
    guard !self.accounts[target].isEnabled else { return .nothing }
    self.takeBack(target)
    return .done
  }

  mutating func merge(_ session: Int, into target: Int, _ duplicate: Int) -> Expectation {
    let rule = Rule(
      all: [.manageContacts, .manageContactPassword], guards: [.contact], needsStepUp: true)
    if let denial = self.gate(session, rule, on: target) { return denial }
    let goes = self.accounts[duplicate]
    guard !goes.isEnded else { return .refused(.notFound) }
    guard goes.population == .contact else { return .denied(.wrongPopulation) }
    guard duplicate != target else { return .refused(.fieldInvalid) }
    guard self.accounts[target].isEnabled else { return .refused(.accountDeactivated) }
    let kept = self.accounts[target].emails
    self.changeEmails(target, to: kept + goes.emails.filter { !kept.contains($0) })
    self.accounts[target].loginName = self.accounts[target].loginName ?? goes.loginName
    self.end(duplicate, as: .ended)
    for index in [target, duplicate] { self.endSessions(of: index) }
    self.tell(self.accounts[target].emails, of: target)
    return .done
  }

  mutating func erase(_ session: Int, _ target: Int, isConfirmed: Bool) -> Expectation {
    let rule = Rule(all: [.superAdmin], guards: [.contact], needsStepUp: true)
    if let denial = self.gate(session, rule, on: target, findsEnded: true) { return denial }
    guard self.accounts[target].standing != .erased else { return .nothing }
    guard isConfirmed else { return .refused(.confirmationRequired) }
    for identifier in self.identifiers(target) {
      self.counts[Self.identifierKey(identifier, .contact)] = nil
      self.counts[Self.resetKey(identifier, .contact)] = nil
    }
    self.end(target, as: .erased)
    self.endSessions(of: target)
    for mail in self.mails.indices where self.mails[mail].account == target {
      if !self.mails[mail].isDone { self.mails[mail].isDropped = true }
      self.mails[mail].isDone = true
    }
    return .done
  }

  mutating func convert(_ session: Int, _ target: Int, roles: Set<Int>) -> Expectation {
    let rule = Rule(
      all: [.manageContacts, .manageAgents], guards: [.contact, .grant], needsStepUp: true)
    let granting = self.permissions(ofRoles: roles)
    if let denial = self.gate(session, rule, on: target, granting: granting) { return denial }
    guard !roles.contains(where: { self.roles[$0].isGone }) else { return .refused(.fieldInvalid) }
    let contact = self.accounts[target]
    guard contact.isEnabled else { return .refused(.accountDeactivated) }
    guard let email = contact.emails.first else { return .refused(.contactHasNoEmail) }
    guard self.holders(of: email, .agent).isEmpty else { return .refused(.addressInUse) }
    let name = contact.loginName.flatMap { self.holder(ofLoginName: $0, .agent) == nil ? $0 : nil }
    self.accounts.append(Account(emails: [email], loginName: name, roles: roles))
    _ = self.putAside(target)
    self.queue(self.accounts.count - 1, .activation)
    return .done
  }
}
