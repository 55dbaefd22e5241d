import Foundation
import LatchkeyBase
import LatchkeyClient
import LatchkeyRuntime
import LatchkeySchema
import LatchkeyWire
import Testing

@Suite("Calls by what the service says of itself")
struct DescribedTests {
  /// This version, as a service describes it.
  private static func description() throws -> Server.Describe.Response {
    let shape = try SchemaShape()
    return Server.Describe.Response(
      version: "1", schemaHash: "", methods: [],
      records: shape.records.map { record in
        RecordView(
          name: record.name, isExclusive: record.isExclusive,
          fields: record.fields.map { field in
            FieldView(
              key: field.key, name: field.name, type: field.value.notation,
              isOptional: field.isOptional)
          })
      }, vocabularies: [], limits: [])
  }

  /// Both messages of a method come back through the description as they went.
  private static func expectSame<M: Message>(
    _ type: M.Type, _ description: SchemaDescription
  ) throws {
    let bytes = try CBOREncoder().encode(try SchemaShape.sample(type))
    let name = RecordShape.name(of: type)
    let value = try description.decode(bytes, as: name)
    #expect(try description.encode(value, as: name) == bytes, "\(name)")
  }

  @Test("The description encodes every message to the bytes of its type")
  func everyMessage() throws {
    let description = SchemaDescription(try Self.description())
    for method in LatchkeySchema.Method.allCases {
      try Self.expectSame(method.declaration.request, description)
      try Self.expectSame(method.declaration.response, description)
    }
  }

