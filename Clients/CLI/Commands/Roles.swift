import LatchkeyClient
import LatchkeySchema

/// Commands for roles.
enum RolesCommands {
  static let all: [Command<Run>] = [
    Command(
      noun: "role", verb: "list", summary: "list all roles", examples: ["latchkey role list"],
      action: Self.list),
    Command(
      noun: "role", verb: "show", summary: "show one role and its permissions",
      arguments: [Self.role], examples: ["latchkey role show \"Password Desk\""],
      action: Self.show),
    Command(
      noun: "role", verb: "create", summary: "add a role", arguments: [Self.newName],
      options: [Self.permission],
      about: "Permissions: " + PermissionName.known.map(\.label).joined(separator: ", ") + ".",
      examples: [
        "latchkey role create \"Password Desk\" --permission \"Manage Agents\" --permission manage_agent_password"
      ],
      action: Self.create),
    Command(
      noun: "role", verb: "update",
      summary: "change a role, for its members from their next call on",
      arguments: [Self.role], options: [Self.name, Self.permission, CommonOptions.revision],
      about: "The given permissions replace all that the role had.",
      examples: ["latchkey role update \"Team Lead\" --permission manage_agents"],
      action: Self.update),
    Command(
      noun: "role", verb: "clone", summary: "copy a role under another name",
      arguments: [Self.role, Self.copyName], about: "Copies of built-in roles can be changed.",
      examples: ["latchkey role clone Supervisor \"Night Desk\""], action: Self.clone),
    Command(
      noun: "role", verb: "delete", summary: "delete a role", arguments: [Self.role],
      options: [Self.reassignTo, CommonOptions.yes],
      examples: ["latchkey role delete \"Team Lead\" --reassign-to Agent"], action: Self.delete),
  ]

  private static let role = Argument("ROLE", .text, help: "name or number")
  private static let newName = Argument("NAME", .text, help: "a name that is not in use")
  private static let copyName = Argument("NAME", .text, help: "the name of the copy")
  private static let name = Option("--name", "NAME", .text, help: "a new name")
  private static let permission = Option(
    many: "--permission", "PERMISSION", .permission,
    help: "by label or word, such as \"Manage Agents\" or manage_agents; once for each")
  private static let reassignTo = Option(
    "--reassign-to", "ROLE", .text, help: "the role that its members get instead")

  private static func list(_ run: Run) async throws(Refusal) {
    try run.show(
      try await run.call(Roles.ListRoles()).roles, none: "There is no role.", RoleText.table)
  }

  private static func show(_ run: Run) async throws(Refusal) {
    let id = try await run.roleID(try run[Self.role])
    try run.show(try await run.call(Roles.GetRole(id: id)), RoleText.card)
  }

  private static func create(_ run: Run) async throws(Refusal) {
    let role = try await run.call(
      Roles.CreateRole(
        name: try run[Self.newName], permissions: try run[Self.permission] ?? []))
    try run.show(role, RoleText.card)
  }

  private static func update(_ run: Run) async throws(Refusal) {
    let permissions = try run[Self.permission]
    let id = try await run.roleID(try run[Self.role])
    let role = try await run.call(
      Roles.UpdateRole(
        id: id, name: try run[Self.name], permissions: permissions,
        revision: try run[CommonOptions.revision]))
    try run.show(role, RoleText.card)
  }

  private static func clone(_ run: Run) async throws(Refusal) {
    let id = try await run.roleID(try run[Self.role])
    let role = try await run.call(Roles.CloneRole(id: id, name: try run[Self.copyName]))
    try run.show(role, RoleText.card)
  }

  private static func delete(_ run: Run) async throws(Refusal) {
    let name = try run[Self.role]
    try run.confirm("Delete the role \(name)?")
    var target: Int64?
    if let heir = try run[Self.reassignTo] { target = try await run.roleID(heir) }
    let answer = try await run.call(
      Roles.DeleteRole(id: try await run.roleID(name), reassignToID: target))
    try run.show(answer) { answer in
      let agents = Int64(answer.reassigned)
      return Layout.card(
        "The role is deleted.",
        [("reassigned", agents == 0 ? nil : Times.count(agents, "agent"))])
    }
  }
}
