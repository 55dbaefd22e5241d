import LatchkeyBase
import LatchkeyDomain
import Testing

/// When a session is accepted, and when its owner counts as having proved who they are.
struct SessionTests {
  private static func session(
    lastSeenAfter seen: Int64 = 0, provedAt: Timestamp? = nil
  ) -> Session {
    Session(
      id: SessionID(rawValue: 1), account: AccountID(rawValue: 5), population: .agent, epoch: 7,
      globalEpoch: 11, principal: "console", createdAt: Sample.now,
      lastSeenAt: Sample.now.offset(by: seen), expiresAt: Sample.now + .hours(12),
      idleLimit: .hours(2), provedAt: provedAt)
  }

  private static func refusal(
    _ session: Session, epoch: Int64 = 7, globalEpoch: Int64 = 11, isEnabled: Bool = true,
    after elapsed: Int64
  ) -> Session.Refusal? {
    session.refusal(
      epoch: epoch, globalEpoch: globalEpoch, isEnabled: isEnabled,
      at: Sample.now.offset(by: elapsed))
  }

  @Test(
    "A session that idles is refused from its limit on",
    arguments: [(7_199_999, nil), (7_200_000, .expired), (7_200_001, .expired)]
      as [(Int64, Session.Refusal?)])
  func idle(elapsed: Int64, expected: Session.Refusal?) {
    #expect(Self.refusal(Self.session(), after: elapsed) == expected)
  }

  @Test(
    "A busy session is refused from its absolute end on",
    arguments: [(43_199_999, nil), (43_200_000, .expired), (43_200_001, .expired)]
      as [(Int64, Session.Refusal?)])
  func absolute(elapsed: Int64, expected: Session.Refusal?) {
    let busy = Self.session(lastSeenAfter: 43_100_000)
    #expect(busy.idleExpiresAt == busy.expiresAt)
    #expect(Self.refusal(busy, after: elapsed) == expected)
  }

  @Test("Being seen moves the idle limit")
  func seen() {
    let seen = Self.session(lastSeenAfter: 7_199_999)
    #expect(Self.refusal(seen, after: 7_200_000) == nil)
    #expect(seen.idleExpiresAt == Sample.now.offset(by: 14_399_999))
  }

  @Test("I2 a session of another epoch or of a deactivated account is invalid, expired or not")
  func invalid() {
    for elapsed: Int64 in [0, 50_000_000] {
      #expect(Self.refusal(Self.session(), epoch: 8, after: elapsed) == .invalid)
      #expect(Self.refusal(Self.session(), epoch: 6, after: elapsed) == .invalid)
      #expect(Self.refusal(Self.session(), globalEpoch: 12, after: elapsed) == .invalid)
      #expect(Self.refusal(Self.session(), isEnabled: false, after: elapsed) == .invalid)
    }
  }

  @Test("A clock that was set back neither ends a session nor traps")
  func clockSetBack() {
    #expect(Self.refusal(Self.session(), after: -86_400_000) == nil)
  }

  @Test(
    "A step-up proof is fresh for five minutes, and never from the future",
    arguments: [(-1, false), (0, true), (299_999, true), (300_000, false), (300_001, false)]
      as [(Int64, Bool)])
  func proof(elapsed: Int64, isFresh: Bool) {
    let session = Self.session(provedAt: Sample.now)
    let now = Sample.now.offset(by: elapsed)
    #expect(session.isProofFresh(at: now, within: DeskSettings().stepUpLifetime) == isFresh)
  }

  @Test("Without a proof none is fresh")
  func noProof() {
    #expect(!Self.session().isProofFresh(at: Sample.now, within: .days(365)))
  }

  @Test("A new session has the limits of its population", arguments: Population.allCases)
  func made(population: Population) throws {
    let settings = DeskSettings()
    let new = NewSession(
      digest: TokenDigest(bytes: [UInt8](repeating: 1, count: 32)),
      account: try Sample.account(population), globalEpoch: 11, principal: "console",
      createdAt: Sample.now, limits: settings.sessionLimits(population))
    #expect(new.population == population)
    #expect(new.epoch == 7)
    #expect(new.idleLimit == (population == .agent ? .hours(2) : .hours(12)))
    #expect(new.expiresAt == Sample.now + (population == .agent ? .hours(12) : .days(14)))
  }

  @Test("A moment near the end of time is held there instead of overflowing")
  func endOfTime() {
    let last = Timestamp(milliseconds: .max)
    #expect(last + .days(14) == last)
    #expect(Timestamp(milliseconds: .max - 1) + .seconds(1) == last)
  }
}
