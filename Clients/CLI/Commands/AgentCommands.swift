import LatchkeyClient
import LatchkeySchema

/// Agents, other than their passwords.
enum AgentCommands {
  static let agent = Argument(name: "AGENT", help: "address, login name or number")
  static let role = Option(
    name: "--role", value: "ROLE", help: "a role by name or number; once for each", isMany: true)

  static let all = [
    Command(
      noun: "agent", verb: "list", summary: "who there is",
      options: [
        Option(name: "--search", value: "TEXT", help: "only with this in a name or an address"),
        Command.limit, Command.after,
      ],
      examples: ["latchkey agent list", "latchkey agent list --search bo --json"],
      action: Self.list),
    Command(
      noun: "agent", verb: "show", summary: "one agent", arguments: [Self.agent],
      examples: ["latchkey agent show bo@example.org"], action: Self.show),
    Command(
      noun: "agent", verb: "create", summary: "add an agent",
      arguments: [Argument(name: "ADDRESS", help: "primary e-mail address")],
      options: Self.profile + [
        Self.role, Option(name: "--invite", help: "mail an invitation to set the first password"),
      ],
      examples: [
        "latchkey agent create bo@example.org --name \"Bo Ek\" --role Agent --invite"
      ],
      action: Self.create),
    Command(
      noun: "agent", verb: "update", summary: "change what is given", arguments: [Self.agent],
      options: Self.profile + [
        Option(
          name: "--email", value: "ADDRESS",
          help: "all addresses from now on, the primary one first; once for each", isMany: true),
        Command.revision,
      ],
      about: "An empty --login or --phone removes it.",
      examples: ["latchkey agent update bo@example.org --name \"Bo Ekman\""],
      action: Self.update),
    Command(
      noun: "agent", verb: "deactivate", summary: "end sign-in, sessions and links",
      arguments: [Self.agent],
      options: [Option(name: "--reason", value: "TEXT", help: "for the audit"), Command.yes],
      examples: ["latchkey agent deactivate bo@example.org --reason \"left the company\""],
      action: Self.deactivate),
    Command(
      noun: "agent", verb: "reactivate", summary: "let an agent back in, by invitation",
      arguments: [Self.agent], examples: ["latchkey agent reactivate bo@example.org"],
      action: Self.reactivate),
    Command(
      noun: "agent", verb: "delete", summary: "make a contact of an agent who leaves",
      arguments: [Self.agent], options: [Command.yes],
      about: "Roles, sessions, links and the password are gone. It cannot be undone.",
      examples: ["latchkey agent delete bo@example.org"], action: Self.delete),
    Command(
      noun: "agent", verb: "roles", summary: "set all roles of an agent",
      arguments: [
        Self.agent,
        Argument(name: "ROLE", help: "names or numbers", isOptional: true, isMany: true),
      ],
      options: [Option(name: "--none", help: "no role at all")],
      examples: ["latchkey agent roles bo@example.org \"Password Desk\" Agent"],
      action: Self.roles),
    Command(
      noun: "agent", verb: "transfer-administrator", summary: "hand the Account Administrator over",
      arguments: [Self.agent], options: [Command.yes],
      about: "Only the Account Administrator can, and cannot take it back.",
      examples: ["latchkey agent transfer-administrator ana@example.org"],
      action: Self.transfer),
  ]

  private static let profile = [
    Option(name: "--name", value: "NAME", help: "the name that people read"),
    Option(name: "--login", value: "NAME", help: "a second way to sign in"),
    Option(name: "--phone", value: "NUMBER", help: "telephone number"),
    Option(name: "--locale", value: "TAG", help: "language of mails, such as en or de-AT"),
  ]

  static func list(_ run: Run) async throws(Refusal) {
    let answer = try await run.call(
      Agents.ListAgents(
        limit: try run.values.limit(of: run.command),
        afterID: try run.values.number("--after", of: run.command),
        search: run.values.option("--search")))
    try run.show(answer.agents, none: "There is no such agent.") { agents in
      Layout.table(
        ["ID", "NAME", "ADDRESS", "STATUS", "ROLES"],
        agents.map { agent in
          [
            "\(agent.id)", agent.displayName, agent.emails.first ?? "–", agent.status.rawValue,
            AgentText.roles(of: agent),
          ]
        })
    }
    if let next = answer.nextAfterID { run.output.note("There are more: --after \(next)") }
  }

