import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeyTesting
import Testing

/// The list of locked accounts, for staff who are asked why somebody cannot sign in.
@Suite("The list of locks")
struct LockListTests {
  @Test("F15 A lock of either population is listed with what led to it, since and until when")
  func causes() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let helper = try await desk.agent("helper@example.com", [.unlockAccounts])
      let kim = try await desk.account("kim@example.com")
      let jane = try await desk.account("jane@example.org", .contact)
      for _ in 0..<10 {
        _ = try await desk.reason { try await Self.guess(desk, "jane@example.org") }
      }
      let since = desk.clock.now()
      desk.clock.advance(.minutes(1))
      try await desk.desk.accounts.lock(desk.call(ada), kim.selector, reason: "On leave")
      // Wrong passwords for a name that nobody has lock nothing, and are listed nowhere (I12).
      for _ in 0..<11 {
        _ = try await desk.reason { try await Self.guess(desk, "nobody@example.org") }
      }

      let locks = try await desk.desk.accounts.listLocked(desk.call(helper), after: nil, limit: 10)
      #expect(locks.map(\.account.id) == [kim.id, jane.id])
      #expect(locks.map(\.since) == [desk.clock.now(), since])
      #expect(locks.map(\.attempts) == [nil, 10])
      #expect(locks.map(\.by?.id) == [ada.id, nil])
      #expect(locks[1].account.lock == .automatic(until: since + .minutes(15)))
      let rest = try await desk.desk.accounts.listLocked(
        desk.call(helper), after: kim.id, limit: 10)
      #expect(rest.map(\.account.id) == [jane.id])
      desk.clock.advance(.minutes(15))
      let later = try await desk.desk.accounts.listLocked(desk.call(helper), after: nil, limit: 10)
      #expect(later.map(\.account.id) == [kim.id])
    }
  }

  private static func guess(_ desk: TestDesk, _ name: String) async throws {
    _ = try await desk.tryPassword(name, "Wr0ng-Words!", .contact)
  }

  @Test("An account that was locked before is listed with its last lock")
  func again() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      _ = try await desk.account("jane@example.org", .contact)
      for _ in 0..<2 {
        desk.clock.advance(.minutes(20))
        for _ in 0..<10 {
          _ = try await desk.reason { try await Self.guess(desk, "jane@example.org") }
        }
      }
      var boss = ada
      try await desk.signIn(&boss)
      let locks = try await desk.desk.accounts.listLocked(desk.call(boss), after: nil, limit: 10)
      #expect(locks.map(\.since) == [desk.clock.now()])
    }
  }
}
