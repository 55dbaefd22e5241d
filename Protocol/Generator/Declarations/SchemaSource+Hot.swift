extension SchemaSource {
  /// Codecs of the messages of fast methods, without `Codable`.
  var hotFile: GeneratedFile {
    var text = SwiftText(imports: [
      "import LatchkeyBase", "public import LatchkeySchema", "public import LatchkeyWire",
    ])
    let vocabularies = Set(self.vocabularies.map(\.name) + self.sharedVocabularies)
    for method in self.methods where method.isFast {
      for name in [method.request.name, method.answer] {
        guard let record = self.records[name] else { continue }
        HotCodec(record, vocabularies).write(to: &text)
      }
    }
    return GeneratedFile(path: "Protocol/Hot/Generated/HotMessages.swift", text: text.text)
  }
}

/// Writes the codec of one record.
///
/// Heads and numbers gather in a small value and go out together; bytes and texts are copied behind them.
private struct HotCodec {
  private enum Kind { case integer, time, word, secret, bytes, text }

  private let record: DeclaredRecord
  private let fields: [(field: DeclaredField, kind: Kind)]

  init(_ record: DeclaredRecord, _ vocabularies: Set<String>) {
    self.record = record
    self.fields = record.fields.map { field in
      let kind: Kind =
        switch field.type {
        case "Int64": .integer
        case "Timestamp": .time
        case "Secret": .secret
        case "[UInt8]": .bytes
        case "String": .text
        case let name where vocabularies.contains(name): .word
        default:
          preconditionFailure("\(record.name).\(field.name) is of a type that has no fast codec.")
        }
      return (field, kind)
    }
  }

  func write(to text: inout SwiftText) {
    text.space()
    text.add("extension \(self.record.name): DirectMessage {")
    text.add("  /// Writes the message.")
    text.add("  ///")
    text.add("  /// - Parameter writer: Gets one item more.")
    text.add("  public func write(to writer: inout CBORWriter) {")
    self.writer(&text)
    text.add("  }")
    text.space()
    text.add("  /// Reads the form that this version writes.")
    text.add("  ///")
    text.add("  /// - Parameter reader: Stands at the item.")
    text.add("  /// - Returns: The message; nil when the form is another one.")
    text.add("  /// - Throws: `CBORError` when the bytes are not of the profile.")
    text.list(
      "public static func readCommonForm(", ["from reader: inout CBORReader"],
      ") throws(CBORError) -> Self? {", indent: 2, tailAlone: true)
    self.reader(&text)
    text.add("  }")
    if self.fields.count == 1, case .secret = self.fields[0].kind { self.range(&text) }
    text.add("}")
  }

  private func writer(_ text: inout SwiftText) {
    let required = self.fields.count { !$0.field.isOptional }
    let counts =
      (required > 0 ? ["\(required)"] : [])
      + self.fields.filter(\.field.isOptional).map { "(self.\($0.field.name) == nil ? 0 : 1)" }
    text.add("    var heads = CBORHeads()")
    text.add("    heads.mapHeader(\(counts.joined(separator: " + ")))")
    var isOpen = true
    for (position, (field, kind)) in self.fields.enumerated() {
      if !isOpen { text.add("    heads = CBORHeads()") }
      var indent = "    "
      var value = "self.\(field.name)"
      if field.isOptional {
        text.add("    if let value = \(value) {")
        indent += "  "
        value = "value"
      }
      text.add("\(indent)heads.unsigned(\(field.key))")
      isOpen = true
      switch kind {
      case .integer: text.add("\(indent)heads.integer(\(value))")
      case .time: text.add("\(indent)heads.integer(\(value).milliseconds)")
      case .word, .text:
        text.add("\(indent)writer.append(heads)")
        text.add("\(indent)writer.text(\(value)\(kind == .word ? ".rawValue" : ""))")
        isOpen = false
      case .bytes:
        text.add("\(indent)heads.bytesHeader(\(value).count)")
        text.add("\(indent)writer.append(heads, reserving: \(value).count)")
        text.add("\(indent)writer.raw(\(value).span)")
        isOpen = false
      case .secret:
        text.add("\(indent)heads.bytesHeader(\(value).byteCount)")
        text.add("\(indent)writer.append(heads, reserving: \(value).byteCount)")
        text.add("\(indent)\(value).withBytes { writer.raw($0) }")
        isOpen = false
      }
      guard field.isOptional else { continue }
      if position == self.fields.count - 1, !isOpen {
        text.add("    } else {")
        text.add("      writer.append(heads)")
      } else {
        if !isOpen { text.add("      heads = CBORHeads()") }
        isOpen = true
      }
      text.add("    }")
    }
    if isOpen { text.add("    writer.append(heads)") }
  }

  private func reader(_ text: inout SwiftText) {
    var head = "guard try reader.readMapHeader() == \(self.fields.count), "
    for (field, kind) in self.fields {
      text.add("    \(head)reader.passSmallKey(\(field.key)) else { return nil }")
      head = "guard "
      switch kind {
      case .integer, .time: text.add("    let \(field.name) = try reader.readInteger()")
      case .word, .text: text.add("    let \(field.name) = try reader.readText()")
      case .bytes: text.add("    let \(field.name) = reader.copy(try reader.readBytes())")
      case .secret:
        text.add("    let \(field.name) = try reader.readBytes()")
        text.add("    guard \(field.name).count <= Secret.bytesMax else { return nil }")
      }
    }
    let arguments = self.fields.map { field, kind in
      switch kind {
      case .integer, .bytes, .text: "\(field.name): \(field.name)"
      case .time: "\(field.name): Timestamp(milliseconds: \(field.name))"
      case .word: "\(field.name): \(field.type)(rawValue: \(field.name))"
      case .secret:
        "\(field.name): reader.withBytes(in: \(field.name)) { Secret(copying: $0) }"
      }
    }
    text.list("return Self(", arguments, ")", indent: 4, tailAlone: false)
  }

  /// Where the only field, a secret, stands.
  private func range(_ text: inout SwiftText) {
    let name = self.fields[0].field.name
    text.space()
    text.document(
      [
        "Where the secret stands in a message of the form that this version writes, without a copy."
      ],
      parameters: [(name: "bytes", text: ["Exactly one item."])],
      returns:
        "Its place; nil when ``DirectCoding/decode(_:from:)`` has to say what the bytes are.",
      indent: 2)
    text.add("  public static func \(name)InCommonForm(_ bytes: [UInt8]) -> Range<Int>? {")
    let lines = """
          do throws(CBORError) {
            return try CBORReader.reading(bytes.span) { (reader) throws(CBORError) -> Range<Int>? in
              guard try reader.readMapHeader() == 1, reader.passSmallKey(1) else { return nil }
              let range = try reader.readBytes()
              return range.count <= Secret.bytesMax && reader.remaining == 0 ? range : nil
            }
          } catch {
            return nil
          }
      """
    for line in lines.split(separator: "\n") { text.add(String(line)) }
    text.add("  }")
  }
}