  @Test(
    "A value that is not what was described is refused by the name of the field",
    arguments: [
      (DescribedValue.record([:]), "agent is missing."),
      (
        .record(["agent": .text("bo")]), "agent is of another type: record:AccountReference is due."
      ),
      (
        .record(["agent": .record([:])]), "agent has exactly one of: id, address, loginName, phone."
      ),
      (
        .record(["agent": .record(["id": .text("1")])]),
        "agent.id is of another type: integer is due."
      ),
      (
        .record(["agent": .record(["id": .integer(1)]), "x": .null]), "The request has no field x."
      ),
      (.text("x"), "The request is of another type: record:Agents.GetAgent is due."),
    ])
  func refused(value: DescribedValue, sentence: String) throws {
    let description = SchemaDescription(try Self.description())
    #expect(throws: DescriptionError.self) {
      try description.encode(value, as: "Agents.GetAgent")
    }
    do throws(DescriptionError) {
      _ = try description.encode(value, as: "Agents.GetAgent")
    } catch {
      #expect(error.description == sentence)
    }
  }

  @Test("A description that goes round in circles ends")
  func circles() throws {
    let circle = RecordView(
      name: "Circle", isExclusive: false,
      fields: [FieldView(key: 1, name: "next", type: "record:Circle", isOptional: true)])
    let description = SchemaDescription(
      Server.Describe.Response(
        version: "1", schemaHash: "", methods: [], records: [circle], vocabularies: [], limits: []))
    var value = DescribedValue.record([:])
    for _ in 0..<100 { value = .record(["next": value]) }
    #expect(throws: DescriptionError.self) { try description.encode(value, as: "Circle") }
    var bytes: [UInt8] = []
    for _ in 0..<100 { bytes += [0xa1, 0x01] }
    bytes.append(0xa0)
    #expect(throws: DescriptionError.self) { try description.decode(bytes, as: "Circle") }
  }

  /// A newer service: a method by another name, with fields of other names.
  private static func describeAnother(
    to desk: Desk, number: Int, name: String, response: String = "Told"
  ) throws {
    let fields = [FieldView(key: 1, name: "whom", type: "record:Who", isOptional: false)]
    let who = [FieldView(key: 2, name: "mail", type: "text", isOptional: true)]
    let answer = [FieldView(key: 1, name: "number", type: "integer", isOptional: false)]
    try desk.service.answer(
      Server.Describe.self,
      with: Server.Describe.Response(
        version: "9", schemaHash: "",
        methods: [
          MethodView(
            number: number, name: name, kind: .unary, request: "Ask", response: response,
            deadlineMilliseconds: 1_000, isMutation: false, isSensitive: false, scopes: [],
            caller: .session, permissions: [], needsStepUp: false)
        ],
        records: [
          RecordView(name: "Ask", isExclusive: false, fields: fields),
          RecordView(name: "Who", isExclusive: true, fields: who),
          RecordView(name: "Told", isExclusive: false, fields: answer),
        ], vocabularies: [], limits: []))
  }

  private static let otherSchema = [UInt8](repeating: 7, count: 32)

  @Test(
    "What this program does not know, or a service of another version may know better, is called as the service describes it",
    arguments: [
      // Unknown here; known here, but of another schema; asked for in as many words.
      ("Agents.Fetch", nil, []), ("Agents.GetAgent", otherSchema, []),
      ("701", otherSchema, []), ("Agents.GetAgent", nil, ["--described"]),
      ("Agents.Fetch", otherSchema, ["--described"]),
    ] as [(String, [UInt8]?, [String])])
  func described(name: String, schema: [UInt8]?, options: [String]) async throws {
    let desk = try Desk(schemaHash: schema)
    try desk.signIn()
    try Self.describeAnother(to: desk, number: 701, name: name)
    let ran = try await desk.run(
      ["call"] + options + [name, "--json", #"{"whom": {"mail": "bo@example.org"}}"#])
    #expect(ran.code == 0, "\(ran.errors)")
    #expect(ran.output == "{\"number\":1}\n")
    #expect(
      try desk.service.last(Agents.GetAgent.self)?.agent == .address("bo@example.org"))
    let wrong = try await desk.run(
      ["call"] + options + [name, "--json", #"{"whom": {"mail": 7}}"#])
    #expect(wrong.code == 2)
    #expect(wrong.errors.contains("whom.mail is of another type: text is due."))
  }

  @Test(
    "What both know and is of one schema is called without asking for a description",
    arguments: [nil, SchemaRevision.bytes] as [[UInt8]?])
  func known(schema: [UInt8]?) async throws {
    let desk = try Desk(schemaHash: schema)
    try desk.signIn()
    let ran = try await desk.run(["call", "Agents.GetAgent", "--json", #"{"agent": {"id": 1}}"#])
    #expect(ran.code == 0, "\(ran.errors)")
    #expect(!desk.service.arrivals.contains { $0.method == .serverDescribe })
  }

  @Test("A service that describes nothing is called by what this program knows")
  func noDescription() async throws {
    let desk = try Desk(schemaHash: Self.otherSchema)
    try desk.signIn()
    try desk.service.refuseRaw(
      .serverDescribe,
      CallFailure(
        code: .unimplemented, reason: "METHOD_UNKNOWN", message: "", outcome: .notStarted))
    let ran = try await desk.run(["call", "Agents.GetAgent", "--json", #"{"agent": {"id": 1}}"#])
    #expect(ran.code == 0, "\(ran.errors)")
    let unknown = try await desk.run(["call", "Agents.Fetch"])
    #expect(unknown.code == 2 && unknown.errors.contains("There is no such method."))
  }

  @Test(
    "What the service does not have either is refused in its words",
    arguments: [
      ("Agents.Fetchh", "There is no such method."),
      ("Agents.GetAgent", "The service has no Agents.GetAgent: its version differs"),
    ])
  func nobodyKnows(name: String, sentence: String) async throws {
    let desk = try Desk(schemaHash: Self.otherSchema)
    try desk.signIn()
    try desk.service.refuse(.serverDescribe, .notFound, "There is no such method.")
    let ran = try await desk.run(["call", name])
    #expect(ran.code == 2)
    #expect(ran.errors.contains(sentence), "\(ran.errors)")
    #expect(!desk.service.arrivals.contains { $0.method == .agentsGetAgent })
  }

  @Test(
    "W4.44 a method that takes messages says what to type instead"
  )
  func streams() async throws {
    let desk = try Desk()
    try desk.signIn()
    let taking = try await desk.run(["call", "Contacts.ImportContacts"])
    #expect(taking.code == 2)
    #expect(taking.errors.contains("takes messages after the request"))
    #expect(taking.errors.contains("latchkey contact import FILE"))
    let answering = try await desk.run(["call", "Server.WatchHealth"])
    #expect(answering.code == 0, "\(answering.errors)")
    #expect(answering.output.contains("\"status\":\"serving\""))
  }

  @Test(
    "A shell is told what may stand next",
    arguments: [
      (["ag"], "agent\n"), (["agent", "reset"], "reset-link\n"), (["call", "Agents.GetA"], "x"),
      (["top", "--on"], "--once\n"), (["completion", ""], "bash\nzsh\nwords\n"), (["zzz", ""], ""),
      (["describe", "Agents.GetA"], "x"),
    ] as [([String], String)])
  func completion(words: [String], expected: String) async throws {
    let desk = try Desk()
    try desk.service.refuseRaw(
      .serverDescribe,
      CallFailure(
        code: .unimplemented, reason: "UNKNOWN_METHOD", message: "", outcome: .notStarted))
    let ran = try await desk.run(["completion", "words", "--"] + words)
    #expect(ran.code == 0)
    // Without a description, methods are those of this program.
    #expect(ran.output == (expected == "x" ? "Agents.GetAgent\n" : expected))
  }

  @Test("Scripts for shells ask this program", arguments: ["bash", "zsh"])
  func scripts(shell: String) async throws {
    let ran = try await Desk().run(["completion", shell])
    #expect(ran.output.contains("latchkey completion words --"))
  }
}
