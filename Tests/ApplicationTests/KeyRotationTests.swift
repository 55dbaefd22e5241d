import LatchkeyApplication
import LatchkeyBase
import LatchkeyCrypto
import LatchkeyDomain
import LatchkeySchema
import LatchkeyTesting
import Testing

/// New keys while everything goes on.
@Suite("Rotation of keys")
struct KeyRotationTests {
  private static func rotate(
    _ desk: TestDesk, compromised: Bool = false
  ) async throws -> String {
    try await desk.desk.operator.rotateKeys(
      desk.operatorCall, of: desk.keys, isCompromised: compromised, isConfirmed: compromised
    ).id
  }

  private static func verdict(_ desk: TestDesk) async throws -> ChainVerdict {
    try await desk.desk.audit.verifyChain(Call(principal: .collector))
  }

  @Test("I18 sessions, links and the audit of before go on under new keys, also after a restart")
  func goesOn() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let kim = try await desk.agent("kim@example.com")
      let link = try await desk.forgottenLink(of: kim.email)
      var ids: Set<String> = []
      for _ in 0..<3 {
        let attempt = try await desk.attempt { ids.insert(try await Self.rotate(desk)) }
        #expect(attempt.entries == ["operator.rotate_keys done"])
        #expect(try await desk.works(ada.session))
      }
      #expect(ids.count == 3)
      #expect(try KeyFile(at: desk.folder.path + "/keys").keyIDs.count == 4)
      #expect(try await Self.verdict(desk).firstBad == nil)
      try await desk.inspect(link)
      try await desk.completeReset(link, "Brand-N3w-Words!")
      let later = try await desk.session(kim.email, "Brand-N3w-Words!")

