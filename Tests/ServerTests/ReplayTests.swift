import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeyRuntime
import LatchkeySchema
import LatchkeyTesting
import LatchkeyWire
import Testing

@Suite("A change that is made again under its key is done once")
struct ReplayTests {
  private static let changes = Method.allCases.filter {
    $0.declaration.isMutation && $0.declaration.kind == .unary
  }

  @Test(
    "Each change heeds its key: the first answer again, another request refused, nothing done twice",
    arguments: Self.changes)
  func each(method: Method) async throws {
    try await ServedDesk.run(repeatsChanges: true) { served in
      try await EveryMethodTests.play(method, served)
      // Also for a method that is added: its script must carry it out at least once.
      #expect(served.repetitions?.methods.contains(method) == true)
    }
  }

  @Test("A trial of a mail server that is under way or done is not made again under its key")
  func trial() async throws {
    try await ServedDesk.run { served in
      let ada = try await served.desk.bootstrap()
      let key = [UInt8](repeating: 7, count: 16)
      let server = MailServerSettings(route: .smtp, host: "127.0.0.1", security: .plain)
      let request = Mail.TestServer(address: ada.email, server: server)
      // No server is set, so a trial of the one that counts is refused, and its key is free.
      #expect(
        try await served.failure(
          Mail.TestServer(address: ada.email), session: ada.session, key: key)?.reason
          == "MAIL_SERVER_NOT_CONFIGURED")
      let first = try await served.send(request, session: ada.session, key: key)
      #expect(try await served.send(request, session: ada.session, key: key) == first)
      #expect(served.desk.transports.tested.count == 1)
      #expect(
        try await served.desk.audit().filter { $0.record.action == .mailServerTested }.count == 1)
    }
  }

  @Test("A read under a key is made anew, and says nothing of a replay")
  func reads() async throws {
    try await ServedDesk.run { served in
      let ada = try await served.desk.bootstrap()
      let key = [UInt8](repeating: 7, count: 16)
      for method in [Method.serverGetInfo, .sessionsListOwnSessions] {
        for _ in 0..<2 {
          let reply = try await served.send(
            .number(UInt64(method.rawValue)), body: [0xa0], session: ada.session, key: key
          ).get()
          #expect(reply.metadata.isEmpty)
        }
      }
    }
  }
}
