import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema
import LatchkeyTesting
import Testing

/// Demands for other passwords, of many accounts at once.
@Suite("Demands on many accounts")
struct ManyAccountsTests {
  private static func demand(
    _ desk: TestDesk, _ actor: Colleague, _ accounts: [AccountID]? = nil,
    _ population: Population = .contact, isCompromised: Bool = false, confirmed: Bool = true,
    key: [UInt8]? = nil
  ) async throws -> DemandOnMany {
    try await desk.desk.accounts.requirePasswordChangeOfMany(
      desk.call(actor, key: key), of: accounts, in: population, isCompromised: isCompromised,
      confirmed: confirmed, after: nil)
  }

  @Test(
    "T16, I15 a whole population is asked for other passwords, one entry for each change and one more"
  )
  func population() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      var people: [Colleague] = []
      for number in 0..<205 {
        people.append(
          try await desk.contact(
            ["c\(number)@example.org"], password: number % 2 == 0 ? "Plain-W0rds!" : nil))
      }
      let count = try await desk.audit().count
      let key = [UInt8](repeating: 4, count: 16)
      let result = try await Self.demand(desk, ada, key: key)
      #expect(result.changed == 103)
      #expect(result.skipped == 102)
      #expect(result.next == nil)
      let entries = try await desk.audit().dropFirst(count).map(\.record)
      #expect(entries.filter { $0.action == .passwordChangeRequired }.count == 103)
      let last = try #require(entries.last)
      #expect(last.action == .passwordChangeOfManyRequired)
      #expect(last.details["changed"] == "103")
      #expect(entries.count == 104)
      let ticket = try await desk.ticket(people[0].email, "Plain-W0rds!", .contact)
      #expect(ticket?.cause == .required(.requiredByAdministrator))
      // The same again says nothing new.
      #expect(try await Self.demand(desk, ada).changed == 0)
      guard
        case .firstTime = try await desk.desk.replays.replay(
          desk.call(ada, key: [UInt8](repeating: 5, count: 16)),
          .accountsRequirePasswordChangeOfMany)
      else {
        Issue.record("A call that was never made is remembered.")
        return
      }
      #expect(
        try await desk.reason {
          try await desk.desk.replays.replay(
            desk.call(ada, key: key), .accountsRequirePasswordChangeOfMany)
        } == .replyNotRetained)
    }
  }

  @Test("A demand that is given up between two parts says how far it came; again, it does the rest")
  func parts() async throws {
    struct GivenUp: Error {}
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      var ids: [AccountID] = []
      for number in 0..<205 {
        ids.append(try await desk.contact(["c\(number)@example.org"], password: "Plain-W0rds!").id)
      }
      let key = [UInt8](repeating: 4, count: 16)
      let point = PartsLog(partsMax: 1) { throw GivenUp() }
      func demand(_ point: PartsLog) async throws -> DemandOnMany {
        try await desk.desk.accounts.requirePasswordChangeOfMany(
          desk.call(ada, key: key, commitPoint: point), of: nil, in: .contact,
          isCompromised: false, confirmed: true, after: nil)
      }
      await #expect(throws: GivenUp.self) { _ = try await causing { try await demand(point) } }
      #expect(
        point.ends == [
          .durable(Progress(settled: 100, resumeAfter: ids[99])), .nothing,
        ])
      // The call has not ended: its key is free.
      let rest = PartsLog(partsMax: 9) {}
      let result = try await demand(rest)
      #expect(result.changed == 105)
      #expect(result.skipped == 100)
      #expect(
        rest.ends == [
          // Nothing new among the first hundred.
          .nothing, .durable(Progress(settled: 200, resumeAfter: ids[199])),
          .durable(Progress(settled: 205, resumeAfter: ids[204])), .durable(nil),
        ])
    }
  }

  @Test("T16, I10 whom the actor may not touch alone is left out of many too")
  func leftOut() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let boss = try await desk.agent("boss@example.com", [.superAdmin])
      let kim = try await desk.agent("kim@example.com", [.viewAgents])
      let pat = try await desk.contact(password: "Plain-W0rds!")
      let result = try await Self.demand(
        desk, boss, [ada.id, boss.id, kim.id, kim.id, pat.id, AccountID(rawValue: 999)], .agent,
        isCompromised: true)
      #expect(result.changed == 1)
      #expect(result.skipped == 4)
      #expect(try await desk.works(kim.session) == false)
      #expect(try await desk.works(ada.session))
      #expect(try await desk.works(boss.session))
      #expect(
        try await desk.ticket(kim.email, kim.password)?.cause == .required(.compromised))
      #expect(try await desk.account(pat.id).status(at: desk.clock.now()) == .active)
    }
  }

  @Test("A demand on many asks for confirmation, permission and a fresh proof")
  func guarded() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let pat = try await desk.contact(password: "Plain-W0rds!")
      let kim = try await desk.agent("kim@example.com", [.manageContactPassword])
      #expect(
        try await desk.reason { try await Self.demand(desk, ada, [pat.id], confirmed: false) }
          == .confirmationRequired)
      let attempt = try await desk.attempt { try await Self.demand(desk, kim, [pat.id]) }
      #expect(
        attempt.entries == ["account.require_password_change.many refused MISSING_PERMISSION"])
      desk.clock.advance(.minutes(5))
      #expect(
        try await desk.reason { try await Self.demand(desk, ada, [pat.id]) } == .stepUpRequired)
    }
  }

  @Test("Locks and demands work on contacts as on agents")
  func contacts() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      var pat = try await desk.contact(password: "Plain-W0rds!")
      try await desk.signIn(&pat, .contact)
      try await desk.desk.accounts.lock(desk.call(ada), pat.selector, reason: "Fraud")
      #expect(try await desk.works(pat.session) == false)
      #expect(
        try await desk.reason { try await desk.session(pat.email, pat.password, .contact) }
          == .accountLocked)
      try await desk.desk.accounts.unlock(
        desk.call(ada), .email(try EmailAddress(pat.email), .contact))
      try await desk.desk.accounts.requirePasswordChange(
        desk.call(ada), pat.selector, isCompromised: false)
      #expect(try await desk.ticket(pat.email, pat.password, .contact) != nil)
    }
  }

  @Test("Sessions of an account come in pages, the newest first")
  func sessionPages() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let pat = try await desk.contact(password: "Plain-W0rds!")
      for _ in 0..<5 { _ = try await desk.session(pat.email, pat.password, .contact) }
      let all = try await desk.desk.sessions.listSessions(desk.call(ada), of: pat.selector)
      #expect(all.map(\.id) == all.map(\.id).sorted(by: >))
      #expect(all.count == 5)
      let first = try await desk.desk.sessions.listSessions(
        desk.call(ada), of: pat.selector, limit: 2)
      let rest = try await desk.desk.sessions.listSessions(
        desk.call(ada), of: pat.selector, before: first.last?.id, limit: 9)
      #expect(first.map(\.id) + rest.map(\.id) == all.map(\.id))
    }
  }
}
