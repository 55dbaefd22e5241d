import LatchkeyClient
import LatchkeySchema

/// Roles.
enum RoleCommands {
  private static let role = Argument(name: "ROLE", help: "name or number")
  private static let permission = Option(
    name: "--permission", value: "PERMISSION",
    help: "by label or word, such as \"Manage Agents\" or manage_agents; once for each",
    isMany: true)

  static let all = [
    Command(
      noun: "role", verb: "list", summary: "all roles", examples: ["latchkey role list"],
      action: Self.list),
    Command(
      noun: "role", verb: "show", summary: "one role and what it permits", arguments: [Self.role],
      examples: ["latchkey role show \"Password Desk\""], action: Self.show),
    Command(
      noun: "role", verb: "create", summary: "add a role",
      arguments: [Argument(name: "NAME", help: "a name that is not in use")],
      options: [Self.permission],
      about: "Permissions: " + PermissionName.known.map(\.label).joined(separator: ", ") + ".",
      examples: [
        "latchkey role create \"Password Desk\" --permission \"Manage Agents\" --permission manage_agent_password"
      ],
      action: Self.create),
    Command(
      noun: "role", verb: "update", summary: "change a role; members notice at their next call",
      arguments: [Self.role],
      options: [
        Option(name: "--name", value: "NAME", help: "a new name"), Self.permission,
        Command.revision,
      ],
      about: "The permissions given replace all that it had.",
      examples: ["latchkey role update \"Team Lead\" --permission manage_agents"],
      action: Self.update),
    Command(
      noun: "role", verb: "clone", summary: "copy a role under another name",
      arguments: [Self.role, Argument(name: "NAME", help: "the name of the copy")],
      about: "Copies of built-in roles can be changed.",
      examples: ["latchkey role clone Supervisor \"Night Desk\""], action: Self.clone),
    Command(
      noun: "role", verb: "delete", summary: "delete a role", arguments: [Self.role],
      options: [
        Option(name: "--reassign-to", value: "ROLE", help: "the role that its members get"),
        Command.yes,
      ],
      examples: ["latchkey role delete \"Team Lead\" --reassign-to Agent"], action: Self.delete),
  ]

  static func list(_ run: Run) async throws(Refusal) {
    try run.show(try await run.call(Roles.ListRoles()).roles, none: "There is no role.") { roles in
      Layout.table(
        ["ID", "NAME", "MEMBERS", "PERMISSIONS"],
        roles.map { role in
          ["\(role.id)", role.name, "\(role.memberCount)", Self.permissions(of: role)]
        })
    }
  }

  static func show(_ run: Run) async throws(Refusal) {
    try run.show(
      try await run.call(Roles.GetRole(id: try await Self.id(run, run.argument("ROLE")))),
      Self.card)
  }

  static func create(_ run: Run) async throws(Refusal) {
    let role = try await run.call(
      Roles.CreateRole(
        name: run.argument("NAME"), permissions: try Self.permissions(run) ?? []))
    try run.show(role, Self.card)
  }

  static func update(_ run: Run) async throws(Refusal) {
    let role = try await run.call(
      Roles.UpdateRole(
        id: try await Self.id(run, run.argument("ROLE")), name: run.values.option("--name"),
        permissions: try Self.permissions(run),
        revision: try run.values.number("--revision", of: run.command)))
    try run.show(role, Self.card)
  }

  static func clone(_ run: Run) async throws(Refusal) {
    let role = try await run.call(
      Roles.CloneRole(
        id: try await Self.id(run, run.argument("ROLE")), name: run.argument("NAME")))
    try run.show(role, Self.card)
  }

  static func delete(_ run: Run) async throws(Refusal) {
    try run.confirm("Delete the role \(run.argument("ROLE"))?")
    var target: Int64?
    if let name = run.values.option("--reassign-to") { target = try await Self.id(run, name) }
    let answer = try await run.call(
      Roles.DeleteRole(id: try await Self.id(run, run.argument("ROLE")), reassignToID: target))
    try run.show(answer) { answer in
      Layout.card(
        "The role is deleted.",
        [
          (
            "changed over",
            answer.reassigned == 0 ? nil : Times.count(Int64(answer.reassigned), "agent")
          )
        ])
    }
  }

  private static func id(_ run: Run, _ name: String) async throws(Refusal) -> Int64 {
    try await run.roleIDs([name]).first ?? 0
  }

  private static func permissions(_ run: Run) throws(Refusal) -> [PermissionName]? {
    guard let names = run.values.options("--permission") else { return nil }
    var permissions: [PermissionName] = []
    for name in names {
      let found = PermissionName.known.first {
        $0.rawValue == name || $0.label.lowercased() == name.lowercased()
      }
      guard let found else {
        throw run.command.usage(
          "There is no such permission."
            + Suggestion.sentence(for: name, among: PermissionName.known.map(\.label)))
      }
      permissions.append(found)
    }
    return permissions
  }

  private static func card(_ role: RoleDetails) -> [String] {
    Layout.card(
      "\(role.name) · role \(role.id)",
      [
        ("permits", Self.permissions(of: role)), ("members", "\(role.memberCount)"),
        ("built in", role.isBuiltIn ? "yes" : nil), ("revision", "\(role.revision)"),
      ])
  }

  private static func permissions(of role: RoleDetails) -> String {
    // Super Admin implies the rest: naming it says all.
    if role.permissions.contains(.superAdmin) { return "everything (Super Admin)" }
    return role.permissions.isEmpty
      ? "nothing" : role.permissions.map(\.label).joined(separator: ", ")
  }
}
