import LatchkeyDeclarations

/// Writes the calls of the Swift client: one type a service, one function a method.
struct SwiftClient {
  let source: SchemaSource

  /// One file a service.
  var files: [GeneratedFile] { self.source.services.map { self.file(of: $0) } }

  private func file(of service: DeclaredService) -> GeneratedFile {
    var text = SwiftText(
      imports: (self.namesBase(service) ? ["public import LatchkeyBase"] : [])
        + ["public import LatchkeySchema"])
    let property = service.propertyName == "operator" ? "`operator`" : service.propertyName
    text.space()
    text.add("extension LatchkeyClient {")
    text.document(service.documentation, indent: 2)
    text.add(
      "  public var \(property): \(service.name)Calls { \(service.name)Calls(client: self) }")
    text.add("}")
    text.space()
    text.document(service.documentation, indent: 0)
    text.add("public struct \(service.name)Calls: Sendable {")
    text.add("  let client: LatchkeyClient")
    for method in service.methods { self.write(method, to: &text) }
    text.add("}")
    return GeneratedFile(
      path: "Clients/Swift/Generated/\(service.name)Calls.swift", text: text.text)
  }

  private func namesBase(_ service: DeclaredService) -> Bool {
    service.methods.contains { method in
      SessionUse(of: method) != .none
        || method.request.fields.contains { $0.type == "Secret" || $0.type == "Timestamp" }
    }
  }

  private func write(_ method: DeclaredMethod, to text: inout SwiftText) {
    let session = SessionUse(of: method)
    let fields = method.request.fields
    var parameters = fields.map { field in
      let value = field.defaultValue ?? (field.isOptional ? "nil" : nil)
      return "\(field.name): \(field.type)\(field.isOptional ? "?" : "")"
        + (value.map { " = \($0)" } ?? "")
    }
    var documented = fields.map { (name: $0.name, text: $0.documentation) }
    switch session {
    case .none: break
    case .optional(let meaning):
      parameters.append("as session: Secret? = nil")
      documented.append((name: "session", text: ["Whose call this is.", meaning]))
    case .required:
      parameters.append("as session: Secret")
      documented.append((name: "session", text: ["Whose call this is."]))
    }
    let isAcknowledged = method.answer == "Acknowledgement"
    text.space()
    text.document(
      method.request.documentation, parameters: documented, returns: self.returns(method),
      throws: method.kind == .unary ? "``LatchkeyError``." : nil, indent: 2)
    let result =
      switch method.kind {
      case .unary: isAcknowledged ? "" : " -> \(method.answer)"
      case .serverStream: " -> AnswerStream<\(method.answer)>"
      case .bidirectional: " -> TwoWayStream<\(method.element ?? ""), \(method.answer)>"
      }
    let effects = method.kind == .unary ? " async throws(LatchkeyError)" : ""
    text.list(
      "public func \(method.functionName)(", parameters, ")\(effects)\(result) {", indent: 2,
      tailAlone: true)
    self.call(method, session, to: &text)
    text.add("  }")
  }

  private func call(
    _ method: DeclaredMethod, _ session: SessionUse, to text: inout SwiftText
  ) {
    let way =
      switch method.kind {
      case .unary: method.isFast ? "callDirectly" : "call"
      case .serverStream: "stream"
      case .bidirectional: "exchange"
      }
    let start =
      (method.answer == "Acknowledgement" ? "_ = " : "")
      + (method.kind == .unary ? "try await " : "")
    text.call(
      "\(start)self.client.\(way)(", method.name,
      method.request.fields.map { "\($0.name): \($0.name)" },
      session == .none ? [] : ["as: session"], indent: 4)
  }

  private func returns(_ method: DeclaredMethod) -> String? {
    switch method.kind {
    case .unary:
      if method.answer == "Acknowledgement" { return nil }
      return self.source.records[method.answer]?.documentation.prefix { !$0.isEmpty }
        .joined(separator: " ")
    case .serverStream: return "The messages, as they come."
    case .bidirectional: return "The call in progress."
    }
  }
}
