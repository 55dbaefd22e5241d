import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema
import LatchkeyTesting

extension History {
  func role(_ session: Int) -> Action {
    let role = self.pick(0...self.model.roles.count - 1)
    let id = Self.roleID(role)
    let call = self.call(session)
    let desk = self.desk
    let known = self.model.roles[self.pick(0...self.model.roles.count - 1)].name
    let name = self.pick(0...5) == 0 ? known : self.newName("Role ")
    let permissions = Set(
      (0..<self.pick(0...3)).map { _ in
        Permission.allCases[self.pick(0...Permission.allCases.count - 1)]
      })
    switch self.pick(0...4) {
    case 0:
      return Action(.rolesCreateRole, "creates role \(name)", by: session) {
        $0.createRole(session, name, permissions)
      } _: {
        try await desk.desk.roles.createRole(
          call, name: name, permissions: PermissionSet(permissions))
      }
    case 1:
      return Action(.rolesCloneRole, "copies role \(role) as \(name)", by: session) {
        $0.cloneRole(session, role, name)
      } _: {
        try await desk.desk.roles.cloneRole(call, id, name: name)
      }
    case 2...3:
      return Action(.rolesUpdateRole, "makes role \(role) \(permissions)", by: session) {
        $0.updateRole(session, role, permissions)
      } _: {
        try await desk.desk.roles.updateRole(
          call, id, name: nil, permissions: PermissionSet(permissions), revision: nil)
      }
    default:
      let other = self.pick(0...1) == 0 ? nil : self.pick(0...self.model.roles.count - 1)
      let words = "deletes role \(role), members get \(other.map { "\($0)" } ?? "none")"
      return Action(.rolesDeleteRole, words, by: session) {
        $0.deleteRole(session, role, reassignTo: other)
      } _: {
        try await desk.desk.roles.deleteRole(call, id, reassignTo: other.map(Self.roleID))
      }
    }
  }

  /// A setting, in the middle of everything.
  func setting(_ session: Int) -> Action {
    let choices = Model.Rules.choices
    let choice = choices[self.pick(0...choices.count - 1)]
    let value = self.pick(0...2) == 0 ? 0 : self.pick(1...choice.values.count - 1)
    let isCurrent = self.pick(0...9) > 0
    let call = self.call(session)
    let desk = self.desk
    let text = choice.values[value].text
    return Action(.settingsUpdateSettings, "sets \(choice.name) to \(text)", by: session) {
      $0.decide(session, choice, value, isCurrent: isCurrent)
    } _: {
      let etag = isCurrent ? try await desk.store.read { try $0.storedSettings().etag } : "stale"
      return try await desk.desk.settings.updateSettings(
        call, [StoredSettings.Change(setting: choice.name, value: text)], profile: nil, etag: etag)
    }
  }
}
