import LatchkeySchema

/// The service's description of its methods, as lines for people.
enum DescriptionText {
  static func table(_ answer: Server.Describe.Response) -> [String] {
    let rows = answer.methods.map { method in
      [
        "\(method.number)", method.name, Self.arrow(method),
        method.isMutation ? "changes something" : "",
      ]
    }
    let limits = answer.limits.map {
      ($0.name.replacing("_", with: " "), "\($0.value)")
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

  static func lines(
    _ method: MethodView, _ answer: Server.Describe.Response
  ) -> [String] {
    let deadline = method.deadlineMilliseconds
    var lines = Layout.card(
      "\(method.name), method \(method.number)",
      [
        ("kind", method.kind.rawValue.replacing("_", with: " ")),
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
        ), ("proof", method.needsStepUp ? "step-up" : nil),
      ])
    let own = [
      ("request", method.request), ("messages after it", method.element),
      (method.kind == .unary ? "answer" : "messages of the answer", method.response),
    ].compactMap { role, name in
      answer.records.first { $0.name == name }.map { (role: role + " ", record: $0) }
    }
    let others = answer.records.filter { record in !own.contains { $0.record.name == record.name } }
    for (role, record) in own + others.map({ ("", $0) }) {
      lines += ["", role + Layout.visible(record.name) + (record.isExclusive ? ", one of:" : ":")]
      lines +=
        record.fields.isEmpty ? ["  no fields"] : Wrapping.columns(record.fields.map(Self.row))
    }
    for vocabulary in answer.vocabularies {
      lines += ["", Layout.visible(vocabulary.name) + ":"]
      lines += Wrapping.wrap(Layout.visible(vocabulary.words.joined(separator: ", ")), to: 76)
        .map { "  " + $0 }
    }
    return lines
  }

  private static func span(_ milliseconds: Int) -> String {
    if milliseconds <= 0 { return "no deadline" }
    return milliseconds % 1_000 == 0
      ? Times.span(milliseconds: Int64(milliseconds)) : "\(milliseconds) ms"
  }

  /// The rule for callers in words; an unknown rule as it came.
  private static func words(for caller: CallerRule) -> String {
    switch caller {
    case .nobody: "every caller, signed in or not"
    case .session: "every caller who is signed in"
    case .agentWithAll: "an agent with all of its permissions"
    case .agentWithAny: "an agent with one of its permissions"
    case .accountAdministrator: "the Account Administrator"
    case .hostOperator: "root on the host of the service"
    default: Layout.visible(caller.rawValue)
    }
  }

  private static func row(_ field: FieldView) -> (String, String) {
    let type = field.type.replacing(":", with: " ")
    return (
      Layout.visible(field.name), Layout.visible(type) + (field.isOptional ? ", optional" : "")
    )
  }
}
