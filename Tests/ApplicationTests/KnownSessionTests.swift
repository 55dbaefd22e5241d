import LatchkeyApplication
import LatchkeyAuthorization
import LatchkeyBase
import LatchkeyDomain
import LatchkeyTesting
import Testing

/// Sessions that are verified without asking the store. `TestDesk.works` asks both ways, everywhere.
@Suite("Sessions that are known")
struct KnownSessionTests {
  @Test("A session is known from its first verification on, and as the store has it")
  func first() async throws {
    try await TestDesk.run { desk in
      let kim = try await desk.agent("kim@example.com")
      let session = try #require(kim.session)
      #expect(desk.known(session) == nil)
      let verified = try await desk.desk.sessions.verifySession(desk.verifierCall, token: session)
      #expect(desk.known(session) == verified)
    }
  }

  /// What happens, and whether the session is still known behind it.
  static let happenings:
    [(String, Bool, @Sendable (TestDesk, Colleague, Colleague) async throws -> Void)] = [
      ("nothing", true, { _, _, _ in }),
      (
        "somebody else signs in wrongly", true,
        { desk, _, _ in _ = try await desk.refusal { try await desk.session("no@one.at", "x") } }
      ),
      (
        "signing out", false, { desk, kim, _ in try await desk.desk.signIn.signOut(desk.call(kim)) }
      ),
      (
        "locked", false,
        { desk, kim, ada in
          try await desk.desk.accounts.lock(desk.call(ada), kim.selector, reason: "")
        }
      ),
      (
        "deactivated", false,
        { desk, kim, ada in
          _ = try await desk.desk.agents.deactivateAgent(desk.call(ada), kim.selector, reason: "")
        }
      ),
      (
        "revoked by somebody", false,
        { desk, kim, ada in
          _ = try await desk.desk.sessions.revokeSessions(
            desk.call(ada), of: kim.selector, session: nil)
        }
      ),
      (
        "all sessions of the store end", false,
        { desk, _, _ in _ = try await desk.store.write { try $0.advanceGlobalEpoch() } }
      ),
      ("a restart", false, { desk, _, _ in try await desk.restart() }),
      ("59 999 ms later", true, { desk, _, _ in desk.clock.move(by: 59_999) }),
      ("due to be seen", false, { desk, _, _ in desk.clock.move(by: 60_000) }),
      ("idle for too long", false, { desk, _, _ in desk.clock.move(by: 7_200_000) }),
      ("a clock set back by a day", true, { desk, _, _ in desk.clock.move(by: -86_400_000) }),
    ]

  @Test("S2.6, I2 what ends a session ends what is known of it", arguments: Self.happenings.indices)
  func happening(index: Int) async throws {
    let (name, isKnown, happens) = Self.happenings[index]
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let kim = try await desk.agent("kim@example.com")
      let session = try #require(kim.session)
      _ = try await desk.desk.sessions.verifySession(desk.verifierCall, token: session)
      try await happens(desk, kim, ada)
      #expect((desk.known(session) != nil) == isKnown, "\(name)")
      // The store agrees, or `works` throws; and what still works is known again.
      #expect(try await desk.works(session) == (desk.known(session) != nil), "\(name)")
    }
  }

  @Test("Being seen is remembered, so that the next minute is known, too")
  func seen() async throws {
    try await TestDesk.run { desk in
      let kim = try await desk.agent("kim@example.com")
      let session = try #require(kim.session)
      desk.clock.move(by: 60_000)
      _ = try await desk.desk.sessions.verifySession(desk.verifierCall, token: session)
      #expect(desk.known(session)?.lastSeenAt == desk.clock.now())
      desk.clock.move(by: 59_999)
      #expect(desk.known(session) != nil)
    }
  }

  @Test("Nothing is known to a service that may not verify, nor of what is not exactly a session")
  func others() async throws {
    try await TestDesk.run { desk in
      let kim = try await desk.agent("kim@example.com")
      let session = try #require(kim.session)
      _ = try await desk.desk.sessions.verifySession(desk.verifierCall, token: session)
      let stranger = desk.anonymous().principal
      #expect(session.withBytes { desk.desk.sessions.knownSession(stranger, token: $0) } == nil)
      for text in ["", "lkas_", session.revealed + "A", "lkcs_" + session.revealed.dropFirst(5)] {
        #expect(desk.known(Secret(text)) == nil, "\(text.count) characters")
      }
    }
  }

  @Test("Keys that are rotated make it unknown, and the first look under the new key known again")
  func rotation() async throws {
    try await TestDesk.run { desk in
      let kim = try await desk.agent("kim@example.com")
      let session = try #require(kim.session)
      _ = try await desk.desk.sessions.verifySession(desk.verifierCall, token: session)
      _ = try await desk.desk.operator.rotateKeys(
        desk.operatorCall, of: desk.keys, isCompromised: false, isConfirmed: false)
      #expect(desk.known(session) == nil)
      // Its digest is of a key that is not the current one: only the store knows for how long.
      #expect(try await desk.works(session))
      #expect(desk.known(session) == nil)
    }
  }
}
