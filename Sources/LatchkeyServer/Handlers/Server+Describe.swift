import LatchkeyApplication
import LatchkeyAuthorization
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema
import LatchkeyWire

extension ServerHandlers {
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
    let described = MethodView(method)
    let names = shape.records(from: [
      described.request, described.element ?? "", described.response,
    ])
    let records = shape.records.filter { names.contains($0.name) }
    let vocabularies = Set(records.flatMap { $0.fields.compactMap(\.value.vocabulary) })
    return Server.Describe.Response(
      version: self.facts.version, schemaHash: self.facts.schemaHash, methods: [described],
      records: records.map(RecordView.init),
      vocabularies: vocabularies.sorted { $0.name < $1.name }.map(VocabularyView.init),
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
      LimitView(name: "request_bytes", value: Int64(RequestLimits.bytesMax)),
      LimitView(name: "metadata_bytes", value: Int64(Metadata.bytesMax)),
      LimitView(name: "metadata_entries", value: Int64(Metadata.entriesMax)),
      LimitView(name: "actor_bytes", value: Int64(wire.actorBytesMax)),
      LimitView(name: "calls_per_connection", value: Int64(wire.streamsMax)),
      LimitView(name: "stream_credit_bytes", value: Int64(wire.streamCredit)),
      LimitView(name: "page_entries", value: Int64(PageLimit.max)),
    ]
  }
}