      let reread = try KeyedDigestsBySodium(keys: KeyFile(at: desk.folder.path + "/keys"))
      let secret = Secret(copying: [UInt8](repeating: 1, count: 32))
      #expect(
        reread.digest(.agentSession, secret: secret)
          == desk.digests.digest(.agentSession, secret: secret))
      #expect(try await desk.works(later))
      #expect(try await Self.verdict(desk).firstBad == nil)
    }
  }

  @Test(
    "I2 keys that others know: every session and link is dead at once, and it must be confirmed")
  func compromised() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let kim = try await desk.agent("kim@example.com")
      let link = try await desk.forgottenLink(of: kim.email)
      let refused = try await desk.attempt {
        try await desk.desk.operator.rotateKeys(
          desk.operatorCall, of: desk.keys, isCompromised: true, isConfirmed: false)
      }
      #expect(refused.reason == .confirmationRequired)
      #expect(!refused.changed)
      #expect(try KeyFile(at: desk.folder.path + "/keys").keyIDs.count == 1)

      _ = try await Self.rotate(desk, compromised: true)
      #expect(try await !desk.works(ada.session))
      #expect(try await !desk.works(kim.session))
      #expect(try await desk.reason { try await desk.inspect(link) } == .linkInvalid)
      _ = try await desk.session(kim.email, kim.password)
    }
  }

  @Test("I19 nobody but the operator on the host rotates, backs up, drains or breaks the glass")
  func denied() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let call = desk.call(ada)
      for (name, body) in [
        ("operator.rotate_keys", { try await Self.denied(desk, call, 0) }),
        ("operator.backup", { try await Self.denied(desk, call, 1) }),
        ("operator.drain", { try await Self.denied(desk, call, 2) }),
        ("operator.break_glass", { try await Self.denied(desk, call, 3) }),
      ] as [(String, () async throws -> Void)] {
        let attempt = try await desk.attempt(body)
        #expect(attempt.reason == .scopeMissing)
        #expect(attempt.entries == ["\(name) refused SCOPE_MISSING"])
        #expect(!attempt.changed)
      }
    }
  }

  private static func denied(_ desk: TestDesk, _ call: Call, _ number: Int) async throws {
    switch number {
    case 0:
      _ = try await desk.desk.operator.rotateKeys(
        call, of: desk.keys, isCompromised: false, isConfirmed: true)
    case 1:
      _ = try await desk.desk.operator.backup(call, to: desk.folder.path + "/copy", by: desk.backup)
    case 2: try await desk.desk.operator.drain(call)
    default:
      _ = try await desk.desk.operator.breakGlass(
        call, reason: "", removesSecondFactor: false, isConfirmed: true)
    }
  }

  @Test(
    "F26 no two sign-ins of one person at one moment give the same token, and the store has none")
  func tokens() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      var texts: Set<String> = []
      for number in 0..<20 {
        if number == 10 { _ = try await Self.rotate(desk) }
        texts.insert(try await desk.session(ada.email, ada.password).revealed)
      }
      #expect(texts.count == 20)
      let stored = try desk.raw.rows("SELECT * FROM session").joined().joined(separator: "|")
      for text in texts {
        #expect(!stored.contains(text) && !stored.contains(text.dropFirst(5)))
      }
    }
  }

  @Test("Keys end once nothing can be alive that they made, and verify the audit for ever")
  func retired() async throws {
    try await TestDesk.run { desk in
      try await desk.bootstrap()
      _ = try await Self.rotate(desk)
      desk.clock.move(by: Lifetime.days(20).milliseconds)
      _ = try await Self.rotate(desk)
      #expect(try await desk.desk.operator.retireKeys(of: desk.keys) == 0)
      desk.clock.move(by: Lifetime.days(10).milliseconds)
      #expect(try await desk.desk.operator.retireKeys(of: desk.keys) == 0)
      desk.clock.move(by: 1)
      let attempt = try await desk.attempt {
        let count = try await desk.desk.operator.retireKeys(of: desk.keys)
        #expect(count == 1)
      }
      #expect(attempt.entries == ["keys.retire done"])
      let file = try KeyFile(at: desk.folder.path + "/keys")
      #expect(file.keyIDs.count == 2)
      #expect(file.auditKeyIDs.count == 1)
      #expect(try await desk.desk.operator.retireKeys(of: desk.keys) == 0)
      #expect(try await Self.verdict(desk).firstBad == nil)
      desk.clock.move(by: Lifetime.days(20).milliseconds)
      #expect(try await desk.desk.operator.retireKeys(of: desk.keys) == 1)
      #expect(try await Self.verdict(desk).firstBad == nil)
      let reread = try KeyedDigestsBySodium(keys: KeyFile(at: desk.folder.path + "/keys"))
      let first = try #require(try await desk.audit().first)
      let bytes = AuditEntry.chainedBytes(
        previous: AuditJournal.origin, sequence: 1, record: first.record)
      #expect(reread.auditGeneration(of: first.link, over: bytes) == 0)
    }
  }

  @Test("Who knows a key that was replaced cannot go on with it in the audit")
  func olderKey() async throws {
    try await TestDesk.run { desk in
      try await desk.bootstrap()
      let stolen = try KeyedDigestsBySodium(keys: KeyFile(at: desk.folder.path + "/keys"))
      _ = try await Self.rotate(desk)
      #expect(try await Self.verdict(desk).firstBad == nil)
      let head = try await desk.audit().count
      let now = desk.clock.now()
      try await desk.store.write { transaction in
        _ = try AuditJournal.append(
          AuditRecord(at: now, principal: "console", actor: .nobody, action: .signIn),
          to: transaction, digests: stolen)
      }
      #expect(try await Self.verdict(desk).firstBad == Int64(head + 1))
    }
  }

  @Test("A call that is sent again after a rotation is the same call")
  func replay() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let bytes: [UInt8] = [1, 2, 3]
      let key = [UInt8](repeating: 9, count: 16)
      func call() -> Call {
        Call(
          principal: desk.call(ada).principal, session: ada.session,
          idempotency: Call.Idempotency(
            key: key, digest: desk.digests.requestDigest(bytes),
            olderDigests: desk.digests.olderRequestDigests(bytes)))
      }
      _ = try await desk.desk.roles.createRole(call(), name: "New", permissions: [])
      _ = try await Self.rotate(desk)
      // Known as the same: its reply was not kept here.
      #expect(
        try await desk.reason { try await desk.desk.replays.replay(call(), .rolesCreateRole) }
          == .replyNotRetained)
    }
  }

  @Test("Rotations, sign-ins and looks at the audit at once: nothing is lost, the chain holds")
  func parallel() async throws {
    var settings = DeskSettings()
    // One person signs in at several places: how long each waits for its turn says nothing here.
    settings.attemptPatience = .hours(1)
    try await TestDesk.run(settings: settings) { desk in
      let kim = try await { try await desk.bootstrap() }()
      try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 0..<8 {
          group.addTask {
            if number.isMultiple(of: 2) { _ = try await Self.rotate(desk) }
            let session = try await desk.session(kim.email, kim.password)
            #expect(try await desk.works(session))
          }
        }
        try await group.waitForAll()
      }
      #expect(try await Self.verdict(desk).firstBad == nil)
      #expect(try KeyFile(at: desk.folder.path + "/keys").keyIDs.count == 5)
    }
  }
}
