import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema
import LatchkeyTesting
import Testing

/// Calls that are sent more than once under one key.
@Suite("Idempotency")
struct IdempotencyTests {
  private static let key = [UInt8](repeating: 7, count: 16)

  @Test("A call that was done is remembered with it, and its reply once that is kept")
  func remembered() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let kim = try await desk.account("kim@example.com")
      let call = desk.call(ada, key: Self.key)
      guard case .firstTime = try await desk.desk.replays.replay(call, .accountsLock) else {
        Issue.record("It was never made.")
        return
      }
      try await desk.desk.accounts.lock(call, kim.selector, reason: "")
      #expect(
        try await desk.reason { try await desk.desk.replays.replay(call, .accountsLock) }
          == .replyNotRetained)
      await desk.desk.replays.keep([1, 2], of: call, .accountsLock)
      try await desk.restart()
      guard case .reply([1, 2]) = try await desk.desk.replays.replay(call, .accountsLock) else {
        Issue.record("The reply is gone.")
        return
      }
    }
  }

  @Test("A session that has ended since gets no answer of old")
  func ended() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let kim = try await desk.account("kim@example.com")
      let call = desk.call(ada, key: Self.key)
      try await desk.desk.accounts.lock(call, kim.selector, reason: "")
      await desk.desk.replays.keep([1, 2], of: call, .accountsLock)
      try await desk.desk.signIn.signOut(desk.call(ada))
      guard case .firstTime = try await desk.desk.replays.replay(call, .accountsLock) else {
        Issue.record("An ended session was answered.")
        return
      }
      #expect(
        try await desk.reason { try await desk.desk.accounts.lock(call, kim.selector, reason: "") }
          == .sessionInvalid)
    }
  }

  @Test("Another request, or another method, under the same key is refused")
  func reused() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let kim = try await desk.account("kim@example.com")
      try await desk.desk.accounts.lock(desk.call(ada, key: Self.key), kim.selector, reason: "")
      #expect(
        try await desk.reason {
          try await desk.desk.replays.replay(
            desk.call(ada, key: Self.key, digest: [9]), .accountsLock)
        } == .idempotencyKeyReused)
      #expect(
        try await desk.reason {
          try await desk.desk.replays.replay(desk.call(ada, key: Self.key), .accountsUnlock)
        } == .idempotencyKeyReused)
    }
  }

  @Test("Replies that hold a secret are never kept: a replay hears that it was done")
  func secret() async throws {
    try await TestDesk.run { desk in
      let kim = try await desk.account("kim@example.com")
      let call = desk.anonymous(key: Self.key)
      _ = try await desk.desk.signIn.signIn(
        call, population: .agent, identifier: kim.email,
        password: Secret(kim.password))
      await desk.desk.replays.keep(Array("lkas_secret".utf8), of: call, .signInSignIn)
      #expect(
        try await desk.reason { try await desk.desk.replays.replay(call, .signInSignIn) }
          == .secretNotRetrievable)
      #expect(try desk.raw.rows("SELECT reply FROM remembered_call") == [["NULL"]])
    }
  }

  @Test("A call that was refused is not remembered, and may be made again under its key")
  func refused() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let kim = try await desk.account("kim@example.com")
      let call = desk.anonymous(key: Self.key)
      #expect(
        try await desk.reason {
          try await desk.desk.signIn.signIn(
            call, population: .agent, identifier: kim.email, password: Secret("Wrong"))
        } == .invalidCredentials)
      let jo = try await desk.agent("jo@example.com")
      #expect(
        try await desk.reason {
          try await desk.desk.accounts.lock(desk.call(jo, key: Self.key), kim.selector, reason: "")
        } == .missingPermission)
      #expect(try desk.raw.rows("SELECT * FROM remembered_call").isEmpty)
      try await desk.desk.accounts.lock(desk.call(ada, key: Self.key), kim.selector, reason: "")
    }
  }

  @Test("Of two copies at once one is carried out")
  func twoAtOnce() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let kim = try await desk.account("kim@example.com")
      let reasons = try await withThrowingTaskGroup(of: Reason?.self) { group in
        for _ in 0..<8 {
          group.addTask {
            try await desk.reason {
              _ = try await desk.desk.agents.sendPasswordResetLink(
                desk.call(ada, key: Self.key), to: kim.selector)
            }
          }
        }
        return try await group.reduce(into: [Reason?]()) { $0.append($1) }
      }
      #expect(reasons.filter { $0 == nil }.count == 1)
      // It is done: whoever asks once more hears of the first reply, which was not kept here.
      #expect(reasons.filter { $0 == .replyNotRetained }.count == 7)
      #expect(try await desk.outbox().count == 1)
    }
  }

  @Test("A request for a link is made once under its key as well: one mail, one attempt counted")
  func request() async throws {
    try await TestDesk.run { desk in
      let kim = try await desk.account("kim@example.com")
      let call = desk.anonymous(key: Self.key)
      let address = try EmailAddress(kim.email)
      try await desk.desk.recovery.requestPasswordReset(call, population: .agent, address: address)
      #expect(
        try await desk.reason {
          try await desk.desk.replays.replay(call, .recoveryRequestPasswordReset)
        }
          != nil)
      #expect(
        try await desk.reason {
          try await desk.desk.recovery.requestPasswordReset(
            call, population: .agent, address: address)
        } == .replyNotRetained)
      #expect(try await desk.outbox().count == 1)
    }
  }

  @Test("Another call at the same time under the same key is refused")
  func otherAtOnce() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let kim = try await desk.account("kim@example.com")
      try await desk.desk.accounts.lock(desk.call(ada, key: Self.key), kim.selector, reason: "")
      // Past the look at what is remembered, as a call is that arrived before the first was done.
      for (digest, reason) in [([1, 2, 3], .replyNotRetained), ([9], .idempotencyKeyReused)]
        as [([UInt8], Reason)]
      {
        #expect(
          try await desk.reason {
            try await desk.desk.accounts.lock(
              desk.call(ada, key: Self.key, digest: digest), kim.selector, reason: "")
          } == reason)
      }
      #expect(
        try await desk.reason {
          try await desk.desk.accounts.unlock(desk.call(ada, key: Self.key), kim.selector)
        } == .idempotencyKeyReused)
    }
  }

  @Test("A call that was given up before its commit leaves nothing")
  func givenUp() async throws {
    struct GivenUp: Error {}
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let kim = try await desk.agent("kim@example.com")
      let before = try desk.storedState()
      let count = try await desk.audit().count
      let call = desk.call(ada, key: Self.key) { throw GivenUp() }
      await #expect(throws: GivenUp.self) {
        _ = try await causing {
          try await desk.desk.accounts.lock(call, kim.selector, reason: "")
        }
      }
      await #expect(throws: GivenUp.self) {
        _ = try await causing {
          try await desk.desk.agents.setPassword(
            call, of: kim.selector, password: Secret("Given-W0rds!"),
            requireChange: false)
        }
      }
      #expect(try desk.storedState() == before)
      #expect(try await desk.audit().count == count)
    }
  }
}
