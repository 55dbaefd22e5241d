/// A record that is being read.
struct OpenRecord {
  let name: String
  let documentation: [String]
  let kind: DeclaredKind?
  let isExclusive: Bool
  let line: Int
  var declaration: String?
  private var retired: [Int: String] = [:]
  private var properties: [Property] = []

  private struct Property {
    var name: String
    var type: String
    var defaultValue: String?
    var documentation: [String]
  }

  init(
    name: String, documentation: [String], kind: DeclaredKind?, isExclusive: Bool, line: Int
  ) {
    self.name = name
    self.documentation = documentation
    self.kind = kind
    self.isExclusive = isExclusive
    self.line = line
  }

  /// Takes one line of the record.
  mutating func take(
    _ line: String, _ documentation: [String], _ error: (String) -> SourceError
  ) throws(SourceError) {
    if let text = line.between("static let declaration = Declaration(", ")"), self.kind != nil {
      self.declaration = text
    } else if let numbers = Retired.numbers(in: line) {
      self.retired = numbers
    } else if self.isExclusive, let text = line.between("case ", ")") {
      let parts = text.split(separator: "(").map(String.init)
      guard parts.count == 2 else { throw error("A case holds one value.") }
      self.properties.append(
        Property(name: parts[0], type: parts[1] + "?", documentation: documentation))
    } else if !self.isExclusive, line.hasPrefix("public var "), !line.hasSuffix("{") {
      let parts = line.dropFirst("public var ".count).split(separator: ":", maxSplits: 1)
      guard parts.count == 2 else { throw error("A property says its type.") }
      let sides = parts[1].split(separator: "=", maxSplits: 1).map { String($0).trimmed }
      guard !documentation.isEmpty else { throw error("\(parts[0]) has no documentation.") }
      self.properties.append(
        Property(
          name: String(parts[0]), type: sides[0], defaultValue: sides.count == 2 ? sides[1] : nil,
          documentation: documentation))
    } else {
      throw error("A record has documented properties, \"declaration\" and \"retired\" only.")
    }
  }

  /// The record with the keys of its fields.
  var declared: DeclaredRecord {
    var key = 0
    let fields = self.properties.map { property in
      repeat { key += 1 } while self.retired[key] != nil
      let isOptional = property.type.hasSuffix("?")
      return DeclaredField(
        name: property.name, type: isOptional ? String(property.type.dropLast()) : property.type,
        isOptional: isOptional, defaultValue: property.defaultValue,
        documentation: property.documentation, key: key)
    }
    return DeclaredRecord(
      name: self.name, documentation: self.documentation, fields: fields,
      isExclusive: self.isExclusive, retired: self.retired)
  }
}

/// A vocabulary that is being read.
struct OpenVocabulary {
  let name: String
  let documentation: [String]
  private var words: [DeclaredWord] = []
  private var retired: [String] = []

  init(name: String, documentation: [String]) {
    self.name = name
    self.documentation = documentation
  }

  /// Takes one line of the vocabulary; false when it has another form.
  mutating func take(_ line: String, _ documentation: [String]) -> Bool {
    if line == "public let rawValue: String" { return true }
    if let words = Retired.words(in: line) {
      self.retired = words
      return true
    }
    guard let text = line.between("public static let ", "\")"), !documentation.isEmpty else {
      return false
    }
    let sides = text.components(at: " = Self(rawValue: \"")
    guard sides.count == 2 else { return false }
    self.words.append(
      DeclaredWord(name: sides[0], text: sides[1], documentation: documentation))
    return true
  }

  var declared: DeclaredVocabulary {
    DeclaredVocabulary(
      name: self.name, documentation: self.documentation, words: self.words, retired: self.retired)
  }
}

/// What was taken out of the schema and must not come back with another meaning:
/// `static let retired = [3: "oldName"]` in a record or a namespace, `static let retired = ["ill"]` in a
/// vocabulary.
enum Retired {
  static func numbers(in line: String) -> [Int: String]? {
    guard let text = line.between("static let retired = [", "]"), text.contains(":") else {
      return nil
    }
    var found: [Int: String] = [:]
    for pair in text.split(separator: ",") {
      let sides = pair.split(separator: ":").map { String($0).trimmed }
      guard sides.count == 2, let number = Int(sides[0]), let name = sides[1].between("\"", "\"")
      else { return nil }
      found[number] = name
    }
    return found
  }

  static func words(in line: String) -> [String]? {
    guard let text = line.between("static let retired = [", "]") else { return nil }
    return text.split(separator: ",").compactMap { String($0).trimmed.between("\"", "\"") }
  }
}
