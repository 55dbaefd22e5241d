extension SchemaSource {
  /// Where the server leads each method: to the function of its name of the handlers of its service.
  var dispatchFile: GeneratedFile {
    var text = SwiftText(imports: [
      "import LatchkeyAuthorization", "import LatchkeyHot", "import LatchkeyRuntime",
      "import LatchkeySchema",
    ])
    text.space()
    text.add("extension Handlers {")
    text.add("  /// Has a request carried out by the handler of its method.")
    text.add("  func carryOut(_ context: RequestContext) async throws -> Reply {")
    text.add("    switch context.method.byService {")
    for service in self.services {
      text.add("    case .\(service.propertyName)(let method):")
      text.add("      try await self.\(service.propertyName)Handlers.carryOut(method, context)")
    }
    text.add("    }")
    text.add("  }")
    text.add("}")
    self.synchronousAnswers(&text)
    for service in self.services {
      text.space()
      text.add("extension \(service.name)Handlers {")
      text.list(
        "fileprivate func carryOut(",
        ["_ method: \(service.name)Method", "_ context: RequestContext"],
        ") async throws -> Reply {", indent: 2, tailAlone: true)
      text.add("    switch method {")
      for method in service.methods {
        let way =
          switch method.kind {
          case .unary: method.isFast ? "answerDirectly" : "answer"
          case .serverStream: "answerStream"
          case .bidirectional: "answerBothWays"
          }
        let call = "try await context.\(way)(\(method.name).self, self.\(method.functionName))"
        let line = "    case .\(method.functionName): \(call)"
        if line.count <= SwiftText.width {
          text.add(line)
        } else {
          text.add("    case .\(method.functionName):")
          text.list(
            "try await context.\(way)(", ["\(method.name).self", "self.\(method.functionName)"],
            ")",
            indent: 6, tailAlone: false)
        }
      }
      text.add("    }")
      text.add("  }")
      text.add("}")
    }
    return GeneratedFile(path: "Sources/LatchkeyServer/Generated/Dispatch.swift", text: text.text)
  }

  private func synchronousAnswers(_ text: inout SwiftText) {
    text.space()
    text.add("extension Handlers {")
    text.document(
      [
        "The body of the answer to a call of a fast method, where it can be given without a task; nil where",
        "``carryOut(_:)`` has to say what the call is.",
      ], indent: 2)
    text.list(
      "func answerSynchronously(",
      ["_ method: Method", "_ body: [UInt8]", "_ principal: ServicePrincipal"], ") -> [UInt8]? {",
      indent: 2, tailAlone: true)
    text.add("    switch method {")
    for service in self.services {
      for method in service.methods where method.isFast {
        text.add("    case .\(method.caseName):")
        text.add(
          "      self.\(service.propertyName)Handlers.\(method.functionName)Synchronously(body, principal)"
        )
        text.add("        .map { DirectCoding.encode($0) }")
      }
    }
    text.add("    default: nil")
    text.add("    }")
    text.add("  }")
    text.add("}")
  }
}
