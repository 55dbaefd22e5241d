/// What one source file declares.
struct ReadFile: Sendable {
  var name: String
  var namespaces: [String: [String]] = [:]
  var retired: [String: [Int: String]] = [:]
  var methods: [DeclaredMethod] = []
  var records: [DeclaredRecord] = []
  var vocabularies: [DeclaredVocabulary] = []

  /// Writes the names of records in full, as Swift finds them: from the innermost scope outwards.
  mutating func resolve(_ names: Set<String>) {
    for index in self.records.indices { self.records[index].resolve(names) }
    for index in self.methods.indices {
      let scope = self.methods[index].name
      self.methods[index].request.resolve(names)
      self.methods[index].answer = self.methods[index].answer.resolved(in: scope, names)
      self.methods[index].element = self.methods[index].element?.resolved(in: scope, names)
    }
  }
}

extension DeclaredRecord {
  fileprivate mutating func resolve(_ names: Set<String>) {
    for index in self.fields.indices {
      let type = self.fields[index].type
      self.fields[index].type =
        type.between("[", "]").map { "[\($0.resolved(in: self.name, names))]" }
        ?? type.resolved(in: self.name, names)
    }
  }
}

extension String {
  fileprivate func resolved(in scope: String, _ names: Set<String>) -> String {
    var scope = scope[...]
    while !scope.isEmpty {
      if names.contains("\(scope).\(self)") { return "\(scope).\(self)" }
      scope = scope.lastIndex(of: ".").map { scope[..<$0] } ?? ""
    }
    return self
  }
}
