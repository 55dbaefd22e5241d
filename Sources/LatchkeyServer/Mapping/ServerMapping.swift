import LatchkeyAuthorization
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema

extension SchemaShape {
  /// Some records and all that they hold, by name.
  func records(from names: [String]) -> Set<String> {
    var found: Set<String> = []
    var open = names
    while let name = open.popLast() {
      guard found.insert(name).inserted else { continue }
      for record in self.records where record.name == name {
        open += record.fields.compactMap(\.value.record)
      }
    }
    return found
  }
}

extension ValueShape {
  fileprivate var record: String? {
    switch self {
    case .record(let name): name
    case .list(let element): element.record
    case .boolean, .integer, .text, .bytes, .secret, .time, .word, .textMap: nil
    }
  }

  var vocabulary: VocabularyShape? {
    switch self {
    case .word(let vocabulary): vocabulary
    case .list(let element): element.vocabulary
    case .boolean, .integer, .text, .bytes, .secret, .time, .record, .textMap: nil
    }
  }
}

extension MethodView {
  /// A method of this version, with what authorization asks for it.
  init(_ method: Method) {
    let requirement = method.requirement()
    let (caller, permissions): (CallerRule, [Permission]) =
      switch requirement.subject {
      case .nobody: (.nobody, [])
      case .ownSession: (.session, [])
      case .agentWithAll(let permissions): (.agentWithAll, permissions)
      case .agentWithAny(let permissions): (.agentWithAny, permissions)
      case .accountAdministrator: (.accountAdministrator, [])
      case .hostOperator: (.hostOperator, [])
      }
    let kind: CallKindName =
      switch method.declaration.kind {
      case .unary: .unary
      case .serverStream: .serverStream
      case .clientStream: .clientStream
      case .bidirectional: .bidirectional
      }
    self.init(
      number: Int(method.rawValue), name: method.declaration.name, kind: kind,
      request: RecordShape.name(of: method.declaration.request),
      element: method.declaration.element.map { RecordShape.name(of: $0) },
      response: RecordShape.name(of: method.declaration.response),
      deadlineMilliseconds: Int(method.declaration.deadlineMillisecondsMax ?? 0),
      isMutation: method.declaration.isMutation, isSensitive: method.declaration.isSensitive,
      scopes: requirement.scopes.map(\.rawValue), caller: caller,
      permissions: permissions.map { PermissionName($0) },
      serviceScope: requirement.serviceScope?.rawValue, needsStepUp: requirement.needsStepUp,
      isEndless: method.declaration.isEndless ? true : nil)
  }
}

extension RecordView {
  init(_ record: RecordShape) {
    self.init(
      name: record.name, isExclusive: record.isExclusive,
      fields: record.fields.map { field in
        FieldView(
          key: field.key, name: field.name, type: field.value.notation,
          isOptional: field.isOptional)
      })
  }
}

extension VocabularyView {
  init(_ vocabulary: VocabularyShape) {
    self.init(name: vocabulary.name, words: vocabulary.words)
  }
}
