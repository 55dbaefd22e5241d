import LatchkeyBase

extension SchemaShape {
  /// All messages in CDDL (RFC 8610), the text in `latchkey.cddl`.
  public var cddl: String {
    var lines = Self.preamble
    for method in Method.allCases {
      lines.append("")
      lines.append("; \(Self.summary(of: method))")
      if let record = self.record(of: method.declaration.request) {
        lines += Self.lines(of: record)
      }
      let response = ShapeProbe.name(of: method.declaration.response)
      if response.hasPrefix(method.declaration.name + "."),
        let record = self.record(of: method.declaration.response)
      {
        lines += Self.lines(of: record)
      }
    }
    lines += ["", "; Records that several messages share."]
    for record in self.sharedRecords {
      lines.append("")
      lines += Self.lines(of: record)
    }
    lines += ["", "; Words. Each set may grow: a reader takes a word that it does not know."]
    for vocabulary in self.vocabularies {
      lines.append("")
      lines += Self.lines(of: vocabulary)
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Every vocabulary that a message holds, by name.
  public var vocabularies: [VocabularyShape] {
    func words(in value: ValueShape) -> VocabularyShape? {
      switch value {
      case .word(let vocabulary): vocabulary
      case .list(let element): words(in: element)
      case .boolean, .integer, .text, .bytes, .secret, .time, .record, .textMap: nil
      }
    }
    let found = self.records.flatMap { $0.fields.compactMap { words(in: $0.value) } }
    return Set(found).sorted { $0.name < $1.name }
  }

  /// Records that are not the request or the own response of one method.
  private var sharedRecords: [RecordShape] {
    let own = Method.allCases.flatMap { method in
      let declaration = method.declaration
      let response = ShapeProbe.name(of: declaration.response)
      return [declaration.name, response.hasPrefix(declaration.name + ".") ? response : ""]
    }
    return self.records.filter { !own.contains($0.name) }
  }

  private static let preamble = [
    "; The messages of LKP/1, by method. Generated from the types of the schema module.",
    ";",
    "; A message is one CBOR item of the strict profile that PROTOCOL.md describes. Keys are numbers;",
    "; the names behind them are for people and for JSON. A reader ignores keys from 0 up that it does",
    "; not know, and refuses keys below 0 that it does not know.",
    "",
    "int64 = -9223372036854775808 .. 9223372036854775807",
    "unix-milliseconds = int64",
    "secret = bytes .size (0..\(Secret.bytesMax))",
  ]

  private static func summary(of method: Method) -> String {
    let declaration = method.declaration
    let answer = ShapeProbe.name(of: declaration.response)
    let arrow =
      switch declaration.kind {
      case .unary, .clientStream: "-> \(answer)"
      case .serverStream: "-> stream of \(answer)"
      case .bidirectional:
        "+ stream of \(declaration.element.map { ShapeProbe.name(of: $0) } ?? "") "
          + "-> stream of \(answer)"
      }
    var words = ["\(method.rawValue) \(declaration.name) \(arrow)"]
    words.append(declaration.isMutation ? "mutation" : "read-only")
    if declaration.isSensitive { words.append("sensitive") }
    words.append(declaration.deadlineMillisecondsMax.map { "at most \($0) ms" } ?? "endless")
    return words.joined(separator: ", ")
  }

  // A colon and not "=>": it says that a known key with a wrong value is not an unknown key.
  private static func lines(of record: RecordShape) -> [String] {
    let rows = record.fields.enumerated().map { position, field in
      let pair = "\(field.key): \(Self.text(of: field.value))"
      if record.isExclusive { return (position == 0 ? "   " : "// ") + pair }
      return (field.isOptional ? "? " : "") + pair + ","
    }
    let width = rows.map(\.count).max() ?? 0
    let commented = zip(rows, record.fields).map { row, field in
      "  " + row + String(repeating: " ", count: width - row.count) + "  ; \(field.name)"
    }
    let open = record.isExclusive ? [] : ["  * uint => any,"]
    return ["\(record.name) = {"] + commented + open + ["}"]
  }

  private static func lines(of vocabulary: VocabularyShape) -> [String] {
    var lines = ["\(vocabulary.name) ="]
    for word in vocabulary.words {
      lines.append("  \(lines.count == 1 ? "  " : "/ ")\"\(word)\"")
    }
    return lines + ["  / tstr"]
  }

  static func text(of value: ValueShape) -> String {
    switch value {
    case .boolean: "bool"
    case .integer: "int64"
    case .text: "tstr"
    case .bytes: "bytes"
    case .secret: "secret"
    case .time: "unix-milliseconds"
    case .word(let vocabulary): vocabulary.name
    case .record(let name): name
    case .list(let element): "[* \(Self.text(of: element))]"
    case .textMap: "{ * tstr => tstr }"
    }
  }
}
