import LatchkeyApplication
import LatchkeyAuthorization
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema
import LatchkeyTesting
import Testing

/// How long sessions last, and what ends them.
@Suite("Sessions")
struct SessionTests {
  @Test(
    "A session that nobody looks at ends with its idle limit: agents 2 hours, contacts 12",
    arguments: [
      (.agent, 7_199_999, nil), (.agent, 7_200_000, .sessionExpired),
      (.agent, 7_200_001, .sessionExpired), (.contact, 43_199_999, nil),
      (.contact, 43_200_000, .sessionExpired), (.contact, 43_200_001, .sessionExpired),
    ] as [(Population, Int64, Reason?)])
  func idle(population: Population, elapsed: Int64, reason: Reason?) async throws {
    try await TestDesk.run { desk in
      let person = try await desk.account("kim@example.com", population)
      let session = try await desk.session(person.email, person.password, population)
      desk.clock.move(by: elapsed)
      #expect(
        try await desk.reason {
          try await desk.desk.sessions.verifySession(desk.verifierCall, token: session)
        }
          == reason)
    }
  }

  @Test(
    "A session ends with its absolute limit however busy: agents 12 hours, contacts 14 days",
    arguments: [(.agent, 43_200_000), (.contact, 1_209_600_000)] as [(Population, Int64)])
  func absolute(population: Population, limit: Int64) async throws {
    try await TestDesk.run { desk in
      let person = try await desk.account("kim@example.com", population)
      let session = try await desk.session(person.email, person.password, population)
      let start = desk.clock.now().milliseconds
      let step: Int64 = population == .agent ? 3_600_000 : 36_000_000
      while desk.clock.now().milliseconds + step < start + limit {
        desk.clock.move(by: step)
        #expect(try await desk.works(session))
      }
      desk.clock.set(Timestamp(milliseconds: start + limit - 1))
      #expect(try await desk.works(session))
      desk.clock.move(by: 1)
      #expect(
        try await desk.reason {
          try await desk.desk.sessions.verifySession(desk.verifierCall, token: session)
        }
          == .sessionExpired)
    }
  }

  @Test("Being seen prolongs the idle limit, is written once a minute, and survives a restart")
  func touch() async throws {
    try await TestDesk.run { desk in
      let kim = try await desk.agent("kim@example.com")
      let session = try #require(kim.session)
      desk.clock.move(by: 59_999)
      let before = try desk.storedState()
      _ = try await desk.desk.sessions.verifySession(desk.verifierCall, token: session)
      #expect(try desk.storedState() == before)
      desk.clock.move(by: 1)
      let seen = try await desk.desk.sessions.verifySession(desk.verifierCall, token: session)
      #expect(seen.lastSeenAt == desk.clock.now())
      #expect(try desk.storedState() != before)
      try await desk.restart()
      desk.clock.move(by: 7_199_999)
      #expect(try await desk.works(session))
    }
  }

  @Test("Working is being seen: calls that read or change prolong the idle limit, too")
  func work() async throws {
    try await TestDesk.run { desk in
      let kim = try await desk.agent("kim@example.com")
      let session = try #require(kim.session)
      // Almost the idle limit of two hours, three times: by reading, by changing, by nothing more.
      desk.clock.move(by: 7_199_999)
      _ = try await desk.desk.sessions.listOwnSessions(desk.call(kim))
      desk.clock.move(by: 7_199_999)
      _ = try await desk.desk.sessions.revokeOwnSessions(
        desk.call(kim), session: nil, includingCurrent: false)
      desk.clock.move(by: 7_199_999)
      #expect(try await desk.works(session))
    }
  }

  @Test("A clock that is set back ends no session")
  func clockBack() async throws {
    try await TestDesk.run { desk in
      let kim = try await desk.agent("kim@example.com")
      desk.clock.move(by: -86_400_000)
      #expect(try await desk.works(kim.session))
    }
  }

  @Test(
    "I4, F19 what is not exactly a session's text is no session",
    arguments: [
      "", "lkas_", "x", "lkas_" + String(repeating: "A", count: 42),
      "lkas_" + String(repeating: "A", count: 43), "lkas_" + String(repeating: "A", count: 44),
      "lkar_" + String(repeating: "A", count: 43), "' OR 1=1 --",
      String(repeating: "A", count: 4_096),
    ])
  func foreign(text: String) async throws {
    try await TestDesk.run { desk in
      try await desk.bootstrap()
      let refusal = try await desk.refusal {
        try await desk.desk.sessions.verifySession(
          desk.verifierCall, token: Secret(text))
      }
      #expect(refusal == Refusal(.sessionInvalid))
    }
  }

  @Test("I3 neither link nor ticket is a session, and no session is a link or a ticket")
  func kinds() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let kim = try await desk.account("kim@example.com")
      let lee = try await desk.account("lee@example.com")
      let link = try await desk.forgottenLink(of: lee.email)
      _ = try await desk.desk.agents.setPassword(
        desk.call(ada), of: kim.selector, password: Secret("Given-W0rds!"),
        requireChange: true)
      let ticket = try #require(try await desk.ticket(kim.email, "Given-W0rds!"))
      let session = try #require(ada.session)
      #expect(try await desk.works(link) == false)
      #expect(try await desk.works(ticket.token) == false)
      for token in [session, ticket.token] {
        #expect(
          try await desk.reason { try await desk.completeReset(token, "Other-W0rds!") }
            == .linkInvalid)
        #expect(
          try await desk.reason { try await desk.activate(token, "Other-W0rds!") } == .linkInvalid)
      }
      for token in [session, link] {
        #expect(
          try await desk.reason { try await desk.completeChange(token, "Other-W0rds!") }
            == .ticketInvalid)
      }
      #expect(
        try await desk.reason { try await desk.activate(link, "Other-W0rds!") } == .linkInvalid)
      // The same secret under another prefix is another token.
      let disguised = Secret("lkas_" + link.revealed.dropFirst(5))
      #expect(try await desk.works(disguised) == false)
    }
  }

  @Test("Signing out ends this session and no other")
  func signOut() async throws {
    try await TestDesk.run { desk in
      let kim = try await desk.agent("kim@example.com")
      let other = try await desk.session(kim.email, kim.password)
      let attempt = try await desk.attempt { try await desk.desk.signIn.signOut(desk.call(kim)) }
      #expect(attempt.entries == ["sign_out done"])
      #expect(try await desk.works(kim.session) == false)
      #expect(try await desk.works(other))
      #expect(
        try await desk.reason { try await desk.desk.signIn.signOut(desk.call(kim)) }
          == .sessionInvalid)
    }
  }

  @Test("People list and end their own sessions, and no one else's")
  func own() async throws {
    try await TestDesk.run { desk in
      let kim = try await desk.agent("kim@example.com")
      let second = try await desk.session(kim.email, kim.password)
      let third = try await desk.session(kim.email, kim.password)
      let lee = try await desk.agent("lee@example.com")
      let foreign = try await desk.desk.sessions.listOwnSessions(desk.call(lee)).own
      let (sessions, own) = try await desk.desk.sessions.listOwnSessions(desk.call(kim))
      #expect(sessions.count == 3)
      #expect(
        try await desk.reason {
          try await desk.desk.sessions.revokeOwnSessions(
            desk.call(kim), session: foreign, includingCurrent: true)
        } == .notFound)
      #expect(try await desk.works(lee.session))
      let newest = try #require(sessions.map(\.id).max())
      #expect(newest != own)
      #expect(
        try await desk.desk.sessions.revokeOwnSessions(
          desk.call(kim), session: newest, includingCurrent: false) == 1)
      #expect(try await desk.works(third) == false)
      #expect(try await desk.works(second))
      #expect(
        try await desk.desk.sessions.revokeOwnSessions(
          desk.call(kim), session: nil, includingCurrent: false)
          == 1)
      #expect(try await desk.works(second) == false)
      #expect(try await desk.works(kim.session))
      #expect(
        try await desk.desk.sessions.revokeOwnSessions(
          desk.call(kim), session: nil, includingCurrent: true)
          == 1)
      #expect(try await desk.works(kim.session) == false)
    }
  }

  @Test(
    "S2.6, I2 every change by somebody else ends every session, and dead ones stay dead",
    arguments: ["lock", "deactivate", "email", "revoke"])
  func byOthers(way: String) async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let kim = try await desk.agent("kim@example.com")
      let call = desk.call(ada)
      switch way {
      case "lock": try await desk.desk.accounts.lock(call, kim.selector, reason: "")
      case "deactivate":
        _ = try await desk.desk.agents.deactivateAgent(call, kim.selector, reason: "")
        _ = try await desk.desk.agents.reactivateAgent(call, kim.selector)
      case "email":
        var changes = AgentChanges()
        changes.emails = [try EmailAddress("new@example.com")]
        _ = try await desk.desk.agents.updateAgent(call, kim.selector, changes)
      default: _ = try await desk.desk.sessions.revokeSessions(call, of: kim.selector, session: nil)
      }
      #expect(try await desk.works(kim.session) == false)
      #expect(
        try await desk.reason { try await desk.desk.sessions.listOwnSessions(desk.call(kim)) }
          == .sessionInvalid)
    }
  }

  @Test("Only a service with the scope verifies sessions, and a denial is recorded once")
  func scope() async throws {
    try await TestDesk.run { desk in
      let kim = try await desk.agent("kim@example.com")
      let session = try #require(kim.session)
      let attempt = try await desk.attempt {
        try await desk.desk.sessions.verifySession(desk.anonymous(), token: session)
      }
      #expect(attempt.refusal?.reason == .scopeMissing)
      #expect(attempt.refusal?.missingScopes.map(\.rawValue) == ["verify"])
      #expect(attempt.entries == ["session.verify refused SCOPE_MISSING"])
    }
  }
}

extension TestDesk {
  /// Completes an invitation.
  @discardableResult
  func activate(
    _ token: Secret, _ password: String, _ population: Population = .agent
  ) async throws -> IssuedSession {
    try await self.desk.recovery.completeActivation(
      self.anonymous(), token: token, population: population, password: Secret(password)
    ).session()
  }
}
