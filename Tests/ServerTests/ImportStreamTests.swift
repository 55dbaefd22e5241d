import Glibc
import LatchkeyApplication
import LatchkeyAuthorization
import LatchkeyBase
import LatchkeyDomain
import LatchkeyMail
import LatchkeyRuntime
import LatchkeySchema
import LatchkeyServer
import LatchkeySocket
import LatchkeyTesting
import LatchkeyWire
import Testing

@Suite("Imports over a socket")
struct ImportStreamTests {
  /// A service that listens, and a client of it.
  private func run(_ body: (TestDesk, RPCClient) async throws -> Void) async throws {
    try await self.run { desk, client, _ in try await body(desk, client) }
  }

  /// The same, with the server.
  private func run(
    _ body: (TestDesk, RPCClient, RPCServer) async throws -> Void
  ) async throws {
    let desk = try TestDesk()
    let service = Service(
      desk: desk.desk, digests: desk.digests,
      principals: Principals(
        byUser: [geteuid(): .init(name: "console", scopes: [.endUser, .agentRelay, .auditRead])],
        byGroup: [:]),
      facts: ServiceFacts(version: "1", schemaHash: "", startedAtMilliseconds: 1),
      health: HealthBoard(alarm: HandAlarm()), names: InternationalNames(),
      host: HostActions(keys: desk.keys, backup: desk.backup, drain: {}), log: { _ in })
    let loop = try EventLoop(name: "both")
    let path = desk.folder.path + "/s"
    let server = RPCServer(
      handler: service, configuration: ServerConfiguration(), loops: [loop])
    server.serve(try UnixListener(path: path))
    let client = RPCClient(path: path, loop: loop)
    do {
      try await body(desk, client, server)
    } catch {
      Issue.record(error)
    }
    await client.close()
    server.stopNow()
    loop.shutdown()
    await desk.close()
  }

  private func open(
    _ client: RPCClient, as colleague: Colleague, sendActivation: Bool = false,
    key: [UInt8]? = nil
  ) throws -> ClientStream {
    client.open(
      .number(UInt64(Method.contactsImportContacts.rawValue)),
      body: try CBOREncoder().encode(Contacts.ImportContacts(sendActivation: sendActivation)),
      options: CallOptions(
        deadlineMilliseconds: nil, actor: colleague.session.map { Array($0.revealed.utf8) },
        idempotencyKey: key),
      sendsMessages: true, receivesMessages: true)
  }

  private func next(of stream: ClientStream) async throws -> ImportResult? {
    guard let bytes = try await stream.next() else { return nil }
    return try CBORDecoder().decode(ImportResult.self, from: bytes)
  }

