import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema
import LatchkeyTesting

extension History {
  /// One call of staff.
  func staff(_ session: Int) -> Action {
    switch self.pick(0...24) {
    case 0...6: self.agentCredentials(session, self.person(.agent))
    case 7...9: self.agentStanding(session, self.person(.agent))
    case 10...12: self.anyAccount(session, self.person())
    case 13...16: self.contact(session, self.person(.contact))
    case 17...20: self.contactCredentials(session, self.person(.contact))
    case 21...22: self.role(session)
    case 23: self.mail(session)
    default: self.setting(session)
    }
  }

  /// Roles of the model, none of them most often gone.
  func someRoles() -> Set<Int> {
    self.pick(0...3) == 0 ? [] : [self.pick(0...self.model.roles.count - 1)]
  }

  private func agentCredentials(_ session: Int, _ target: Int) -> Action {
    let selector = AccountSelector.id(Self.id(target))
    let call = self.call(session)
    let desk = self.desk
    switch self.pick(0...5) {
    case 0...1:
      return Action(.agentsSendPasswordResetLink, "sends p\(target) a link", by: session) {
        $0.sendLink(session, target)
      } _: {
        try await desk.desk.agents.sendPasswordResetLink(call, to: selector)
      }
    case 2:
      return Action(.agentsSendInvitation, "invites p\(target)", by: session) {
        $0.invite(session, target)
      } _: {
        try await desk.desk.agents.sendInvitation(call, to: selector)
      }
    case 3:
      let email = self.email()
      return Action(.agentsUpdateAgent, "gives p\(target) \(email)", by: session) {
        $0.changeEmail(session, target, to: email)
      } _: {
        var changes = AgentChanges()
        changes.emails = [try EmailAddress(email)]
        return try await desk.desk.agents.updateAgent(call, selector, changes)
      }
    default:
      let new = self.newPassword(for: target)
      let oneTime = self.pick(0...1) == 0
      return Action(
        .agentsSetPassword, "sets \(new) for p\(target), one-time \(oneTime)", by: session
      ) {
        $0.setPassword(session, target, new, oneTime: oneTime)
      } _: {
        try await desk.desk.agents.setPassword(
          call, of: selector, password: Secret(new), requireChange: oneTime)
      }
    }
  }

  private func agentStanding(_ session: Int, _ target: Int) -> Action {
    let selector = AccountSelector.id(Self.id(target))
    let call = self.call(session)
    let desk = self.desk
    switch self.pick(0...8) {
    case 0:
      return Action(.agentsDeactivateAgent, "deactivates p\(target)", by: session) {
        $0.deactivate(session, target)
      } _: {
        try await desk.desk.agents.deactivateAgent(call, selector, reason: "")
      }
    case 1...2:
      return Action(.agentsReactivateAgent, "reactivates p\(target)", by: session) {
        $0.reactivate(session, target)
      } _: {
        try await desk.desk.agents.reactivateAgent(call, selector)
      }
    case 3...4:
      let roles = self.someRoles()
      return Action(.agentsSetRoles, "gives p\(target) roles \(roles)", by: session) {
        $0.setRoles(session, target, roles)
      } _: {
        try await desk.desk.agents.setRoles(call, of: selector, to: roles.map(Self.roleID))
      }
    case 5:
      return Action(
        .agentsTransferAccountAdministrator, "hands the office to p\(target)", by: session
      ) {
        $0.transfer(session, target)
      } _: {
        try await desk.desk.agents.transferAccountAdministrator(call, to: selector)
      }
    case 6:
      let email = self.email()
      let roles = self.someRoles()
      let invite = self.pick(0...1) == 0
      return Action(.agentsCreateAgent, "creates agent \(email), \(roles)", by: session) {
        $0.createAgent(session, email, roles: roles, invite: invite)
      } _: {
        try await desk.desk.agents.createAgent(
          call,
          AgentDraft(
            displayName: try DisplayName("P Q"), email: try EmailAddress(email), loginName: nil,
            phone: nil, locale: "en", roles: roles.map(Self.roleID)), invite: invite)
      }
    case 7:
      let isConfirmed = self.pick(0...4) > 0
      return Action(.agentsDeleteAgent, "deletes p\(target), \(isConfirmed)", by: session) {
        $0.deleteAgent(session, target, isConfirmed: isConfirmed)
      } _: {
        try await desk.desk.agents.deleteAgent(call, selector, isConfirmed: isConfirmed)
      }
    default:
      let name = self.pick(0...3) == 0 ? nil : self.loginName()
      return Action(.agentsUpdateAgent, "names p\(target) \(name ?? "not")", by: session) {
        $0.changeLoginName(session, target, to: name)
      } _: {
        var changes = AgentChanges()
        changes.loginName = try name.map { (text) throws in .set(try LoginName(text)) } ?? .remove
        return try await desk.desk.agents.updateAgent(call, selector, changes)
      }
    }
  }

  /// A new login name, or one that somebody has.
  func loginName() -> String {
    let known = self.model.accounts.compactMap(\.loginName)
    if self.pick(0...2) == 0, let name = known.randomElement(using: &self.numbers) { return name }
    return self.newName("login")
  }

  private func anyAccount(_ session: Int, _ target: Int) -> Action {
    let selector = AccountSelector.id(Self.id(target))
    let call = self.call(session)
    let desk = self.desk
    switch self.pick(0...6) {
    case 5...6:
      return self.resetDevice(session, target)
    case 0:
      return Action(.accountsLock, "locks p\(target)", by: session) {
        $0.lock(session, target)
      } _: {
        try await desk.desk.accounts.lock(call, selector, reason: "")
      }
    case 1...2:
      return Action(.accountsUnlock, "unlocks p\(target)", by: session) {
        $0.unlock(session, target)
      } _: {
        try await desk.desk.accounts.unlock(call, selector)
      }
    case 3:
      let leaked = self.pick(0...1) == 0
      return Action(
        .accountsRequirePasswordChange, "has p\(target) change, leaked \(leaked)", by: session
      ) {
        $0.requireChange(session, target, leaked: leaked)
      } _: {
        try await desk.desk.accounts.requirePasswordChange(call, selector, isCompromised: leaked)
      }
    default:
      return Action(.sessionsRevokeSessions, "ends the sessions of p\(target)", by: session) {
        $0.revoke(session, target)
      } _: {
        try await desk.desk.sessions.revokeSessions(call, of: selector, session: nil)
      }
    }
  }
}
