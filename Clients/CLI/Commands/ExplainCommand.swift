import LatchkeyClient
import LatchkeySchema

/// Why somebody may, or may not.
enum ExplainCommand {
  static let all = [
    Command(
      noun: "explain", summary: "may this agent do that, and which check decides",
      arguments: [
        AgentCommands.agent,
        Argument(name: "METHOD", help: "such as Contacts.SetPassword; latchkey call --list"),
      ],
      options: [
        Option(
          name: "--on", value: "TARGET",
          help: "on whom: number, contact:NAME, agent:NAME or role:NAME"),
        Option(name: "--through", value: "SERVICE", help: "called by this service (this one)"),
      ],
      about:
        "The very checks of the service, in their order, up to the one that decides. Nothing is "
        + "called. Exit code 10 if it would be refused.",
      examples: [
        "latchkey explain tom@example.org Agents.SendPasswordResetLink --on agent:bo@example.org",
        "latchkey explain 7 Contacts.SetPassword --on contact:jane@example.com",
      ],
      action: Self.explain)
  ]

  static func explain(_ run: Run) async throws(Refusal) {
    let name = run.argument("METHOD")
    guard let method = CallCommand.method(name) else { throw CallCommand.unknown(name) }
    var request = Roles.ExplainAccess(
      agent: try run.agent(), method: method.declaration.name,
      principal: run.values.option("--through"))
    let target = run.values.option("--on")
    if let target, target.hasPrefix("role:") {
      request.targetRoleID = try await run.roleIDs([String(target.dropFirst(5))]).first
    } else if let target {
      let account = try TypedAccount(target, of: run.command)
      request.target = account.reference
      request.targetPopulation = account.population
    }
    let answer = try await run.call(request)
    try run.show(answer) { Self.lines($0, run.argument("AGENT"), method, target) }
    if !answer.isAllowed { throw .answered(.checkedAndBad) }
  }

  private static func lines(
    _ answer: Roles.ExplainAccess.Response, _ agent: String, _ method: Method, _ target: String?
  ) -> [String] {
    let what = "\(method.declaration.name)\(target.map { " on \($0)" } ?? "")"
    let heading = "\(agent) \(answer.isAllowed ? "may" : "may not") call \(what)."
    let width = answer.steps.map { Columns.count(Self.words(for: $0.check)) }.max() ?? 0
    let steps = answer.steps.map { step in
      let mark = step.passed ? "✓" : "✗"
      return "  \(mark) \(Columns.padded(Self.words(for: step.check), to: width))  \(step.detail)"
    }
    let end = Layout.card(
      "",
      [
        (
          "missing",
          answer.missingPermissions.isEmpty
            ? nil : answer.missingPermissions.map(\.label).joined(separator: ", ")
        ), ("hears", answer.reason), ("next", answer.advice.isEmpty ? nil : answer.advice),
      ])
    return ([heading] + steps).map(Layout.visible) + end.dropFirst()
  }

  /// A check in the words of people.
  private static func words(for check: String) -> String {
    switch check {
    case "scope": "the service may call it"
    case "session": "somebody is signed in"
    case "permission": "the roles permit it"
    case "target": "the target is there"
    case "owner": "not the Account Administrator's"
    case "other": "not the own account"
    case "rank": "no more permissions than the actor"
    case "population": "of the right population"
    case "grant": "gives only what the actor has"
    case "step_up": "a fresh proof"
    case "precondition": "possible as things are"
    default: check.replacing("_", with: " ")
    }
  }
}
