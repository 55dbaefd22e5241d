import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeyRuntime
import LatchkeySchema
import LatchkeyServer
import LatchkeySocket
import LatchkeyTesting
import LatchkeyWire
import Testing

/// What callers hear when it does not go well.
@Suite("Failures")
struct FailureTests {
  @Test("Each reason has its status code, a sentence and an outcome", arguments: Reason.allCases)
  func mapping(reason: Reason) throws {
    let failure = Refusal(reason).failure
    #expect(failure.code == reason.status)
    #expect(failure.reason == reason.rawValue)
    #expect(failure.message.hasSuffix("."))
    let isDone = reason == .secretNotRetrievable || reason == .replyNotRetained
    #expect(failure.outcome == (isDone ? .committed : .rolledBack))
    #expect(failure.incident == nil)
    #expect(failure.facts == FailureDetails())
  }

  @Test("What goes with a reason is in the details")
  func details() {
    var refusal = Refusal(.missingPermission)
    refusal.missingPermissions = [.manageAgents, .manageAgentPassword]
    #expect(
      refusal.failure.facts?.missingPermissions
        == [PermissionName(.manageAgents), PermissionName(.manageAgentPassword)])
    #expect(refusal.failure.message.contains("\"Manage Agents\" and \"Manage Agent Password\""))
    let policy = Refusal(violations: PasswordPolicy.Violation.allCases).failure
    #expect(policy.facts?.violations?.count == PasswordPolicy.Violation.allCases.count)
    let busy = Refusal(.overloaded, retryAfter: .seconds(2)).failure
    #expect(busy.retryAfterMilliseconds == 2_000)
    #expect(busy.facts?.retryAfterMilliseconds == 2_000)
    let long = Refusal(.tooManyAttempts, retryAfter: .days(365)).failure
    #expect(long.retryAfterMilliseconds == .max)
  }

  @Test(
    "The order of checks: body, scope, session, permission, existence, guard, proof, precondition, policy"
  )
  func order() async throws {
    try await ServedDesk.run { served in
      let desk = served.desk
      let ada = try await desk.bootstrap()
      var jo = try await desk.agent("jo@example.com", [.manageAgents, .manageAgentPassword])
      let none = try await desk.agent("none@example.com")
      let kim = try await desk.account("kim@example.com")
      _ = try await desk.desk.agents.deactivateAgent(desk.call(ada), kim.selector, reason: "")
      try await desk.signIn(&jo)
      func request(_ target: AccountReference) -> Agents.SetPassword {
        Agents.SetPassword(
          agent: target, newPassword: Secret("x"), requireChangeAtNextSignIn: false)
      }
      let missing = AccountReference.id(999)
      let owner = AccountReference.id(ada.id.rawValue)
      let gone = AccountReference.id(kim.id.rawValue)
      #expect(try await served.failure(request(missing), from: .portal)?.reason == "SCOPE_MISSING")
      #expect(try await served.failure(request(missing))?.reason == "SESSION_REQUIRED")
      #expect(
        try await served.failure(request(missing), session: none.session)?.reason
          == "MISSING_PERMISSION")
      #expect(
        try await served.failure(request(missing), session: jo.session)?.reason == "NOT_FOUND")
      #expect(
        try await served.failure(request(owner), session: jo.session)?.reason
          == "ACCOUNT_ADMINISTRATOR_PROTECTED")
      #expect(
        try await served.failure(request(gone), session: jo.session)?.reason == "STEP_UP_REQUIRED")
      try await desk.stepUp(jo)
      #expect(
        try await served.failure(request(gone), session: jo.session)?.reason
          == "ACCOUNT_DEACTIVATED")
      _ = try await desk.desk.agents.reactivateAgent(desk.call(ada), kim.selector)
      #expect(
        try await served.failure(request(gone), session: jo.session)?.reason == "PASSWORD_POLICY")
    }
  }

  @Test("S3.3, I12 the reply to a request for a link has the same bytes for everybody")
  func sameBytes() async throws {
    try await ServedDesk.run { served in
      let ada = try await served.desk.bootstrap()
      _ = try await served.desk.account("pending@example.com", password: nil)
      let out = try await served.desk.account("out@example.com")
      _ = try await served.desk.desk.agents.deactivateAgent(
        served.desk.call(ada), out.selector, reason: "")
      var replies: Set<[UInt8]> = []
      for address in [
        "ada@example.com", "pending@example.com", "out@example.com", "no@example.com",
      ] {
        for population in [PopulationName.agent, .contact] {
          let request = Recovery.RequestPasswordReset(population: population, address: address)
          let reply = try await served.send(
            .number(UInt64(Method.recoveryRequestPasswordReset.rawValue)),
            body: try CBOREncoder().encode(request)
          ).get()
          replies.insert(reply.body)
        }
      }
      #expect(replies.count == 1)
    }
  }

  @Test("A replay gets the bytes of the first answer, another request under the key is refused")
  func replay() async throws {
    try await ServedDesk.run { served in
      let ada = try await served.desk.bootstrap()
      let key = [UInt8](repeating: 9, count: 16)
      func create(_ email: String) async throws -> Result<Reply, CallFailure> {
        await served.send(
          .number(UInt64(Method.agentsCreateAgent.rawValue)),
          body: try CBOREncoder().encode(
            Agents.CreateAgent(
              displayName: "New", email: email, roleIDs: [], sendInvitation: true)),
          session: ada.session, key: key)
      }
      let first = try await create("new@example.com").get()
      let second = try await create("new@example.com").get()
      #expect(first.body == second.body)
      #expect(try await served.desk.outbox().count == 1)
      guard case .failure(let failure) = try await create("other@example.com") else {
        Issue.record("The key is taken twice.")
        return
      }
      #expect(failure.reason == "IDEMPOTENCY_KEY_REUSED")
    }
  }

  @Test("A replay of a call whose answer held a secret hears that it was done")
  func replayOfSecret() async throws {
    try await ServedDesk.run { served in
      let kim = try await served.desk.account("kim@example.com")
      let key = [UInt8](repeating: 9, count: 16)
      let request = SignIn.SignIn(
        population: .agent, identifier: kim.email, password: Secret(kim.password))
      _ = try await served.send(request, key: key)
      let failure = try await served.failure(request, key: key)
      #expect(failure?.reason == "SECRET_NOT_RETRIEVABLE")
      #expect(failure?.outcome == .committed)
    }
  }

  @Test("Another session under the same key is another request")
  func keyOfAnother() async throws {
    try await ServedDesk.run { served in
      let ada = try await served.desk.bootstrap()
      let kim = try await served.desk.agent("kim@example.com", [.superAdmin])
      let key = [UInt8](repeating: 9, count: 16)
      let request = Roles.CreateRole(name: "New", permissions: [])
      _ = try await served.send(request, session: ada.session, key: key)
      #expect(
        try await served.failure(request, session: kim.session, key: key)?.reason
          == "IDEMPOTENCY_KEY_REUSED")
    }
  }

  @Test(
    "A store that is closed: unavailable with an incident, degraded health, and no secret in the log"
  )
  func storeClosed() async throws {
    try await ServedDesk.run { served in
      let kim = try await served.desk.account("kim@example.com")
      await served.desk.close()
      let failure = try await served.failure(
        SignIn.SignIn(population: .agent, identifier: kim.email, password: Secret(kim.password)))
      #expect(failure?.code == .unavailable)
      #expect(failure?.reason == "STORE_UNAVAILABLE")
      #expect(failure?.incident != nil)
      #expect(try await served.send(Server.GetHealth()).status == .degraded)
      #expect(served.log.all == ["store: reading", "SignIn.SignIn: The store is closed."])
    }
  }

  @Test(
    "The trace of a caller stands in the line of the log")
  func trace() async throws {
    try await ServedDesk.run { served in
      await served.desk.close()
      let context = [UInt8](0..<25)
      let result = await served.service.handle(
        IncomingCall(
          method: .name("Roles.ListRoles"), body: [0xA0], actor: [1], traceparent: context,
          deadline: MonotonicInstant(nanoseconds: .max),
          peer: PeerIdentity(uid: 101, gid: 101, groups: [], pid: 1), connection: 1))
      guard case .failure(let failure) = result else {
        Issue.record("A closed store answers.")
        return
      }
      #expect(failure.code == .unavailable)
      #expect(
        served.log.all
          == [
            "store: reading",
            "Roles.ListRoles: The store is closed. 000102030405060708090a0b0c0d0e0f",
            "Roles.ListRoles unavailable 000102030405060708090a0b0c0d0e0f",
          ])
    }
  }

  @Test("A service that goes away says so")
  func draining() async throws {
    try await ServedDesk.run { served in
      served.service.beginDraining()
      let health = try await served.send(Server.GetHealth())
      #expect(health.status == .draining)
    }
  }

  @Test("A service is known by its user first, then by a group")
  func principals() async throws {
    try await ServedDesk.run { served in
      let host = try await served.send(Server.GetInfo(), from: .host)
      #expect(host.principal == "host")
      let collector = try await served.send(Server.GetInfo(), from: .collector)
      #expect(collector.principal == "collector")
    }
  }
}
