extension SchemaLock {
  package struct Unreadable: Error { let line: String }

  /// One line a fact, sorted.
  package var text: String {
    var lines: [String] = []
    lines += self.limits.map { "limit \($0.key) \($0.value)" }
    lines += self.methods.map { name, facts in
      """
      method \(name) \(facts.number) \(facts.kind) \(facts.request) \(facts.element) \
      \(facts.response) \(facts.deadlineMilliseconds) \(facts.isMutation ? "mutation" : "read-only") \
      \(facts.isSensitive ? "sensitive" : "plain")
      """
    }
    lines += self.access.map { name, access in
      """
      access \(name) \(Self.list(access.scopes)) \(access.subject) \(Self.list(access.permissions)) \
      \(access.serviceScope) \(Self.list(access.guards)) \(access.stepUp)
      """
    }
    for (name, record) in self.records {
      lines.append(
        """
        record \(name) \(record.isExclusive ? "exclusive" : "open") \
        \(record.isAnswered ? "answered" : "asked")
        """)
      lines += record.fields.map { key, field in
        "field \(name) \(key) \(field.name) \(field.type) "
          + (field.isOptional ? "optional" : "required")
      }
    }
    lines += self.words.flatMap { vocabulary in
      vocabulary.value.map { "word \(vocabulary.key) \($0)" }
    }
    lines += self.reasons.map { "reason \($0.key) \($0.value)" }
    lines += self.names.flatMap { kind in kind.value.map { "name \(kind.key) \($0)" } }
    lines += self.reserved.map { "reserved \($0)" }
    return lines.sorted().joined(separator: "\n") + "\n"
  }

  private static func list(_ items: Set<String>) -> String {
    items.isEmpty ? "-" : items.sorted().joined(separator: ",")
  }

  private static func items(_ text: Substring) -> Set<String> {
    text == "-" ? [] : Set(text.split(separator: ",").map(String.init))
  }

  /// Reads a text.
  package init(text: String) throws(Unreadable) {
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ")
      guard self.take(words) else { throw Unreadable(line: String(line)) }
    }
  }

  private mutating func take(_ words: [Substring]) -> Bool {
    switch (words.first ?? "", words.count) {
    case ("limit", 3):
      self.limits[String(words[1])] = Int(words[2])
    case ("method", 10):
      guard let number = Int(words[2]), let deadline = Int(words[7]) else { return false }
      self.methods[String(words[1])] = MethodFacts(
        number: number, kind: String(words[3]), request: String(words[4]),
        element: String(words[5]), response: String(words[6]), deadlineMilliseconds: deadline,
        isMutation: words[8] == "mutation", isSensitive: words[9] == "sensitive")
    case ("access", 8):
      self.access[String(words[1])] = Access(
        scopes: Self.items(words[2]), subject: String(words[3]),
        permissions: Self.items(words[4]), serviceScope: String(words[5]),
        guards: Self.items(words[6]), stepUp: String(words[7]))
    case ("record", 4):
      self.records[
        String(words[1]),
        default: RecordFacts(isExclusive: false, isAnswered: false, fields: [:])
      ].isExclusive = words[2] == "exclusive"
      self.records[String(words[1])]?.isAnswered = words[3] == "answered"
    case ("field", 6):
      guard let key = Int(words[2]) else { return false }
      self.records[
        String(words[1]),
        default: RecordFacts(isExclusive: false, isAnswered: false, fields: [:])
      ].fields[key] = FieldFacts(
        name: String(words[3]), type: String(words[4]), isOptional: words[5] == "optional")
    case ("word", 3...):
      // Words of people may have spaces.
      self.words[String(words[1]), default: []].insert(
        words.dropFirst(2).joined(separator: " "))
    case ("reason", 3):
      self.reasons[String(words[1])] = Int(words[2])
    case ("name", 3):
      self.names[String(words[1]), default: []].insert(String(words[2]))
    case ("reserved", 3...):
      self.reserved.insert(words.dropFirst().joined(separator: " "))
    default:
      return false
    }
    return true
  }
}
