import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeyRuntime
import LatchkeySchema
import LatchkeyServer
import LatchkeyTesting
import LatchkeyWire
import Testing

/// Every method by its bytes.
@Suite("Every method")
struct EveryMethodTests {
  @Test("Each method is routed and answered", arguments: Method.allCases)
  func happy(method: Method) async throws {
    try await ServedDesk.run { served in
      try await Self.play(method, served)
      #expect(served.log.all == [])
    }
  }

  /// A script for each method that one message answers, one table a service.
  static let plays = [
    server, signIn, sessions, passwords, recovery, contacts, agents, accounts, secondFactor, roles,
    settings, mail, audit, operators,
  ].reduce(into: [Method: EveryMethodScene.Play]()) { all, table in
    all.merge(table) { _, _ in preconditionFailure("A method has one script.") }
  }

  /// Streams need a socket: StreamTests and ImportStreamTests.
  static let streams: Set<Method> = [
    .serverWatchHealth, .sessionsWatchRevocations, .auditTailEvents, .auditExportEvents,
    .contactsImportContacts,
  ]

  /// Calls a method as its caller would, and looks at what came of it.
  static func play(_ method: Method, _ served: ServedDesk) async throws {
    if method == .operatorBootstrap { return try await Self.playBootstrap(served) }
    let scene = try await EveryMethodScene(method, served)
    if Self.streams.contains(method) { return }
    let play = try #require(Self.plays[method])
    try await play(scene)
  }

  /// The first call on an empty desk.
  private static func playBootstrap(_ served: ServedDesk) async throws {
    let details = try await served.send(
      Operator.Bootstrap(
        displayName: "Ada Root", email: "ada@example.com", password: Secret("Gr0und-Truth!")),
      from: .host)
    #expect(details.isAccountAdministrator)
    #expect(details.status.rawValue == "Active")
  }

  @Test(
    "Each method is known by number and by name, with the limits of its declaration",
    arguments: Method.allCases)
  func resolved(method: Method) async throws {
    try await ServedDesk.run { served in
      try await served.desk.bootstrap()
      let (sends, answers) =
        switch method.declaration.kind {
        case .unary: (false, false)
        case .serverStream: (false, true)
        case .clientStream: (true, false)
        case .bidirectional: (true, true)
        }
      var traits = MethodTraits(
        deadlineMillisecondsMax: method.declaration.deadlineMillisecondsMax,
        isSensitive: method.declaration.isSensitive, clientStreams: sends, serverStreams: answers)
      // Counted in a place of its own.
      // Those that siblings call all the time.
      traits.mayAnswerSynchronously = [.serverPing, .sessionsVerifySession].contains(method)
      traits.figuresSlot = (Method.allCases.firstIndex(of: method) ?? 0) + 1
      #expect(served.service.resolve(.number(UInt64(method.rawValue))) == traits)
      #expect(served.service.resolve(.name(method.declaration.name)) == traits)
    }
  }

  @Test(
    "A body that is no message of its method is refused before anything is done",
    arguments: Method.allCases)
  func malformed(method: Method) async throws {
    try await ServedDesk.run { served in
      let ada = try await served.desk.bootstrap()
      let before = try served.desk.storedState()
      let count = try await served.desk.audit().count
      for (body, code) in [
        ([], .invalidArgument), ([0xFF], .invalidArgument), ([0xF6], .invalidArgument),
        ([0xA0, 0x00], .invalidArgument), ([0x80], .invalidArgument),
        ([0xBF, 0xFF], .invalidArgument), ([0xA1, 0x20, 0x00], .unimplemented),
        ([UInt8](repeating: 0x81, count: 5_000), .invalidArgument),
      ] as [([UInt8], StatusCode)] {
        let result = await served.send(
          .number(UInt64(method.rawValue)), body: body, session: ada.session)
        guard case .failure(let failure) = result else {
          Issue.record("\(body) is taken.")
          continue
        }
        #expect(failure.code == code, "\(body)")
        #expect(failure.reason == "MALFORMED")
        #expect(failure.outcome == .notStarted)
      }
      #expect(try served.desk.storedState() == before)
      #expect(try await served.desk.audit().count == count)
    }
  }

  @Test(
    "W4.16 a process of an unknown user is told so, whatever it calls", arguments: Method.allCases)
  func unknownUser(method: Method) async throws {
    try await ServedDesk.run { served in
      let result = await served.send(
        .name(method.declaration.name), body: [0xA0], from: .stranger)
      guard case .failure(let failure) = result else {
        Issue.record("A stranger is served.")
        return
      }
      #expect(failure.code == .unauthenticated)
      #expect(failure.reason == "SERVICE_UNKNOWN")
    }
  }

  @Test(
    "What is no method is unimplemented",
    arguments: [
      .number(0), .number(99_999), .number(.max), .number(199), .name(""), .name("Server.ping"),
    ] as [MethodSelector])
  func unknownMethod(selector: MethodSelector) async throws {
    try await ServedDesk.run { served in
      #expect(served.service.resolve(selector) == nil)
      guard case .failure(let failure) = await served.send(selector, body: [0xA0]) else {
        Issue.record("It is answered.")
        return
      }
      #expect(failure.code == .unimplemented)
    }
  }
}
