import Foundation
import LatchkeyClient
import LatchkeySchema

/// What the service says of itself: also of a version that this program does not know.
enum DescribeCommand {
  static let all = [
    Command(
      noun: "describe", summary: "what can be called, as the service says it",
      arguments: [
        Argument(name: "METHOD", help: "such as Agents.GetAgent or 701", isOptional: true)
      ],
      options: [Option(name: "--cddl", help: "the text of the schema instead")],
      identity: .nobody,
      about: "Methods, fields, limits and required permissions come from the service, not from "
        + "this program: the two may be of different versions.",
      examples: ["latchkey describe", "latchkey describe Agents.SetPassword"],
      action: Self.describe)
  ]

  static func describe(_ run: Run) async throws(Refusal) {
    let isText = run.values.flag("--cddl")
    let method = run.values.argument("METHOD")
    let answer: Server.Describe.Response
    do throws(Refusal) {
      answer = try await run.call(Server.Describe(method: method, withText: isText ? true : nil))
    } catch .service(let error) where error.code == .notFound {
      throw CallCommand.unknown(
        method ?? "", among: try? await run.call(Server.Describe()), "latchkey describe")
    }
    if isText, !run.isJSON { return run.output.write(answer.cddl ?? "") }
    try run.show(answer) { answer in
      guard method != nil, let described = answer.methods.first else { return Self.table(answer) }
      return Self.lines(described, answer)
    }
  }

  private static func table(_ answer: Server.Describe.Response) -> [String] {
    let rows = answer.methods.map { method in
      [
        "\(method.number)", method.name, Self.arrow(method),
        method.isMutation ? "changes something" : "",
      ]
    }
    let limits = answer.limits.map {
      ($0.name.replacingOccurrences(of: "_", with: " "), "\($0.value)")
    }
    return Layout.table(["NUMBER", "METHOD", "", ""], rows) + [""]
      + Layout.card("Latchkey \(answer.version) has limits:", limits.map { ($0.0, $0.1) })
  }

  private static func arrow(_ method: MethodView) -> String {
    switch method.kind {
    case .serverStream: "answers with messages"
    case .clientStream: "takes messages"
    case .bidirectional: "takes and answers with messages"
    default: ""
    }
  }

  private static func lines(
    _ method: MethodView, _ answer: Server.Describe.Response
  ) -> [String] {
    let deadline = method.deadlineMilliseconds
    var lines = Layout.card(
      "\(method.name), method \(method.number)",
      [
        ("kind", method.kind.rawValue.replacingOccurrences(of: "_", with: " ")),
        ("at most", Self.span(deadline)),
        ("changes", method.isMutation ? "yes" : "no"),
        ("secrets", method.isSensitive ? "yes" : "no"),
        ("services", method.scopes.isEmpty ? "all" : method.scopes.joined(separator: ", ")),
        ("or alone", method.serviceScope),
        ("caller", Self.words(for: method.caller)),
        (
          "needs",
          method.permissions.isEmpty
            ? nil : method.permissions.map(\.rawValue).joined(separator: ", ")
        ), ("proof", method.needsStepUp ? "a fresh one" : nil),
      ])
    let own = [
      ("request", method.request), ("messages behind it", method.element),
      (method.kind == .unary ? "answer" : "messages of the answer", method.response),
    ].compactMap { role, name in
      answer.records.first { $0.name == name }.map { (role: role + " ", record: $0) }
    }
    let others = answer.records.filter { record in !own.contains { $0.record.name == record.name } }
    for (role, record) in own + others.map({ ("", $0) }) {
      lines += ["", role + Layout.visible(record.name) + (record.isExclusive ? ", one of:" : ":")]
      lines += record.fields.isEmpty ? ["  nothing"] : HelpText.columns(record.fields.map(Self.row))
    }
    for vocabulary in answer.vocabularies {
      lines += ["", Layout.visible(vocabulary.name) + ":"]
      lines += HelpText.wrap(Layout.visible(vocabulary.words.joined(separator: ", ")), to: 76)
        .map { "  " + $0 }
    }
    return lines
  }

  private static func span(_ milliseconds: Int) -> String {
    if milliseconds <= 0 { return "no deadline" }
    return milliseconds % 1_000 == 0
      ? Times.span(milliseconds: Int64(milliseconds)) : "\(milliseconds) ms"
  }

  /// Who may call; what is not known stands as it came.
  private static func words(for caller: CallerRule) -> String {
    switch caller {
    case .nobody: "anybody, signed in or not"
    case .session: "anybody who is signed in"
    case .agentWithAll: "an agent with everything that it needs"
    case .agentWithAny: "an agent with one of what it needs"
    case .accountAdministrator: "the Account Administrator"
    case .hostOperator: "root on the host of the service"
    default: Layout.visible(caller.rawValue)
    }
  }

  private static func row(_ field: FieldView) -> (String, String) {
    let type = field.type.replacingOccurrences(of: ":", with: " ")
    return (
      Layout.visible(field.name), Layout.visible(type) + (field.isOptional ? ", optional" : "")
    )
  }
}
