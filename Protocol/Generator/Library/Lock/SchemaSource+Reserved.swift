import LatchkeyDeclarations

extension SchemaSource {
  /// What the declarations say was taken out, in the lock's words: `method 612`, `method Contacts.Old`,
  /// `field Agents.GetAgent 3`, `field Agents.GetAgent oldName`, `word HealthStatus ill`.
  var reserved: Set<String> {
    var lines: Set<String> = []
    for service in self.services {
      for (number, verb) in service.retired {
        lines.formUnion(["method \(number)", "method \(service.name).\(verb)"])
      }
    }
    for record in self.records.values {
      for (key, name) in record.retired {
        lines.formUnion(["field \(record.name) \(key)", "field \(record.name) \(name)"])
      }
    }
    for vocabulary in self.vocabularies {
      lines.formUnion(vocabulary.retired.map { "word \(vocabulary.name) \($0)" })
    }
    return lines
  }
}