  static func show(_ run: Run) async throws(Refusal) {
    try run.show(try await run.call(Agents.GetAgent(agent: try run.agent())), AgentText.card)
  }

  static func create(_ run: Run) async throws(Refusal) {
    guard let name = run.values.option("--name") else {
      throw run.command.usage("--name is missing: the name that people read.")
    }
    let roles = try await run.roleIDs(run.values.options("--role") ?? [])
    let agent = try await run.call(
      Agents.CreateAgent(
        displayName: name, email: run.argument("ADDRESS"),
        loginName: run.values.option("--login"), phone: run.values.option("--phone"),
        locale: run.values.option("--locale"), roleIDs: roles,
        sendInvitation: run.values.flag("--invite")))
    try run.show(agent, AgentText.card)
  }

  static func update(_ run: Run) async throws(Refusal) {
    let agent = try await run.call(
      Agents.UpdateAgent(
        agent: try run.agent(), displayName: run.values.option("--name"),
        emails: run.values.options("--email"), loginName: run.values.option("--login"),
        phone: run.values.option("--phone"), locale: run.values.option("--locale"),
        revision: try run.values.number("--revision", of: run.command)))
    try run.show(agent, AgentText.card)
  }

  static func deactivate(_ run: Run) async throws(Refusal) {
    try run.confirm("Deactivate \(run.argument("AGENT"))? Sessions and links end at once.")
    let agent = try await run.call(
      Agents.DeactivateAgent(agent: try run.agent(), reason: run.values.option("--reason")))
    try run.show(agent) { ["\(Layout.visible($0.displayName)) is deactivated."] }
  }

  static func reactivate(_ run: Run) async throws(Refusal) {
    let agent = try await run.call(Agents.ReactivateAgent(agent: try run.agent()))
    try run.show(agent) {
      Layout.card("\($0.displayName) is let in again.", [("status", $0.status.rawValue)])
    }
  }

  static func delete(_ run: Run) async throws(Refusal) {
    let agent = try run.agent()
    try run.confirm("Make a contact of \(run.argument("AGENT"))? It cannot be undone.")
    let contact = try await run.call(Agents.DeleteAgent(agent: agent, confirmed: true))
    try run.show(contact, ContactText.card)
  }

  static func roles(_ run: Run) async throws(Refusal) {
    let names = run.values.arguments("ROLE")
    guard names.isEmpty == run.values.flag("--none") else {
      throw run.command.usage("Give the roles to hold from now on, or --none.")
    }
    let agent = try await run.call(
      Agents.SetRoles(agent: try run.agent(), roleIDs: try await run.roleIDs(names)))
    try run.show(agent) {
      Layout.card("\($0.displayName) has other roles.", [("roles", AgentText.roles(of: $0))])
    }
  }

  static func transfer(_ run: Run) async throws(Refusal) {
    try run.confirm("Hand the Account Administrator over to \(run.argument("AGENT"))?")
    let agent = try await run.call(Agents.TransferAccountAdministrator(agent: try run.agent()))
    try run.show(agent) { ["\(Layout.visible($0.displayName)) is the Account Administrator."] }
  }
}

extension Run {

  /// Numbers of roles that were named. Asks the service only for names.
  func roleIDs(_ names: [String]) async throws(Refusal) -> [Int64] {
    if names.allSatisfy({ Int64($0) != nil }) { return names.compactMap { Int64($0) } }
    let known = try await self.call(Roles.ListRoles()).roles
    var ids: [Int64] = []
    for name in names {
      let found = known.first { $0.name == name } ?? known.first { "\($0.id)" == name }
      guard let found else {
        throw .here(
          "There is no role \"\(name)\"."
            + Suggestion.sentence(for: name, among: known.map(\.name)),
          next: "latchkey role list", .notFound)
      }
      ids.append(found.id)
    }
    return ids
  }
}
