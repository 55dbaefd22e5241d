import Glibc
import LatchkeyBase
import LatchkeyClient
import LatchkeyRuntime
import LatchkeySchema
import Testing

/// Calls that are made again under their keys, and daemons that die before they answer.
@Suite(.serialized)
struct ReplayTests {
  @Test("idempotent_replay: the same key twice is one change, and its answer comes again, marked")
  func replay() async throws {
    let desk = try await Desk.opened(in: try Folder())
    let key = IdempotencyKey()
    let request = Agents.CreateAgent(
      displayName: "Kay Ek", email: "kay@example.org", roleIDs: [], sendInvitation: false)
    let first = try await desk.client.answer(to: request, as: desk.boss, idempotencyKey: key)
    #expect(!first.isReplay)
    // Another connection is the same service all the same.
    let other = try desk.daemon.another()
    let second = try await other.answer(to: request, as: desk.boss, idempotencyKey: key)
    #expect(second.isReplay)
    #expect(second.response == first.response)
    let entries = try await other.audit.listEvents(
      limit: 50, targetID: first.response.id, as: desk.boss
    ).events
    #expect(entries.count == 1)
    // A key of one's own for each call: then it is another change.
    #expect(
      await Desk.refusal { () throws(LatchkeyError) in
        try await other.call(request, as: desk.boss)
      } == "ADDRESS_IN_USE")
    var another = request
    another.displayName = "Somebody Else"
    #expect(
      await Desk.refusal { () throws(LatchkeyError) in
        try await other.call(another, as: desk.boss, idempotencyKey: key)
      } == "IDEMPOTENCY_KEY_REUSED")
    await other.close()
    #expect(await desk.daemon.stop() == 0)
  }

  /// What a change comes to whose daemon died after it was durable, and before its answer came through.
  private static func orphaned<Answer: Sendable>(
    _ daemon: inout Daemon, _ relay: Relay, _ change: @escaping @Sendable () async throws -> Answer
  ) async throws -> Result<Answer, any Error> {
    let program = daemon.program
    relay.keepAnswer { program.send(SIGKILL) }
    async let result = Self.result(of: change)
    await relay.untilKept()
    #expect(await program.end() == 128 + SIGKILL)
    await daemon.client.close()
    daemon = try await Daemon.started(in: daemon.folder)
    try relay.open()
    return await result
  }

  private static func result<Answer>(
    of change: () async throws -> Answer
  ) async -> Result<Answer, any Error> {
    do {
      return .success(try await change())
    } catch {
      return .failure(error)
    }
  }

  @Test(
    "A daemon that dies between commit and answer is asked again, and the change is done once"
  )
  func diesBeforeTheAnswer() async throws {
    let folder = try Folder()
    let desk = try await Desk.opened(in: folder)
    let boss = desk.boss
    var daemon = desk.daemon
    let relay = try Relay(from: folder.path("r"), to: folder.path(Daemon.names.socket))
    var habits = ClientConfiguration()
    // A daemon takes its time to start on a busy host.
    habits.doubtMillisecondsMax = 60_000
    let client = try LatchkeyClient(socket: folder.path("r"), configuration: habits)
    _ = try await client.server.ping()

    let request = Agents.CreateAgent(
      displayName: "Kay Ek", email: "kay@example.org", roleIDs: [], sendInvitation: false)
    let made = try await Self.orphaned(&daemon, relay) {
      try await client.answer(to: request, as: boss)
    }.get()
    #expect(made.isReplay)
    #expect(made.response.emails == ["kay@example.org"])

    // What held a secret is not kept; that it is done is known all the same.
    let set = try await Self.orphaned(&daemon, relay) {
      try await client.agents.setPassword(
        agent: .id(made.response.id), newPassword: Secret("Plum-Grey-Heron-4"),
        requireChangeAtNextSignIn: false, as: boss)
    }
    let failure = try #require(throws: LatchkeyError.self) { try set.get() }
    #expect(failure.reason == .secretNotRetrievable)
    #expect(failure.outcome == .committed)
    _ = try await Desk.signIn(client, "kay@example.org", "Plum-Grey-Heron-4")

    // Without a key nobody can say.
    let keyless = try LatchkeyClient(socket: folder.path("r"), keys: nil)
    _ = try await keyless.server.ping()
    let lock = try await Self.orphaned(&daemon, relay) {
      try await keyless.accounts.lock(account: .id(made.response.id), reason: "Left", as: boss)
    }
    let unknown = try #require(throws: LatchkeyError.self) { try lock.get() }
    #expect(unknown.outcome == .unknown)

    let entries = try await daemon.client.audit.listEvents(
      limit: 50, targetID: made.response.id, as: boss
    ).events.map(\.action).filter { $0 != "mail.delivered" }
    #expect(entries == ["account.lock", "sign_in", "agent.password.set", "agent.create"])
    await client.close()
    await keyless.close()
    #expect(await daemon.stop() == 0)
  }
}
