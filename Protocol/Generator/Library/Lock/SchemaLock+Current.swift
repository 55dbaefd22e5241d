import LatchkeyAuthorization
import LatchkeyBase
package import LatchkeyDeclarations
import LatchkeyDomain
import LatchkeySchema
import LatchkeyWire

extension SchemaLock {
  /// What this version promises.
  ///
  /// - Parameter source: The declarations, which say what was taken out.
  /// - Returns: The lock.
  /// - Throws: What `SchemaShape` throws.
  package static func current(_ source: SchemaSource) throws -> SchemaLock {
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
    lock.names = Self.names
    lock.reserved = source.reserved
    return lock
  }

  /// Names beside those of messages, by kind.
  private static var names: [String: Set<String>] {
    [
      "audit-action": Set(AuditAction.allCases.map(\.rawValue)),
      "setting": Set(SettingTable.all.map(\.name)),
      "mail-kind": Set(MailKind.allCases.map(\.name)),
      "permission": Set(Permission.allCases.map(\.name)),
      "gauge": Set(GaugeName.allCases.map(\.rawValue)),
      "scope": Set(Scope.allCases.map(\.rawValue)),
      "runtime-reason": Set(RuntimeReason.allCases.map(\.rawValue)),
    ]
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
}
