extension SchemaSource {
  /// The enumeration of all methods.
  var methodFile: GeneratedFile {
    var text = SwiftText()
    text.space()
    text.document(
      [
        "Everything that can be called. The raw value is the number on the wire and is never used again",
        "for anything else.", "",
        "A case is the method's name with a small first letter and without the dot: `Agents.SetPassword` is",
        "``agentsSetPassword``. Hundreds are services; gaps are methods that are specified and not built.",
      ], indent: 0)
    text.add("public enum Method: UInt16, CaseIterable, Sendable {")
    for service in self.services {
      if service != self.services.first { text.space() }
      text.add("  // \(service.name)")
      for method in service.methods {
        text.add("  /// `\(method.name)`")
        text.add("  case \(method.caseName) = \(method.number)")
      }
    }
    text.add("}")
    text.space()
    text.add("extension Method {")
    text.add("  /// Service and verb: `Agents.SetPassword`.")
    text.add("  public var name: String {")
    text.add("    switch self {")
    for method in self.methods {
      text.add("    case .\(method.caseName): \"\(method.name)\"")
    }
    text.add("    }")
    text.add("  }")
    text.space()
    text.add("  /// What both ends know of the method, as its request declares it.")
    text.add("  public var declaration: Declaration {")
    text.add("    switch self {")
    for method in self.methods {
      text.add("    case .\(method.caseName): \(method.name).declaration")
    }
    text.add("    }")
    text.add("  }")
    text.add("}")
    return GeneratedFile(path: "Protocol/Schema/Generated/Method.swift", text: text.text)
  }

  /// The methods of each service, for tables with one part a service.
  var serviceFile: GeneratedFile {
    var text = SwiftText()
    for service in self.services {
      text.space()
      text.document(["The methods of the service \(service.name), with their numbers."], indent: 0)
      text.add("public enum \(service.name)Method: UInt16, CaseIterable, Sendable {")
      for method in service.methods {
        text.add("  /// `\(method.name)`")
        text.add("  case \(method.functionName) = \(method.number)")
      }
      text.add("}")
    }
    text.space()
    text.add("/// A method within its service.")
    text.add("public enum ServiceMethod: Hashable, Sendable {")
    for service in self.services {
      text.add("  /// Of the service \(service.name).")
      text.add("  case \(service.caseName)(\(service.name)Method)")
    }
    text.add("}")
    text.space()
    text.add("extension Method {")
    text.add("  /// The method within its service.")
    text.add("  public var byService: ServiceMethod {")
    text.add("    switch self {")
    for service in self.services {
      for method in service.methods {
        text.add("    case .\(method.caseName): .\(service.propertyName)(.\(method.functionName))")
      }
    }
    text.add("    }")
    text.add("  }")
    text.add("}")
    return GeneratedFile(path: "Protocol/Schema/Generated/ServiceMethod.swift", text: text.text)
  }

  /// The words of every vocabulary, in the order in which to show them.
  var vocabularyFile: GeneratedFile {
    var text = SwiftText()
    for vocabulary in self.vocabularies {
      text.space()
      text.add("extension \(vocabulary.name) {")
      text.add("  /// Every word of this version, in the order in which to show them.")
      text.list(
        "public static let known: [Self] = [", vocabulary.words.map { ".\($0.name)" }, "]",
        indent: 2, tailAlone: true, endsWithComma: true)
      text.add("}")
    }
    return GeneratedFile(path: "Protocol/Schema/Generated/Vocabularies.swift", text: text.text)
  }
}

extension DeclaredService {
  /// The case of `ServiceMethod`; `operator` is a word of the language.
  var caseName: String { self.propertyName == "operator" ? "`operator`" : self.propertyName }
}
