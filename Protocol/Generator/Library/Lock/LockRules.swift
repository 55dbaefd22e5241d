/// What a change of the schema must not do to programs that were built before it.
///
/// After the breaking rules of buf, in the words of this schema, and with rules for what protocol
/// buffers do not know: permissions, reasons, secrets, limits, deadlines.
package enum LockRule: String, CaseIterable, Sendable {
  case methodNoDelete = "METHOD_NO_DELETE_UNLESS_RESERVED"
  case methodSameNumber = "METHOD_SAME_NUMBER"
  case methodSameRequestType = "METHOD_SAME_REQUEST_TYPE"
  case methodSameResponseType = "METHOD_SAME_RESPONSE_TYPE"
  case methodSameStreaming = "METHOD_SAME_STREAMING"
  case methodSameEndlessness = "METHOD_SAME_ENDLESSNESS"
  case methodSameIdempotency = "METHOD_SAME_IDEMPOTENCY"
  case serviceNoDelete = "SERVICE_NO_DELETE"
  case recordNoDelete = "RECORD_NO_DELETE"
  case recordSameExclusiveness = "RECORD_SAME_EXCLUSIVENESS"
  case fieldNoDelete = "FIELD_NO_DELETE_UNLESS_NUMBER_AND_NAME_RESERVED"
  case fieldSameName = "FIELD_SAME_NAME"
  case fieldSameType = "FIELD_SAME_TYPE"
  case fieldNotMadeRequired = "FIELD_NOT_MADE_REQUIRED"
  case fieldNotMadeOptional = "FIELD_NOT_MADE_OPTIONAL_IN_ANSWERS"
  case newFieldNotRequired = "NEW_FIELD_NOT_REQUIRED"
  case wordNoDelete = "WORD_NO_DELETE_UNLESS_RESERVED"
  case reservedNoDelete = "RESERVED_NO_DELETE"
  case reservedNotUsed = "RESERVED_NOT_USED"
  case permissionNotLoosened = "PERMISSION_NOT_LOOSENED"
  case reasonNoDelete = "REASON_NO_DELETE_UNLESS_RESERVED"
  case reasonSameCode = "REASON_SAME_CODE"
  case sensitiveNotDropped = "SENSITIVE_NOT_DROPPED"
  case limitNotLowered = "LIMIT_NOT_LOWERED"
  case deadlineNotLowered = "DEADLINE_NOT_LOWERED"
  case nameNoDelete = "NAME_NO_DELETE_UNLESS_RESERVED"

  /// What a schema breaks of what another promised.
  package static func breaches(from before: SchemaLock, to after: SchemaLock) -> [LockBreach] {
    Self.allCases.flatMap { rule in
      rule.subjects(before, after).sorted().map { LockBreach(rule: rule, subject: $0) }
    }
  }

  /// Of what a rule is broken.
  private func subjects(_ before: SchemaLock, _ after: SchemaLock) -> [String] {
    switch self {
    case .methodNoDelete:
      return before.methods.filter { name, facts in
        after.methods[name] == nil
          && !after.reserved.isSuperset(of: ["method \(name)", "method \(facts.number)"])
      }.map(\.key)
    case .methodSameNumber: return Self.methods(before, after) { $0.number != $1.number }
    case .methodSameRequestType: return Self.methods(before, after) { $0.request != $1.request }
    case .methodSameResponseType: return Self.methods(before, after) { $0.response != $1.response }
    case .methodSameStreaming:
      return Self.methods(before, after) { $0.kind != $1.kind || $0.element != $1.element }
    case .methodSameIdempotency:
      return Self.methods(before, after) { $0.isMutation != $1.isMutation }
    case .sensitiveNotDropped:
      return Self.methods(before, after) { $0.isSensitive && !$1.isSensitive }
    case .methodSameEndlessness:
      // Callers of an endless method open it anew at GOAWAY, those of another one wait for its end.
      return Self.methods(before, after) { $0.isEndless != $1.isEndless }
    case .deadlineNotLowered:
      return Self.methods(before, after) { before, after in
        !after.isEndless && after.deadlineMilliseconds < before.deadlineMilliseconds
      }
    case .serviceNoDelete:
      return Array(Self.services(before).subtracting(Self.services(after)))
    case .recordNoDelete:
      return before.records.keys.filter { after.records[$0] == nil }
    case .recordSameExclusiveness:
      return before.records.filter { name, record in
        after.records[name].map { $0.isExclusive != record.isExclusive } ?? false
      }.map(\.key)
    case .fieldNoDelete, .fieldSameName, .fieldSameType, .fieldNotMadeRequired,
      .fieldNotMadeOptional, .newFieldNotRequired:
      return self.fields(before, after)
    case .wordNoDelete:
      return before.words.flatMap { vocabulary, words in
        words.subtracting(after.words[vocabulary] ?? [])
          .map { "word \(vocabulary) \($0)" }
          .filter { !after.reserved.contains($0) }
      }
    case .nameNoDelete:
      return before.names.flatMap { kind, names in
        names.subtracting(after.names[kind] ?? []).map { "name \(kind) \($0)" }
          .filter { !after.reserved.contains($0) }
      }
    case .reservedNoDelete: return Array(before.reserved.subtracting(after.reserved))
    case .reservedNotUsed: return Array(after.reserved.intersection(Self.used(after)))
    case .permissionNotLoosened:
      return before.access.filter { name, access in
        after.access[name]?.isLooser(than: access) ?? false
      }.map(\.key)
    case .reasonNoDelete:
      return before.reasons.keys.filter {
        after.reasons[$0] == nil && !after.reserved.contains("reason \($0)")
      }
    case .reasonSameCode:
      return before.reasons.filter { after.reasons[$0.key] ?? $0.value != $0.value }.map(\.key)
    case .limitNotLowered:
      return before.limits.filter { (after.limits[$0.key] ?? 0) < $0.value }.map(\.key)
    }
  }

  private func fields(_ before: SchemaLock, _ after: SchemaLock) -> [String] {
    before.records.flatMap { name, record -> [String] in
      guard let newer = after.records[name] else { return [] }
      let keys = Set(record.fields.keys).union(newer.fields.keys)
      return keys.filter { key in
        self.isBroken(record, record.fields[key], newer.fields[key]) {
          after.reserved.isSuperset(of: ["field \(name) \(key)", "field \(name) \($0)"])
        }
      }.map { "\(name) \($0)" }
    }
  }

  private func isBroken(
    _ record: SchemaLock.RecordFacts, _ before: SchemaLock.FieldFacts?,
    _ after: SchemaLock.FieldFacts?, isReserved: (String) -> Bool
  ) -> Bool {
    switch (before, after) {
    case (nil, let after?): return self == .newFieldNotRequired && !after.isOptional
    case (let before?, nil): return self == .fieldNoDelete && !isReserved(before.name)
    case (nil, nil): return false
    case (let before?, let after?):
      switch self {
      case .fieldSameName: return before.name != after.name
      case .fieldSameType: return before.type != after.type
      case .fieldNotMadeRequired: return before.isOptional && !after.isOptional
      case .fieldNotMadeOptional:
        return record.isAnswered && !before.isOptional && after.isOptional
      default: return false
      }
    }
  }

  private static func methods(
    _ before: SchemaLock, _ after: SchemaLock,
    _ isBroken: (SchemaLock.MethodFacts, SchemaLock.MethodFacts) -> Bool
  ) -> [String] {
    before.methods.filter { name, facts in
      after.methods[name].map { isBroken(facts, $0) } ?? false
    }.map(\.key)
  }

  private static func services(_ lock: SchemaLock) -> Set<String> {
    Set(lock.methods.keys.map { String($0.prefix { $0 != "." }) })
  }

  /// Everything that stands in a schema, as reservations name it.
  private static func used(_ lock: SchemaLock) -> Set<String> {
    var used: Set<String> = []
    for (name, facts) in lock.methods {
      used.formUnion(["method \(name)", "method \(facts.number)"])
    }
    for (name, record) in lock.records {
      for (key, field) in record.fields {
        used.formUnion(["field \(name) \(key)", "field \(name) \(field.name)"])
      }
    }
    for (vocabulary, words) in lock.words {
      used.formUnion(words.map { "word \(vocabulary) \($0)" })
    }
    for (kind, names) in lock.names { used.formUnion(names.map { "name \(kind) \($0)" }) }
    return used.union(lock.reasons.keys.map { "reason \($0)" })
  }
}

extension SchemaLock.MethodFacts {
  fileprivate var isEndless: Bool { self.deadlineMilliseconds == 0 }
}

/// A rule that is broken, and of what.
package struct LockBreach: Hashable, Sendable, CustomStringConvertible {
  package var rule: LockRule
  package var subject: String

  package var description: String { "\(self.rule.rawValue): \(self.subject)" }
}
