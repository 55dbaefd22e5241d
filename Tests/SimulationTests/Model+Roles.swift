import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema

// T19: nobody grants what they lack, and nobody takes from those above.
extension Model {
  static let builtInRoles = [
    Role(name: "Administrator", permissions: Set(Permission.allCases), isBuiltIn: true),
    Role(
      name: "Supervisor",
      permissions: [
        .viewAgents, .viewContacts, .manageContacts, .manageContactPassword, .unlockAccounts,
        .viewAudit,
      ], isBuiltIn: true),
    Role(
      name: "Agent", permissions: [.viewAgents, .viewContacts, .manageContacts], isBuiltIn: true),
  ]

  /// The roles that histories begin with besides.
  static let customRoles = [
    Role(name: "Super", permissions: [.superAdmin]),
    Role(name: "Passwords", permissions: [.manageAgents, .manageAgentPassword]),
    Role(name: "Agents", permissions: [.manageAgents, .manageContacts]),
    Role(name: "Desk", permissions: [.unlockAccounts, .manageSessions, .manageContactPassword]),
    Role(name: "Keys", permissions: [.manageRoles, .manageSecurity, .manageEmail, .manageAgents]),
  ]

  private func hasRole(named name: String) -> Bool {
    self.roles.contains { !$0.isGone && $0.name == name }
  }

  func members(of role: Int) -> [Int] {
    self.accounts.indices.filter { self.accounts[$0].roles.contains(role) }
  }

  mutating func createRole(
    _ session: Int, _ name: String, _ permissions: Set<Permission>
  ) -> Expectation {
    let rule = Rule(all: [.manageRoles], guards: [.grant], needsStepUp: true)
    if let denial = self.gate(session, rule, granting: permissions) { return denial }
    guard !self.hasRole(named: name) else { return .refused(.roleNameInUse) }
    self.roles.append(Role(name: name, permissions: permissions))
    return .done
  }

  private static let changing = Rule(
    all: [.manageRoles], guards: [.rank, .grant], needsStepUp: true)

  mutating func cloneRole(_ session: Int, _ role: Int, _ name: String) -> Expectation {
    let permissions = self.roles[role].permissions
    if let denial = self.gate(session, Self.changing, role: role, granting: permissions) {
      return denial
    }
    guard !self.hasRole(named: name) else { return .refused(.roleNameInUse) }
    self.roles.append(Role(name: name, permissions: permissions))
    return .done
  }

  mutating func updateRole(
    _ session: Int, _ role: Int, _ permissions: Set<Permission>
  ) -> Expectation {
    if let denial = self.gate(session, Self.changing, role: role, granting: permissions) {
      return denial
    }
    let found = self.roles[role]
    guard !found.isBuiltIn else { return .refused(.builtInRole) }
    if !permissions.contains(.superAdmin), !permissions.isSuperset(of: found.permissions),
      let refusal = self.withdrawal(session, from: role)
    {
      return .denied(refusal)
    }
    self.roles[role].permissions = permissions
    return .done
  }

  mutating func deleteRole(_ session: Int, _ role: Int, reassignTo other: Int?) -> Expectation {
    let granting = other.map { self.permissions(ofRoles: [$0]) } ?? []
    if let denial = self.gate(session, Self.changing, role: role, granting: granting) {
      return denial
    }
    guard !self.roles[role].isBuiltIn else { return .refused(.builtInRole) }
    guard other != role else { return .refused(.roleInUse) }
    if let other, self.roles[other].isGone { return .refused(.fieldInvalid) }
    let members = self.members(of: role)
    guard members.isEmpty || other != nil else { return .refused(.roleInUse) }
    if let refusal = self.withdrawal(session, from: role) { return .denied(refusal) }
    for member in members {
      self.accounts[member].roles.remove(role)
      if let other { self.accounts[member].roles.insert(other) }
    }
    self.roles[role].isGone = true
    return .done
  }

  /// To take permissions away needs as much as `SetRoles` (I10).
  private func withdrawal(_ session: Int, from role: Int) -> Reason? {
    let actor = self.sessions[session].account
    for member in self.members(of: role) where member != actor {
      if self.accounts[member].isAccountAdministrator { return .accountAdministratorProtected }
      guard self.permissions(actor).isSuperset(of: self.permissions(member)) else {
        return .targetOutranksActor
      }
    }
    return nil
  }
}
