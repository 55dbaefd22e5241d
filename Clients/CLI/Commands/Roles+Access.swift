import LatchkeyClient
import LatchkeySchema

/// The command that explains a decision of the authorization.
enum AccessCommands {
  static let all: [Command<Run>] = [
    Command(
      noun: "explain", summary: "whether an agent may call a method, and which check decides",
      arguments: [AccountArguments.agent, Self.method], options: [Self.target, Self.principal],
      about:
        "Runs the checks of the service in their order, up to the one that decides. The method "
        + "itself is not called. Exit code 10 if it would be refused.",
      examples: [
        "latchkey explain tom@example.org Agents.SendPasswordResetLink --on agent:bo@example.org",
        "latchkey explain 7 Contacts.SetPassword --on contact:jane@example.com",
      ],
      action: Self.explain)
  ]

  private static let method = Argument(
    "METHOD", .method, help: "such as Contacts.SetPassword; latchkey call --list")
  private static let target = Option(
    "--on", "TARGET", .target, help: "the target: number, contact:NAME, agent:NAME or role:NAME")
  private static let principal = Option(
    "--through", "SERVICE", .text, help: "the service that would call (this one)")

  private static func explain(_ run: Run) async throws(Refusal) {
    let name = try run[Self.method]
    guard let method = MethodText.method(name) else { throw MethodText.unknown(name) }
    let agent = try run[AccountArguments.agent]
    var request = Roles.ExplainAccess(
      agent: agent.reference, method: method.declaration.name,
      principal: try run[Self.principal])
    let target = try run[Self.target]
    switch target {
    case .role(let name): request.targetRoleID = try await run.roleID(name)
    case .account(let account):
      request.target = account.reference
      request.targetPopulation = account.population
    case nil: break
    }
    let answer = try await run.call(request)
    try run.show(answer) { Self.lines($0, agent.text, method, target?.text) }
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
    let labels = answer.missingPermissions.map(\.label).joined(separator: ", ")
    let end = Layout.card(
      "",
      [
        ("missing", labels.isEmpty ? nil : labels), ("reason", answer.reason),
        ("next", answer.advice.isEmpty ? nil : answer.advice),
      ])
    return ([heading] + steps).map(Layout.visible) + end.dropFirst()
  }

  /// A check in words.
  private static func words(for check: String) -> String {
    switch check {
    case "scope": "the service may call the method"
    case "session": "the caller is signed in"
    case "permission": "the roles permit it"
    case "target": "the target exists"
    case "owner": "not the Account Administrator's account"
    case "other": "not the caller's own account"
    case "rank": "the target has no more permissions"
    case "population": "the target is of the right population"
    case "grant": "grants only the caller's permissions"
    case "step_up": "a step-up was made"
    case "precondition": "possible in the present state"
    default: check.replacing("_", with: " ")
    }
  }
}

/// Target of a method: an account, or a role by `role:`.
private enum AccessTarget {
  case account(AccountText)
  case role(String)

  /// The text that was typed.
  var text: String {
    switch self {
    case .account(let account): account.text
    case .role(let name): "role:\(name)"
    }
  }
}

extension ValueKind<AccessTarget> {
  fileprivate static var target: ValueKind {
    ValueKind { text, _ throws(WrongValue) in
      text.hasPrefix("role:")
        ? .role(String(text.dropFirst(5))) : .account(try AccountText(text))
    }
  }
}