  @Test("T1 an import answers row by row, and a row that is not fit does not end it")
  func rows() async throws {
    try await self.run { desk, client in
      let ada = try await desk.bootstrap()
      let stream = try self.open(client, as: ada)
      let rows = [
        ImportRow(row: 1, displayName: "Pat", emails: ["pat@example.org"]),
        ImportRow(row: 2, displayName: "", emails: ["lee@example.org"]),
        ImportRow(row: 3, displayName: "Lee", emails: ["lee@example.org", "not an address"]),
        ImportRow(row: 4, displayName: "Kit", emails: [], passwordHash: Secret("$1$weak$hash")),
        ImportRow(row: 5, displayName: "Nobody", emails: []),
        ImportRow(row: 6, displayName: "Pat", emails: ["PAT@example.org"]),
        ImportRow(
          row: 7, displayName: "Old", emails: ["old@example.org"],
          passwordHash: Secret("$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW")),
      ]
      for row in rows { try await stream.send(try CBOREncoder().encode(row)) }
      stream.finishSending()
      var results: [ImportResult] = []
      while let result = try await self.next(of: stream) { results.append(result) }
      #expect(results.map(\.row) == [1, 2, 3, 4, 5, 6, 7])
      #expect(
        results.map(\.outcome) == [
          .created, .refused, .refused, .refused, .refused, .existing, .created,
        ])
      #expect(
        results.map(\.field) == [
          nil, "displayName", "emails[1]", "passwordHash", nil, nil, nil,
        ])
      #expect(results[4].reason == "NO_SIGN_IN_IDENTIFIER")
      #expect(results[5].contactID == results[0].contactID)
    }
  }

  @Test("A long import is written in batches, with an answer for each row in its place")
  func long() async throws {
    try await self.run { desk, client in
      let ada = try await desk.bootstrap()
      let stream = try self.open(client, as: ada)
      async let sent: Void = {
        for number in 0..<500 {
          let row = ImportRow(
            row: Int64(number), displayName: "C", emails: ["c\(number)@example.org"])
          try await stream.send(try CBOREncoder().encode(row))
        }
        stream.finishSending()
      }()
      var answered: [Int64] = []
      while let result = try await self.next(of: stream) { answered.append(result.row) }
      try await sent
      #expect(answered == Array(0..<500))
      let page = try await desk.store.read {
        try $0.accounts(in: .contact, after: nil, search: nil, limit: 1_000)
      }
      #expect(page.count == 500)
    }
  }

  @Test("At GOAWAY an import goes on to its end, and a tail beside it is told to open anew")
  func drained() async throws {
    try await self.run { desk, client, server in
      let ada = try await desk.bootstrap()
      let stream = try self.open(client, as: ada)
      let rows = (1...2).map { number in
        ImportRow(
          row: Int64(number), displayName: "C", emails: ["c\(number)@example.org"])
      }
      try await stream.send(try CBOREncoder().encode(rows[0]))
      #expect(try await self.next(of: stream)?.outcome == .created)
      let tail = client.open(
        .number(UInt64(Method.auditTailEvents.rawValue)),
        body: try CBOREncoder().encode(Audit.TailEvents(afterSequence: 0)),
        options: CallOptions(
          deadlineMilliseconds: nil, actor: ada.session.map { Array($0.revealed.utf8) }),
        sendsMessages: false, receivesMessages: true)
      _ = try await tail.next()
      async let drained: Void = server.drain(graceMilliseconds: 600_000)
      do throws(CallFailure) {
        while try await tail.next() != nil {}
        Issue.record("The tail ended well.")
      } catch {
        #expect(error.code == .unavailable)
        #expect(error.reason == "RECONNECT")
        #expect(error.outcome == .rolledBack)
      }
      // The tail has ended, so GOAWAY is there; the import is not over.
      try await stream.send(try CBOREncoder().encode(rows[1]))
      #expect(try await self.next(of: stream)?.outcome == .created)
      stream.finishSending()
      #expect(try await self.next(of: stream) == nil)
      await drained
    }
  }

  @Test("Who gives an import up keeps what was answered")
  func givenUp() async throws {
    try await self.run { desk, client in
      let ada = try await desk.bootstrap()
      let stream = try self.open(client, as: ada)
      let row = ImportRow(row: 1, displayName: "Pat", emails: ["pat@example.org"])
      try await stream.send(try CBOREncoder().encode(row))
      #expect(try await self.next(of: stream)?.outcome == .created)
      stream.cancel()
      let known = try await desk.store.read {
        try $0.accounts(in: .contact, withAnyEmail: "pat@example.org", limit: 9)
      }
      #expect(known.count == 1)
    }
  }

  @Test("An import needs its permission before the first row, and for every batch")
  func permission() async throws {
    try await self.run { desk, client in
      try await desk.bootstrap()
      let lacking = try await desk.agent("lacking@example.com", [.viewContacts])
      let none = try self.open(client, as: lacking)
      do throws(CallFailure) {
        _ = try await none.next()
        Issue.record("It goes on.")
      } catch {
        #expect(error.reason == "MISSING_PERMISSION")
        #expect(error.outcome == .rolledBack)
      }
      let jo = try await desk.agent("jo@example.com", [.manageContacts])
      let stream = try self.open(client, as: jo)
      let first = ImportRow(row: 1, displayName: "Pat", emails: ["pat@example.org"])
      try await stream.send(try CBOREncoder().encode(first))
      #expect(try await self.next(of: stream)?.outcome == .created)
      try await desk.change(jo.id) { $0.setRoles([]) }
      let second = ImportRow(row: 2, displayName: "Lee", emails: ["lee@example.org"])
      try await stream.send(try CBOREncoder().encode(second))
      do {
        _ = try await self.next(of: stream)
        Issue.record("It goes on.")
      } catch let failure as CallFailure {
        #expect(failure.reason == "MISSING_PERMISSION")
        #expect(failure.outcome == .partlyCommitted)
        #expect(failure.facts?.missingPermissions == [PermissionName(.manageContacts)])
        #expect(failure.facts?.settled == 1)
        #expect(failure.facts?.isRepeatable == true)
      }
    }
  }

  /// Why an import comes to a bad end.
  enum End: CaseIterable {
    case malformedRow, longRow, drain
  }

  @Test(
    "An import that comes to a bad end says which rows are done, and the same again does the rest",
    arguments: End.allCases, [[], ["pat", "lee"], ["pat", "lee", "-"]])
  func badEnds(end: End, names: [String]) async throws {
    try await self.run { desk, client, server in
      let ada = try await desk.bootstrap()
      func rows(_ names: [String], to stream: ClientStream) async throws -> [ImportOutcome] {
        var outcomes: [ImportOutcome] = []
        for (number, name) in names.enumerated() {
          // A name that is none is refused: that row is done as well.
          let row = ImportRow(
            row: Int64(number), displayName: name == "-" ? "" : name,
            emails: ["\(name)@example.org"])
          try await stream.send(try CBOREncoder().encode(row))
          outcomes.append(try #require(try await self.next(of: stream)).outcome)
        }
        return outcomes
      }
      let stream = try self.open(client, as: ada)
      _ = try await rows(names, to: stream)
      var drained: Task<Void, Never>?
      switch end {
      case .malformedRow: try await stream.send([0xff])
      case .longRow: try await stream.send([UInt8](repeating: 0, count: 70_000))
      case .drain:
        // Without rows nothing shows yet that the call has begun.
        if names.isEmpty { return }
        drained = Task { await server.drain(graceMilliseconds: 1) }
      }
      let failure = await #expect(throws: CallFailure.self) {
        while try await self.next(of: stream) != nil {}
      }
      #expect(failure?.outcome == (names.isEmpty ? .rolledBack : .partlyCommitted))
      #expect(failure?.facts?.settled == (names.isEmpty ? nil : Int64(names.count)))
      #expect(failure?.facts?.isRepeatable == (names.isEmpty ? nil : true))
      #expect(failure?.facts?.resumeAfterID == nil)
      await drained?.value
      guard end != .drain else { return }
      let again = try self.open(client, as: ada)
      let outcomes = try await rows(names + ["kit"], to: again)
      #expect(
        outcomes == names.map { $0 == "-" ? .refused : .existing } + [.created])
      again.finishSending()
      #expect(try await self.next(of: again) == nil)
    }
  }

  @Test("An import that added nothing has left nothing when it comes to a bad end")
  func nothingAdded() async throws {
    try await self.run { desk, client in
      let ada = try await desk.bootstrap()
      _ = try await desk.contact(["pat@example.org"])
      let stream = try self.open(client, as: ada)
      let row = ImportRow(row: 1, displayName: "Pat", emails: ["pat@example.org"])
      try await stream.send(try CBOREncoder().encode(row))
      #expect(try await self.next(of: stream)?.outcome == .existing)
      try await stream.send([0xff])
      let failure = await #expect(throws: CallFailure.self) { try await self.next(of: stream) }
      #expect(failure?.reason == "MALFORMED")
      #expect(failure?.outcome == .rolledBack)
      #expect(failure?.facts?.settled == nil)
    }
  }

  @Test("A key on a stream is ignored: the same import under the same key finds what it added")
  func key() async throws {
    try await self.run { desk, client in
      let ada = try await desk.bootstrap()
      for expected in [ImportOutcome.created, .existing] {
        let stream = try self.open(client, as: ada, key: [UInt8](repeating: 7, count: 16))
        let row = ImportRow(row: 1, displayName: "Pat", emails: ["pat@example.org"])
        try await stream.send(try CBOREncoder().encode(row))
        #expect(try await self.next(of: stream)?.outcome == expected)
        stream.finishSending()
        #expect(try await self.next(of: stream) == nil)
      }
      #expect(try desk.raw.rows("SELECT * FROM remembered_call").isEmpty)
    }
  }
}
