import LatchkeyAuthorization
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema
import LatchkeyWire

extension SchemaLock {
  /// What this version promises.
  static func current() throws -> SchemaLock {
    let shape = try SchemaShape()
    var lock = SchemaLock()
    for method in Method.allCases {
      let declaration = method.declaration
      lock.methods[declaration.name] = MethodFacts(
        number: Int(method.rawValue), kind: "\(declaration.kind)",
        request: Self.name(of: declaration.request),
        element: declaration.element.map { Self.name(of: $0) } ?? "-",
        response: Self.name(of: declaration.response),
        deadlineMilliseconds: Int(declaration.deadlineMillisecondsMax ?? 0),
        isMutation: declaration.isMutation, isSensitive: declaration.isSensitive)
      for aspect in Aspect.allCases {
        let key = "\(declaration.name)/\(aspect.rawValue.replacing(" ", with: "-"))"
        lock.access[key] = Access(method.requirement(aspect))
      }
    }
    let answered = Self.answered(shape)
    for record in shape.records {
      lock.records[record.name] = RecordFacts(
        isExclusive: record.isExclusive, isAnswered: answered.contains(record.name),
        fields: Dictionary(
          uniqueKeysWithValues: record.fields.map { field in
            let facts = FieldFacts(
              name: field.name, type: field.value.notation, isOptional: field.isOptional)
            return (field.key, facts)
          }))
    }
    for vocabulary in shape.vocabularies {
      lock.words[vocabulary.name] = Set(vocabulary.words)
    }
    for reason in Reason.allCases { lock.reasons[reason.rawValue] = Int(reason.status.rawValue) }
    let limits = WireLimits()
    lock.limits = [
      "frame": limits.frameBytesMax, "message": limits.messageBytesMax,
      "metadata": Metadata.bytesMax, "metadata-entries": Metadata.entriesMax,
      "actor": limits.actorBytesMax, "streams": limits.streamsMax,
      "credit": Int(limits.streamCredit), "secret": Secret.bytesMax,
    ]
    lock.reserved = Set(Reservations.lines)
    return lock
  }

  private static func name(of type: any Message.Type) -> String {
    String(String(reflecting: type).dropFirst("LatchkeySchema.".count))
  }

  /// Records that an answer holds, at whatever depth.
  private static func answered(_ shape: SchemaShape) -> Set<String> {
    func records(in value: ValueShape) -> [String] {
      switch value {
      case .record(let name): [name]
      case .list(let element): records(in: element)
      case .boolean, .integer, .text, .bytes, .secret, .time, .word, .textMap: []
      }
    }
    var found: Set<String> = []
    var open =
      Method.allCases.map { Self.name(of: $0.declaration.response) }
      + [Self.name(of: FailureDetails.self)]
    while let name = open.popLast() {
      guard found.insert(name).inserted else { continue }
      for record in shape.records where record.name == name {
        open += record.fields.flatMap { records(in: $0.value) }
      }
    }
    return found
  }
}

extension SchemaLock.Access {
  /// What a rule of authorization asks.
  init(_ requirement: Requirement) {
    self.scopes = Set(requirement.scopes.map(\.rawValue))
    self.permissions = []
    switch requirement.subject {
    case .nobody: self.subject = "nobody"
    case .ownSession: self.subject = "session"
    case .agentWithAll(let permissions):
      self.subject = "agent-with-all"
      self.permissions = Set(permissions.map { "\($0)" })
    case .agentWithAny(let permissions):
      self.subject = "agent-with-any"
      self.permissions = Set(permissions.map { "\($0)" })
    case .accountAdministrator: self.subject = "account-administrator"
    case .hostOperator: self.subject = "host-operator"
    }
    self.serviceScope = requirement.serviceScope?.rawValue ?? "-"
    self.guards = Set(
      requirement.guards.map { guardian in
        switch guardian {
        case .owner: "owner"
        case .other: "other"
        case .rank: "rank"
        case .agent: "agent"
        case .contact: "contact"
        case .grant: "grant"
        }
      })
    self.stepUp =
      requirement.needsStepUp ? "always" : requirement.needsStepUpBySetting ? "setting" : "never"
  }

  /// Whether somebody may call by this rule who may not by the other.
  func isLooser(than before: Self) -> Bool {
    if !before.scopes.isEmpty, self.scopes.isEmpty || !self.scopes.isSubset(of: before.scopes) {
      return true
    }
    if self.serviceScope != "-", self.serviceScope != before.serviceScope { return true }
    if !self.guards.isSuperset(of: before.guards) { return true }
    let steps = ["never", "setting", "always"]
    if (steps.firstIndex(of: self.stepUp) ?? 0) < (steps.firstIndex(of: before.stepUp) ?? 0) {
      return true
    }
    return self.speaksLooser(than: before)
  }

  private func speaksLooser(than before: Self) -> Bool {
    switch (before.subject, self.subject) {
    case ("nobody", _): false
    case ("session", "nobody"): true
    case ("session", _): false
    case ("agent-with-all", "agent-with-all"): !self.permissions.isSuperset(of: before.permissions)
    case ("agent-with-any", "agent-with-any"): !self.permissions.isSubset(of: before.permissions)
    case ("agent-with-any", "agent-with-all"): self.permissions.isDisjoint(with: before.permissions)
    case ("agent-with-all", "account-administrator"), ("agent-with-any", "account-administrator"):
      false
    default: before.subject != self.subject && self.subject != "host-operator"
    }
  }
}
