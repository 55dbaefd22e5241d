import LatchkeyDeclarations

/// How names and types of the schema are written in Python.
struct PythonNames {
  private let records: Set<String>
  private let vocabularies: Set<String>

  init(_ source: SchemaSource) {
    self.records = Set(source.records.keys)
    self.vocabularies = Set(source.vocabularies.map(\.name) + source.sharedVocabularies)
  }

  /// `newPassword` becomes `new_password`, `roleIDs` becomes `role_ids`.
  static func snake(_ name: String) -> String {
    var words = ""
    let letters = Array(name)
    for (index, letter) in letters.enumerated() {
      let isStart =
        letter.isUppercase && index > 0
        && (!letters[index - 1].isUppercase
          || (index + 1 < letters.count && letters[index + 1].isLowercase
            && letters[index + 1] != "s"))
      if isStart, !words.hasSuffix("_") { words.append("_") }
      words.append(contentsOf: letter.lowercased())
    }
    return words
  }

  /// `Agents.SetPassword.Response` becomes `AgentsSetPasswordResponse`.
  static func className(_ record: String) -> String { record.filter { $0 != "." } }

  /// `contact_has_no_email` becomes `CONTACT_HAS_NO_EMAIL`.
  static func constant(_ name: String) -> String { Self.snake(name).uppercased() }

  /// The type of a field, as an annotation.
  func annotation(_ field: DeclaredField) -> String {
    let type = self.annotation(field.type)
    return field.isOptional ? "Optional[\(type)]" : type
  }

  private func annotation(_ type: String) -> String {
    switch type {
    case "Bool": return "bool"
    case "Int", "Int64", "Timestamp": return "int"
    case "String": return "str"
    case "[UInt8]": return "bytes"
    case "Secret": return "Secret"
    case "[String: String]": return "Dict[str, str]"
    case let list where list.hasPrefix("["):
      return "List[\(self.annotation(String(list.dropFirst().dropLast())))]"
    case let name where self.vocabularies.contains(name): return "str"
    default: return Self.className(type)
    }
  }

  /// The class of the records that a field holds, if it holds any.
  func recordClass(_ field: DeclaredField) -> String? {
    let element = field.type.hasPrefix("[") ? String(field.type.dropFirst().dropLast()) : field.type
    return self.records.contains(element) ? Self.className(element) : nil
  }

  /// Documentation without the marks of Swift's: double backquotes are single ones.
  static func plain(_ documentation: [String]) -> [String] {
    documentation.map {
      $0.replacing("``", with: "`").replacing("\\", with: "\\\\").replacing("\"\"\"", with: "'''")
    }
  }
}
