extension SchemaSource {
  /// The file beside a source file: keys, initialisers, and what ties requests to methods.
  func coding(of unit: Unit) -> GeneratedFile {
    let isBaseUsed = unit.records.contains { record in
      !record.isExclusive && record.fields.contains { $0.type.namesBase }
    }
    var text = SwiftText(imports: isBaseUsed ? ["public import LatchkeyBase"] : [])
    for record in unit.records {
      let method = unit.methods.first { $0.request.name == record.name }
      if record.isExclusive {
        text.exclusiveCoding(record)
      } else if record.fields.isEmpty {
        text.emptyRecord(record)
      } else {
        text.codingKeys(record)
        text.initializer(record)
      }
      if let method { text.request(method) }
    }
    return GeneratedFile(
      path: "Protocol/Schema/Generated/\(unit.name)+Coding.swift", text: text.text)
  }
}

extension SwiftText {
  fileprivate mutating func codingKeys(_ record: DeclaredRecord) {
    self.space()
    self.add("extension \(record.name) {")
    self.add("  enum CodingKeys: Int, CodingKey {")
    for field in record.fields { self.add("    case \(field.name) = \(field.key)") }
    self.add("  }")
    self.add("}")
  }

  /// In an extension of the protocol: in one of the type it would be the initialiser again that Swift makes for
  /// the module itself.
  fileprivate mutating func initializer(_ record: DeclaredRecord) {
    self.space()
    self.add("extension Message where Self == \(record.name) {")
    self.document(
      record.documentation,
      parameters: record.fields.map { (name: $0.name, text: $0.documentation) }, indent: 2)
    let parameters = record.fields.map { field in
      let value = field.defaultValue ?? (field.isOptional ? "nil" : nil)
      return "\(field.name): \(field.type)\(field.isOptional ? "?" : "")"
        + (value.map { " = \($0)" } ?? "")
    }
    self.list("public init(", parameters, ") {", indent: 2, tailAlone: true)
    self.list(
      "self.init(", record.fields.map { "\($0.name): \($0.name)" }, ")", indent: 4,
      tailAlone: false)
    self.add("  }")
    self.add("}")
  }

  fileprivate mutating func emptyRecord(_ record: DeclaredRecord) {
    self.space()
    self.add("extension \(record.name): EmptyMessage {")
    self.add("  /// The message.")
    self.add("  public static var empty: Self { Self() }")
    self.add("}")
  }

  fileprivate mutating func request(_ method: DeclaredMethod) {
    self.space()
    self.add("extension \(method.name) {")
    if method.answer != method.name + ".Response" {
      self.add("  /// What comes back.")
      self.add("  public typealias Response = \(method.answer)")
    }
    if let element = method.element {
      self.add("  /// What the caller sends after the request.")
      self.add("  public typealias Element = \(element)")
    }
    self.add("  /// `\(method.name)`, number \(method.number).")
    self.add("  public static var method: Method { .\(method.caseName) }")
    self.add("}")
  }

  /// An enumeration of which one case is there: a map with one of the keys.
  fileprivate mutating func exclusiveCoding(_ record: DeclaredRecord) {
    let names = record.fields.map(\.name)
    self.codingKeys(record)
    self.space()
    self.add("extension \(record.name) {")
    self.add("  /// Reads the one field that is there.")
    self.add("  ///")
    self.add("  /// - Parameter decoder: Where the map is.")
    self.add("  /// - Throws: `DecodingError` if there is none, or more than one.")
    self.add("  public init(from decoder: any Decoder) throws {")
    self.add("    let container = try decoder.container(keyedBy: CodingKeys.self)")
    for field in record.fields {
      self.add(
        "    let \(field.name) = try container.decodeIfPresent(\(field.type).self, forKey: .\(field.name))"
      )
    }
    self.add("    switch (\(names.joined(separator: ", "))) {")
    for name in names {
      let pattern = names.map { $0 == name ? ".some(let \(name))" : "nil" }
      self.add("    case (\(pattern.joined(separator: ", "))): self = .\(name)(\(name))")
    }
    self.add("    default:")
    self.add("      throw DecodingError.dataCorrupted(")
    self.add("        .init(")
    self.add("          codingPath: decoder.codingPath,")
    self.add(
      "          debugDescription: \"Exactly one of \(Self.enumeration(names)) is there.\"))")
    self.add("    }")
    self.add("  }")
    self.space()
    self.add("  /// Writes the one field.")
    self.add("  ///")
    self.add("  /// - Parameter encoder: Where to write.")
    self.add("  /// - Throws: What the encoder throws.")
    self.add("  public func encode(to encoder: any Encoder) throws {")
    self.add("    var container = encoder.container(keyedBy: CodingKeys.self)")
    self.add("    switch self {")
    for name in names {
      self.add("    case .\(name)(let \(name)): try container.encode(\(name), forKey: .\(name))")
    }
    self.add("    }")
    self.add("  }")
    self.add("}")
  }

  private static func enumeration(_ names: [String]) -> String {
    names.dropLast().joined(separator: ", ") + " and " + (names.last ?? "")
  }
}

extension String {
  /// Whether a type is made of one that the base module declares.
  fileprivate var namesBase: Bool {
    ["Secret", "Timestamp"].contains { self == $0 || self == "[\($0)]" }
  }
}
