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

@Suite("Streams of the service over a socket")
struct ServiceStreamTests {
  /// A service that listens, and a client of it. This process is a sibling that may do everything.
  private func run(
    _ body: (TestDesk, RPCClient, RPCServer) async throws -> Void
  ) async throws {
    let desk = try TestDesk()
    let service = Service(
      desk: desk.desk, digests: desk.digests,
      principals: Principals(
        byUser: [
          geteuid(): .init(name: "all", scopes: [.endUser, .agentRelay, .verify, .auditRead])
        ], byGroup: [:]),
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

  private func open<Request: ServerStreamRequest>(
    _ request: Request, on client: RPCClient, session: Secret? = nil
  ) throws -> ClientStream {
    client.open(
      .number(UInt64(Request.method.rawValue)), body: try CBOREncoder().encode(request),
      options: CallOptions(
        deadlineMilliseconds: nil, actor: session.map { Array($0.revealed.utf8) }),
      sendsMessages: false, receivesMessages: true)
  }

  private func next<Answer: Message>(
    _ type: Answer.Type, of stream: ClientStream
  ) async throws -> Answer? {
    guard let bytes = try await stream.next() else { return nil }
    return try CBORDecoder().decode(type, from: bytes)
  }

  @Test("A sibling watches sessions die, and is told to reconnect when the service goes away")
  func revocations() async throws {
    try await self.run { desk, client, server in
      let ada = try await desk.bootstrap()
      let kim = try await desk.agent("kim@example.com")
      let stream = try self.open(Sessions.WatchRevocations(), on: client)
      let start = try await self.next(Revocation.self, of: stream)
      #expect(start?.kind == .start)
      _ = try await desk.desk.agents.deactivateAgent(desk.call(ada), kim.selector, reason: "left")
      var told: [Revocation] = []
      while told.last?.kind != .account, let one = try await self.next(Revocation.self, of: stream)
      {
        told.append(one)
      }
      #expect(told.last?.accountID == kim.id.rawValue)
      #expect(told.last?.population == .agent)
      #expect(told.last?.credentialEpoch == (try await desk.account(kim.id)).epoch)
      async let drained: Void = server.drain(graceMilliseconds: 600_000)
      do throws(CallFailure) {
        while try await stream.next() != nil {}
        Issue.record("The stream ended well.")
      } catch {
        #expect(error.reason == "RECONNECT")
      }
      await drained
    }
  }

  @Test("Health is told at once, and again when it changes")
  func health() async throws {
    let desk = try TestDesk()
    let service = Service(
      desk: desk.desk, digests: desk.digests,
      principals: Principals(
        byUser: [geteuid(): .init(name: "all", scopes: [])], byGroup: [:]),
      facts: ServiceFacts(version: "1", schemaHash: "", startedAtMilliseconds: 1),
      health: HealthBoard(alarm: HandAlarm()), names: InternationalNames(),
      host: HostActions(keys: desk.keys, backup: desk.backup, drain: {}), log: { _ in })
    let loop = try EventLoop(name: "both")
    let path = desk.folder.path + "/s"
    let server = RPCServer(
      handler: service, configuration: ServerConfiguration(), loops: [loop])
    server.serve(try UnixListener(path: path))
    let client = RPCClient(path: path, loop: loop)
    let stream = try self.open(Server.WatchHealth(), on: client)
    #expect(try await self.next(HealthView.self, of: stream)?.status == .serving)
    await desk.close()
    // Nobody asks how it is: somebody who wants something else meets it.
    let failure = await #expect(throws: CallFailure.self) {
      _ = try await client.call(
        .number(UInt64(LatchkeySchema.Method.rolesListRoles.rawValue)), body: [0xA0],
        options: CallOptions(actor: [1]))
    }
    #expect(failure?.reason == "STORE_UNAVAILABLE")
    #expect(try await self.next(HealthView.self, of: stream)?.status == .degraded)
    service.beginDraining()
    #expect(try await self.next(HealthView.self, of: stream)?.status == .draining)
    stream.cancel()
    await client.close()
    server.stopNow()
    loop.shutdown()
  }

  @Test("A sibling tails the audit, and an entry is there as soon as it is written")
  func tail() async throws {
    try await self.run { desk, client, _ in
      try await desk.bootstrap()
      let stream = try self.open(Audit.TailEvents(afterSequence: 0), on: client)
      let first = try await self.next(AuditEvent.self, of: stream)
      #expect(first?.sequence == 1)
      #expect(first?.action == "operator.bootstrap")
      #expect(first?.target?.displayName == "Ada Root")
      let count = try await desk.audit().count
      for sequence in 2...count {
        let event = try await self.next(AuditEvent.self, of: stream)
        #expect(event?.sequence == Int64(sequence))
      }
      _ = try await desk.agent("kim@example.com")
      let event = try await self.next(AuditEvent.self, of: stream)
      #expect(event?.sequence == Int64(count + 1))
      stream.cancel()
    }
  }

  @Test("W4.16 over the socket every kind of call is refused before anything of it is done")
  func refused() async throws {
    // Of the fourth kind, messages for one answer, there is no method.
    #expect(
      Set(LatchkeySchema.Method.allCases.map(\.declaration.kind))
        == [.unary, .serverStream, .bidirectional])
    try await self.run { desk, client, _ in
      try await desk.bootstrap()
      let kim = try await desk.agent("kim@example.com", [.viewContacts])
      let before = try desk.storedState()
      var options = CallOptions(actor: kim.session.map { Array($0.revealed.utf8) })
      let requests: [(any RequestMessage, sends: Bool)] = [
        (
          Contacts.CreateContact(displayName: "Pat", emails: ["pat@example.org"]), false
        ), (Audit.ExportEvents(), false),
        (Contacts.ImportContacts(sendActivation: false), true),
      ]
      for (request, sends) in requests {
        let method = type(of: request).method
        let body = try CBOREncoder().encode(request)
        options.deadlineMilliseconds = method.declaration.deadlineMillisecondsMax
        do {
          if method.declaration.kind == .unary {
            _ = try await client.call(
              .number(UInt64(method.rawValue)), body: body, options: options)
          } else {
            let stream = client.open(
              .number(UInt64(method.rawValue)), body: body, options: options,
              sendsMessages: sends, receivesMessages: true)
            if sends {
              let row = ImportRow(row: 1, displayName: "Pat", emails: ["pat@example.org"])
              try? await stream.send(try CBOREncoder().encode(row))
            }
            _ = try await stream.next()
          }
          Issue.record("\(method) is not refused.")
        } catch let failure as CallFailure {
          #expect(failure.code == .permissionDenied, "\(method)")
          #expect(failure.reason == "MISSING_PERMISSION", "\(method)")
        }
      }
      // Refusals are audited, and nothing else has changed.
      #expect(try desk.storedState() == before)
    }
  }

  @Test("An export over the wire ends well, and refusals of streams come as those of calls")
  func export() async throws {
    try await self.run { desk, client, _ in
      let ada = try await desk.bootstrap()
      let stream = try self.open(Audit.ExportEvents(), on: client, session: ada.session)
      var count = 0
      while let event = try await self.next(AuditEvent.self, of: stream) {
        count += 1
        #expect(event.sequence == Int64(count))
      }
      #expect(count == (try await desk.audit().count))
      let kim = try await desk.agent("kim@example.com")
      let refused = try self.open(Audit.ExportEvents(), on: client, session: kim.session)
      do throws(CallFailure) {
        _ = try await refused.next()
        Issue.record("Kim may not export.")
      } catch {
        #expect(error.code == .permissionDenied)
        #expect(error.reason == "MISSING_PERMISSION")
      }
    }
  }
}
