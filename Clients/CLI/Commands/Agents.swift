import LatchkeyClient
import LatchkeySchema

/// Commands for agents, other than their passwords.
enum AgentsCommands {
  static let all: [Command<Run>] = [
    Command(
      noun: "agent", verb: "list", summary: "list agents",
      options: [Self.search, CommonOptions.limit, CommonOptions.after],
      examples: ["latchkey agent list", "latchkey agent list --search bo --json"],
      action: Self.list),
    Command(
      noun: "agent", verb: "show", summary: "show one agent", arguments: [AccountArguments.agent],
      examples: ["latchkey agent show bo@example.org"], action: Self.show),
    Command(
      noun: "agent", verb: "create", summary: "add an agent", arguments: [Self.address],
      options: [
        ProfileOptions.requiredName, ProfileOptions.login, ProfileOptions.phone,
        ProfileOptions.locale, CommonOptions.role, Self.invite,
      ],
      examples: [
        "latchkey agent create bo@example.org --name \"Bo Ek\" --role Agent --invite"
      ],
      action: Self.create),
    Command(
      noun: "agent", verb: "update", summary: "change the given fields of an agent",
      arguments: [AccountArguments.agent],
      options: [
        ProfileOptions.name, ProfileOptions.login, ProfileOptions.phone, ProfileOptions.locale,
        ProfileOptions.emails, CommonOptions.revision,
      ],
      about: "An empty --login or --phone removes it.",
      examples: ["latchkey agent update bo@example.org --name \"Bo Ekman\""],
      action: Self.update),
    Command(
      noun: "agent", verb: "deactivate", summary: "end sign-in, sessions and links",
      arguments: [AccountArguments.agent], options: [Self.reason, CommonOptions.yes],
      examples: ["latchkey agent deactivate bo@example.org --reason \"left the company\""],
      action: Self.deactivate),
    Command(
      noun: "agent", verb: "reactivate", summary: "reactivate an agent, by an invitation",
      arguments: [AccountArguments.agent], examples: ["latchkey agent reactivate bo@example.org"],
      action: Self.reactivate),
    Command(
      noun: "agent", verb: "delete", summary: "turn an agent who leaves into a contact",
      arguments: [AccountArguments.agent], options: [CommonOptions.yes],
      about: "Roles, sessions, links and the password are removed. This cannot be undone.",
      examples: ["latchkey agent delete bo@example.org"], action: Self.delete),
    Command(
      noun: "agent", verb: "roles", summary: "set all roles of an agent",
      arguments: [AccountArguments.agent, Self.roles], options: [Self.noRole],
      examples: ["latchkey agent roles bo@example.org \"Password Desk\" Agent"],
      action: Self.setRoles),
    Command(
      noun: "agent", verb: "transfer-administrator",
      summary: "make another agent the Account Administrator",
      arguments: [AccountArguments.agent], options: [CommonOptions.yes],
      about: "Only the Account Administrator can do this, and cannot take it back.",
      examples: ["latchkey agent transfer-administrator ana@example.org"],
      action: Self.transfer),
  ]

  private static let address = Argument("ADDRESS", .text, help: "primary e-mail address")
  private static let roles = Argument(
    many: "ROLE", .text, help: "names or numbers", isOptional: true)
  private static let noRole = Option(flag: "--none", help: "no role at all")
  private static let search = Option(
    "--search", "TEXT", .text, help: "only agents with this text in a name or an address")
  private static let invite = Option(
    flag: "--invite", help: "mail an invitation to set the first password")
  private static let reason = Option("--reason", "TEXT", .text, help: "kept in the audit")

  private static func list(_ run: Run) async throws(Refusal) {
    let answer = try await run.call(
      Agents.ListAgents(
        limit: Int(try run[CommonOptions.limit]), afterID: try run[CommonOptions.after],
        search: try run[Self.search]))
    try run.show(answer.agents, none: "There is no such agent.", AgentText.table)
    run.noteMore(CommonOptions.after, answer.nextAfterID)
  }

  private static func show(_ run: Run) async throws(Refusal) {
    let agent = try run[AccountArguments.agent]
    try run.show(try await run.call(Agents.GetAgent(agent: agent.reference)), AgentText.card)
  }

  private static func create(_ run: Run) async throws(Refusal) {
    let name = try run[ProfileOptions.requiredName]
    let roles = try await run.roleIDs(try run[CommonOptions.role] ?? [])
    let agent = try await run.call(
      Agents.CreateAgent(
        displayName: name, email: try run[Self.address], loginName: try run[ProfileOptions.login],
        phone: try run[ProfileOptions.phone], locale: try run[ProfileOptions.locale],
        roleIDs: roles, sendInvitation: try run[Self.invite]))
    try run.show(agent, AgentText.card)
  }

  private static func update(_ run: Run) async throws(Refusal) {
    let agent = try await run.call(
      Agents.UpdateAgent(
        agent: try run[AccountArguments.agent].reference,
        displayName: try run[ProfileOptions.name], emails: try run[ProfileOptions.emails],
        loginName: try run[ProfileOptions.login], phone: try run[ProfileOptions.phone],
        locale: try run[ProfileOptions.locale], revision: try run[CommonOptions.revision]))
    try run.show(agent, AgentText.card)
  }

  private static func deactivate(_ run: Run) async throws(Refusal) {
    let agent = try run[AccountArguments.agent]
    try run.confirm("Deactivate \(agent.text)? Sessions and links end at once.")
    let answer = try await run.call(
      Agents.DeactivateAgent(agent: agent.reference, reason: try run[Self.reason]))
    try run.show(answer) { ["\(Layout.visible($0.displayName)) is deactivated."] }
  }

  private static func reactivate(_ run: Run) async throws(Refusal) {
    let agent = try run[AccountArguments.agent]
    try run.show(try await run.call(Agents.ReactivateAgent(agent: agent.reference))) {
      Layout.card("\($0.displayName) is reactivated.", [("status", $0.status.rawValue)])
    }
  }

  private static func delete(_ run: Run) async throws(Refusal) {
    let agent = try run[AccountArguments.agent]
    try run.confirm("Turn \(agent.text) into a contact? This cannot be undone.")
    let contact = try await run.call(
      Agents.DeleteAgent(agent: agent.reference, confirmed: true))
    try run.show(contact, ContactText.card)
  }

  private static func setRoles(_ run: Run) async throws(Refusal) {
    let names = try run[Self.roles]
    guard try names.isEmpty == run[Self.noRole] else {
      throw run.usage("Give all roles that the agent shall have, or --none.")
    }
    let agent = try run[AccountArguments.agent]
    let answer = try await run.call(
      Agents.SetRoles(agent: agent.reference, roleIDs: try await run.roleIDs(names)))
    try run.show(answer) {
      Layout.card(
        "The roles of \($0.displayName) are set.", [("roles", AgentText.roles(of: $0))])
    }
  }

  private static func transfer(_ run: Run) async throws(Refusal) {
    let agent = try run[AccountArguments.agent]
    try run.confirm("Make \(agent.text) the Account Administrator in your place?")
    let answer = try await run.call(
      Agents.TransferAccountAdministrator(agent: agent.reference))
    try run.show(answer) { ["\(Layout.visible($0.displayName)) is the Account Administrator."] }
  }
}
