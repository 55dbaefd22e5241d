import LatchkeyApplication
import LatchkeyAuthorization
import LatchkeyDomain
import LatchkeySchema
import LatchkeyWire

extension Service {
  func describe(
    _ request: Server.Describe, _ call: Call
  ) async throws -> Server.Describe.Response {
    let shape = try await Self.shape()
    guard let name = request.method else {
      return Server.Describe.Response(
        version: self.facts.version, schemaHash: self.facts.schemaHash,
        methods: Method.allCases.map { MethodView($0) },
        records: shape.records.map(RecordView.init),
        vocabularies: shape.vocabularies.map(VocabularyView.init), limits: Self.limits,
        cddl: request.withText == true ? shape.cddl : nil)
    }
    guard let method = UInt64(name).flatMap({ Method(number: $0) }) ?? Method(name: name) else {
      throw Refusal(.notFound)
    }
    let view = MethodView(method)
    let names = shape.records(from: [view.request, view.element ?? "", view.response])
    let records = shape.records.filter { names.contains($0.name) }
    let words = Set(records.flatMap { $0.fields.compactMap(\.value.vocabulary) })
    return Server.Describe.Response(
      version: self.facts.version, schemaHash: self.facts.schemaHash, methods: [view],
      records: records.map(RecordView.init),
      vocabularies: words.sorted { $0.name < $1.name }.map(VocabularyView.init),
      limits: Self.limits, cddl: request.withText == true ? shape.cddl : nil)
  }

  /// Looked at once, away from the loops: it takes some milliseconds.
  @concurrent
  private static func shape() async throws -> SchemaShape {
    switch Self.shapeOnce {
    case .success(let shape): return shape
    case .failure(let error): throw error
    }
  }

  private static let shapeOnce = Result { try SchemaShape() }

  private static var limits: [LimitView] {
    let wire = WireLimits()
    return [
      LimitView(name: "frame_bytes", value: Int64(wire.frameBytesMax)),
      LimitView(name: "message_bytes", value: Int64(wire.messageBytesMax)),
      LimitView(name: "request_bytes", value: Int64(Self.requestBytesMax)),
      LimitView(name: "metadata_bytes", value: Int64(Metadata.bytesMax)),
      LimitView(name: "metadata_entries", value: Int64(Metadata.entriesMax)),
      LimitView(name: "actor_bytes", value: Int64(wire.actorBytesMax)),
      LimitView(name: "calls_per_connection", value: Int64(wire.streamsMax)),
      LimitView(name: "stream_credit_bytes", value: Int64(wire.streamCredit)),
      LimitView(name: "page_entries", value: Int64(LatchkeySchema.PageLimit.max)),
    ]
  }
}

extension SchemaShape {
  /// Some records and all that they hold, by name.
  fileprivate func records(from names: [String]) -> Set<String> {
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

  fileprivate var vocabulary: VocabularyShape? {
    switch self {
    case .word(let vocabulary): vocabulary
    case .list(let element): element.vocabulary
    case .boolean, .integer, .text, .bytes, .secret, .time, .record, .textMap: nil
    }
  }
}

extension MethodView {
  /// A method of this version, with what authorization asks for it.
  fileprivate init(_ method: Method) {
    let declaration = method.declaration
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
      switch declaration.kind {
      case .unary: .unary
      case .serverStream: .serverStream
      case .clientStream: .clientStream
      case .bidirectional: .bidirectional
      }
    self.init(
      number: Int(method.rawValue), name: declaration.name, kind: kind,
      request: RecordShape.name(of: declaration.request),
      element: declaration.element.map { RecordShape.name(of: $0) },
      response: RecordShape.name(of: declaration.response),
      deadlineMilliseconds: Int(declaration.deadlineMillisecondsMax ?? 0),
      isMutation: declaration.isMutation, isSensitive: declaration.isSensitive,
      scopes: requirement.scopes.map(\.rawValue), caller: caller,
      permissions: permissions.map { PermissionName($0) },
      serviceScope: requirement.serviceScope?.rawValue, needsStepUp: requirement.needsStepUp,
      isEndless: declaration.isEndless ? true : nil)
  }
}

extension RecordView {
  fileprivate init(_ record: RecordShape) {
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
  fileprivate init(_ vocabulary: VocabularyShape) {
    self.init(name: vocabulary.name, words: vocabulary.words)
  }
}
