/// Reads one source file of the schema, line by line.
///
/// The form: namespaces (`public enum Agents {`, `extension Agents {`) that hold records (`public struct`)
/// with documented properties; requests have `static let declaration = Declaration(…)`; vocabularies are
/// structs of constants. See ``SourceError`` for everything else.
struct SchemaReader {
  private enum Scope {
    case namespace(String)
    case record(OpenRecord)
    case vocabulary(OpenVocabulary)
    case initializer
  }

  private let path: String
  private let lines: [Substring]
  private var position = 0
  private var documentation: [String] = []
  private var scopes: [Scope] = []
  private var file: ReadFile

  static func read(_ path: String, _ text: String) throws(SourceError) -> ReadFile {
    var reader = SchemaReader(path, text)
    try reader.run()
    return reader.file
  }

  private init(_ path: String, _ text: String) {
    self.path = path
    self.lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let name = path.split(separator: "/").last.map(String.init) ?? path
    self.file = ReadFile(name: String(name.dropLast(".swift".count)))
  }

  private func error(_ problem: String) -> SourceError {
    SourceError(file: self.path, line: self.position, problem: problem)
  }

  private mutating func run() throws(SourceError) {
    while let line = self.nextLine() {
      if line.isEmpty || line.hasPrefix("// ") || line.hasPrefix("internal import ") { continue }
      if line.hasPrefix("public import ") || line.hasPrefix("import ") { continue }
      if line.hasPrefix("///") {
        self.documentation.append(String(line.dropFirst(line.hasPrefix("/// ") ? 4 : 3)))
        continue
      }
      let whole = try self.completed(line)
      let isEmpty = whole.hasSuffix(" {}")
      try self.take(isEmpty ? String(whole.dropLast()) : whole)
      self.documentation = []
      if isEmpty { try self.take("}") }
    }
    guard self.scopes.isEmpty else { throw self.error("The file ends inside of a declaration.") }
  }

  private mutating func nextLine() -> String? {
    guard self.position < self.lines.count else { return nil }
    self.position += 1
    return String(self.lines[self.position - 1]).trimmed
  }

  /// The line with those behind it that it goes on in: until its parentheses are closed.
  private mutating func completed(_ line: String) throws(SourceError) -> String {
    var text = line
    while text.count(where: { "([".contains($0) }) > text.count(where: { ")]".contains($0) }) {
      guard let more = self.nextLine() else { throw self.error("A parenthesis is not closed.") }
      text += text.hasSuffix("(") || text.hasSuffix("[") || more.hasPrefix("]") ? more : " " + more
    }
    return text
  }

  private mutating func take(_ line: String) throws(SourceError) {
    switch self.scopes.last {
    case nil: try self.takeTop(line)
    case .namespace(let name): try self.takeInNamespace(line, name)
    case .record(var record):
      self.scopes.removeLast()
      self.scopes.append(.record(record))
      if try self.opensScope(line, inside: record.name) { return }
      if line == "}" { return try self.close(record) }
      try record.take(line, self.documentation) { self.error($0) }
      self.scopes[self.scopes.count - 1] = .record(record)
    case .vocabulary(var vocabulary):
      if line == "}" { return self.close(vocabulary) }
      if line == "public init(rawValue: String) {" { return self.scopes.append(.initializer) }
      guard vocabulary.take(line, self.documentation) else {
        throw self.error("A vocabulary has constants, \"rawValue\" and its initializer only.")
      }
      self.scopes[self.scopes.count - 1] = .vocabulary(vocabulary)
    case .initializer:
      if line == "}" { self.scopes.removeLast() }
    }
  }

  private mutating func takeTop(_ line: String) throws(SourceError) {
    if let name = line.between("public enum ", " {"), !name.contains(":") {
      self.file.namespaces[name] = self.documentation
      self.scopes.append(.namespace(name))
    } else if let name = line.between("extension ", " {") {
      self.scopes.append(.namespace(name))
    } else if try !self.opensScope(line, inside: nil) {
      throw self.error("A namespace, a record or a vocabulary is due here.")
    }
  }

  private mutating func takeInNamespace(_ line: String, _ name: String) throws(SourceError) {
    if line == "}" {
      self.scopes.removeLast()
    } else if let retired = Retired.numbers(in: line) {
      self.file.retired[name, default: [:]].merge(retired) { first, _ in first }
    } else if try !self.opensScope(line, inside: name) {
      throw self.error("A request or a record is due here.")
    }
  }

  /// Whether the line begins a record or a vocabulary.
  private mutating func opensScope(
    _ line: String, inside outer: String?
  ) throws(SourceError) -> Bool {
    let isEnum = line.hasPrefix("public enum ")
    guard let head = line.between(isEnum ? "public enum " : "public struct ", " {") else {
      return false
    }
    let parts = head.split(separator: ":", maxSplits: 1).map { String($0).trimmed }
    guard parts.count == 2 else { throw self.error("A record says what it conforms to.") }
    guard !self.documentation.isEmpty else { throw self.error("It has no documentation.") }
    let conformances = parts[1].split(separator: ",").map { String($0).trimmed }
    if conformances == ["Vocabulary"], !isEnum {
      self.scopes.append(
        .vocabulary(OpenVocabulary(name: parts[0], documentation: self.documentation)))
      return true
    }
    guard isEnum ? conformances == ["Message", "ExclusiveFields"] : conformances.count == 1,
      let protocolName = conformances.first,
      protocolName == "Message" || DeclaredKind(rawValue: protocolName) != nil
    else {
      throw self.error("A record conforms to Message or to one of the protocols of requests.")
    }
    self.scopes.append(
      .record(
        OpenRecord(
          name: outer.map { "\($0).\(parts[0])" } ?? parts[0], documentation: self.documentation,
          kind: DeclaredKind(rawValue: protocolName), isExclusive: isEnum, line: self.position)))
    return true
  }

  private mutating func close(_ record: OpenRecord) throws(SourceError) {
    self.scopes.removeLast()
    let declared = record.declared
    // Before the records that it holds, which were closed first.
    let place = self.file.records.firstIndex { $0.name.hasPrefix(declared.name + ".") }
    self.file.records.insert(declared, at: place ?? self.file.records.count)
    guard let kind = record.kind else { return }
    guard let text = record.declaration else {
      throw SourceError(
        file: self.path, line: record.line, problem: "The request has no declaration.")
    }
    do throws(DeclarationText.Problem) {
      self.file.methods.append(
        try DeclarationText(text).method(
          declared, kind,
          ownAnswer: self.file.records.contains {
            $0.name == declared.name + ".Response"
          }))
    } catch {
      throw SourceError(file: self.path, line: record.line, problem: error.text)
    }
  }

  private mutating func close(_ vocabulary: OpenVocabulary) {
    self.scopes.removeLast()
    self.file.vocabularies.append(vocabulary.declared)
  }
}
