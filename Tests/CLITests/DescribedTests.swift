import Foundation
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

  @Test("A method that this program does not know is called as the service describes it")
  func unknownMethod() async throws {
    let desk = try Desk()
    try desk.signIn()
    // A newer service: another name, and fields of other names.
    let fields = [FieldView(key: 1, name: "whom", type: "record:Who", isOptional: false)]
    let who = [FieldView(key: 2, name: "mail", type: "text", isOptional: true)]
    let answer = [FieldView(key: 1, name: "number", type: "integer", isOptional: false)]
    try desk.service.answer(
      Server.Describe.self,
      with: Server.Describe.Response(
        version: "9", schemaHash: "",
        methods: [
          MethodView(
            number: 701, name: "Agents.Fetch", kind: .unary, request: "Ask", response: "Told",
            deadlineMilliseconds: 1_000, isMutation: false, isSensitive: false, scopes: [],
            caller: .session, permissions: [], needsStepUp: false)
        ],
        records: [
          RecordView(name: "Ask", isExclusive: false, fields: fields),
          RecordView(name: "Who", isExclusive: true, fields: who),
          RecordView(name: "Told", isExclusive: false, fields: answer),
        ], vocabularies: [], limits: []))
    let ran = try await desk.run([
      "call", "--described", "Agents.Fetch", "--json", #"{"whom": {"mail": "bo@example.org"}}"#,
    ])
    #expect(ran.code == 0, "\(ran.errors)")
    #expect(ran.output == "{\"number\":1}\n")
    #expect(
      try desk.service.last(Agents.GetAgent.self)?.agent == .address("bo@example.org"))
    let wrong = try await desk.run([
      "call", "--described", "Agents.Fetch", "--json", #"{"whom": {"mail": 7}}"#,
    ])
    #expect(wrong.code == 2)
    #expect(wrong.errors.contains("whom.mail is of another type: text is due."))
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
