import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeyRuntime
import LatchkeySchema
import LatchkeyServer
import LatchkeyTesting
import LatchkeyWire
import Testing

/// The trace of a caller, in the log and in the audit.
@Suite("Traces")
struct TraceTests {
  private static let context =
    [UInt8](repeating: 0xAB, count: 16) + [UInt8](repeating: 7, count: 8) + [1]
  private static let id = String(repeating: "ab", count: 16)

  /// Calls, and gives what the audit got from it: each action with its outcome and trace.
  private func entries<Request: RequestMessage>(
    of request: Request, on served: ServedDesk, from peer: ServedDesk.Peer = .console,
    session: Secret? = nil, trace: [UInt8]? = context
  ) async throws -> [String] {
    let before = try await served.desk.audit().count
    _ = await served.send(
      .number(UInt64(Request.method.rawValue)), body: try CBOREncoder().encode(request),
      from: peer, session: session, trace: trace)
    return try await served.desk.audit().dropFirst(before).map { entry in
      "\(entry.record.action.rawValue) \(entry.record.outcome) \(entry.record.details["trace"] ?? "–")"
    }
  }

  @Test("Done, refused by the gate, refused by the store, wrong, and anonymous: each entry has it")
  func audited() async throws {
    try await ServedDesk.run { served in
      let ada = try await served.desk.bootstrap()
      let kim = try await served.desk.agent("kim@example.com")
      let create = Roles.CreateRole(name: "Night", permissions: [])
      #expect(
        try await self.entries(of: create, on: served, session: ada.session)
          == ["role.create done \(Self.id)"])
      #expect(
        try await self.entries(of: create, on: served, session: kim.session)
          == ["role.create refused \(Self.id)"])
      // Refused in a transaction that only reads: the entry is one of its own.
      #expect(
        try await self.entries(of: Audit.VerifyChain(), on: served, session: kim.session)
          == ["audit.read refused \(Self.id)"])
      let wrong = SignIn.SignIn(
        population: .agent, identifier: kim.email, password: Secret("Wrong-0ne!"))
      #expect(
        try await self.entries(of: wrong, on: served, from: .portal)
          == ["sign_in refused \(Self.id)"])
      let request = Recovery.RequestPasswordReset(population: .agent, address: "no@example.com")
      #expect(
        try await self.entries(of: request, on: served, from: .portal)
          == ["reset.requested done \(Self.id)"])
      #expect(try await served.desk.desk.audit.verifyChain(served.desk.call(ada)).firstBad == nil)
    }
  }

  @Test(
    "A call without a trace, or with one that is none, is carried out and has none in the audit",
    arguments: [
      nil, [], [UInt8](repeating: 1, count: 24), [UInt8](repeating: 0, count: 25),
      [UInt8](repeating: 0, count: 16) + [UInt8](repeating: 1, count: 9),
    ] as [[UInt8]?])
  func without(trace: [UInt8]?) async throws {
    try await ServedDesk.run { served in
      let ada = try await served.desk.bootstrap()
      let entries = try await self.entries(
        of: Roles.CreateRole(name: "Night", permissions: []), on: served, session: ada.session,
        trace: trace)
      #expect(entries == ["role.create done –"])
      #expect(served.log.all.isEmpty)
    }
  }

  @Test("Every call of a trace leaves a line in the log, also one that is answered at once")
  func logged() async throws {
    try await ServedDesk.run { served in
      let ada = try await served.desk.bootstrap()
      _ = try await self.entries(
        of: Roles.GetRole(id: 1), on: served, session: ada.session)
      _ = try await self.entries(of: Roles.GetRole(id: 99), on: served, session: ada.session)
      #expect(
        served.log.all == [
          "Roles.GetRole OK \(Self.id)", "Roles.GetRole notFound \(Self.id)",
        ])
      _ = try await self.entries(of: Server.Ping(payload: [1]), on: served)
      // Asked in both ways.
      #expect(
        served.log.all.suffix(2) == ["Server.Ping OK \(Self.id)", "Server.Ping OK \(Self.id)"])
    }
  }

  @Test("The same call under another trace is the same call: it is done once")
  func replay() async throws {
    try await ServedDesk.run { served in
      let ada = try await served.desk.bootstrap()
      let body = try CBOREncoder().encode(Roles.CreateRole(name: "Night", permissions: []))
      var answers: Set<[UInt8]> = []
      for trace in [Self.context, nil, [UInt8](repeating: 9, count: 25)] {
        answers.insert(
          try await served.send(
            .number(UInt64(Method.rolesCreateRole.rawValue)), body: body, session: ada.session,
            key: [UInt8](repeating: 5, count: 16), trace: trace
          ).get().body)
      }
      #expect(answers.count == 1)
    }
  }
}
