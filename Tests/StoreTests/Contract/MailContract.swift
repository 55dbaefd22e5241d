import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import Testing

@Suite("Store contract: the outbox")
struct MailContract {
  static func mail(_ account: Account, at moment: Timestamp = start) throws -> NewMail {
    NewMail(
      .staffResetLink, account: account, address: try EmailAddress("Ana@desk.example"),
      queuedAt: moment)
  }

  @Test("A mail waits as it was queued", arguments: StoreUnderTest.allCases)
  func insertion(on kind: StoreUnderTest) async throws {
    try await kind.run { store in
      let ana = try await store.added(.agent("Ana"))
      let mail = try Self.mail(ana)
      let ids = try await store.write { store throws in
        [try store.insert(mail), try store.insert(mail), try store.insert(mail)]
      }
      try await store.read { store throws in
        #expect(
          try store.mail(ids[0])
            == QueuedMail(
              id: ids[0], mail: mail, state: .queued, attempts: 0, nextAttemptAt: start,
              deliveredAt: nil, lastError: nil))
        #expect(try store.mail(MailID(rawValue: 99)) == nil)
        #expect(try store.mails(before: nil, limit: 2).map(\.id) == [ids[2], ids[1]])
        #expect(try store.mails(before: ids[1], limit: 2).map(\.id) == [ids[0]])
      }
    }
  }

  @Test("Mails of every kind come back as that kind", arguments: StoreUnderTest.allCases)
  func kinds(on kind: StoreUnderTest) async throws {
    try await kind.run { store in
      let ana = try await store.added(.agent("Ana"))
      try await store.write { store throws in
        for kind in MailKind.allCases {
          var mail = try Self.mail(ana)
          mail.kind = kind
          #expect(try store.mail(store.insert(mail))?.mail == mail)
        }
      }
    }
  }

  @Test("A lease takes what is due, once, until it runs out", arguments: StoreUnderTest.allCases)
  func lease(on kind: StoreUnderTest) async throws {
    try await kind.run { store in
      let ana = try await store.added(.agent("Ana"))
      let due = try Self.mail(ana)
      let later = try Self.mail(ana, at: .at(500))
      try await store.write { store throws in
        let ids = [try store.insert(due), try store.insert(due), try store.insert(later)]
        let lease = { (now: Int64, limit: Int) in
          try store.leaseMails(at: .at(now), until: .at(now + 100), limit: limit, bulkLimit: 9)
        }
        #expect(try lease(-1, 9) == [])
        let first = try lease(0, 1)
        #expect(first.map(\.id) == [ids[0]])
        #expect(first.map(\.state) == [.leased])
        #expect(first.map(\.attempts) == [1])
        #expect(first.map(\.nextAttemptAt) == [.at(100)])
        #expect(first.map(\.mail) == [due])
        #expect(try lease(0, 9).map(\.id) == [ids[1]])
        #expect(try lease(99, 9) == [])
        let again = try lease(100, 9)
        #expect(again.map(\.id) == [ids[0], ids[1]])
        #expect(again.map(\.attempts) == [2, 2])
        #expect(try lease(499, 9).map(\.id) == [ids[0], ids[1]])
        #expect(try lease(500, 9).map(\.id) == [ids[2]])
      }
    }
  }

  @Test("The next mail that is due is known, leases among them", arguments: StoreUnderTest.allCases)
  func nextDue(on kind: StoreUnderTest) async throws {
    try await kind.run { store in
      let ana = try await store.added(.agent("Ana"))
      let mails = [try Self.mail(ana, at: .at(70)), try Self.mail(ana, at: .at(30))]
      #expect(try await store.read { try $0.nextMailDueAt() } == nil)
      try await store.write { store throws in
        let ids = try mails.map { try store.insert($0) }
        #expect(try store.nextMailDueAt() == .at(30))
        _ = try store.leaseMails(at: .at(30), until: .at(90), limit: 1, bulkLimit: 9)
        #expect(try store.nextMailDueAt() == .at(70))
        _ = try store.leaseMails(at: .at(70), until: .at(100), limit: 1, bulkLimit: 9)
        #expect(try store.nextMailDueAt() == .at(90))
        let settle = { (id: MailID, state: QueuedMail.State, next: Int64) in
          try store.settleMail(
            id, attempt: 1, state: state, nextAttemptAt: .at(next), deliveredAt: nil,
            lastError: nil)
        }
        #expect(try settle(ids[1], .deferred, 500))
        #expect(try store.nextMailDueAt() == .at(100))
        #expect(try settle(ids[0], .failed, 1))
        #expect(try store.nextMailDueAt() == .at(500))
        #expect(try store.requeueMail(ids[1], at: .at(2)))
        #expect(try store.nextMailDueAt() == .at(2))
      }
    }
  }

  @Test("Only the holder of this attempt's lease settles it", arguments: StoreUnderTest.allCases)
  func settlement(on kind: StoreUnderTest) async throws {
    try await kind.run { store in
      let ana = try await store.added(.agent("Ana"))
      let mail = try Self.mail(ana)
      try await store.write { store throws in
        let id = try store.insert(mail)
        let settle = { (attempt: Int, state: QueuedMail.State) in
          try store.settleMail(
            id, attempt: attempt, state: state, nextAttemptAt: .at(50), deliveredAt: nil,
            lastError: "the folder is not there")
        }
        #expect(try settle(0, .delivered) == false)
        _ = try store.leaseMails(at: start, until: .at(10), limit: 1, bulkLimit: 9)
        _ = try store.leaseMails(at: .at(10), until: .at(20), limit: 1, bulkLimit: 9)
        #expect(try settle(1, .delivered) == false)
        #expect(try settle(2, .deferred))
        #expect(try settle(2, .delivered) == false)
        #expect(try store.mail(id)?.lastError == "the folder is not there")
        #expect(try store.leaseMails(at: .at(49), until: .at(99), limit: 1, bulkLimit: 9) == [])
        #expect(
          try store.leaseMails(at: .at(50), until: .at(99), limit: 1, bulkLimit: 9).count == 1)
        #expect(
          try store.settleMail(
            id, attempt: 3, state: .delivered, nextAttemptAt: .at(60), deliveredAt: .at(60),
            lastError: nil))
        #expect(
          try store.mail(id)
            == QueuedMail(
              id: id, mail: mail, state: .delivered, attempts: 3, nextAttemptAt: .at(60),
              deliveredAt: .at(60), lastError: nil))
        #expect(
          try store.leaseMails(at: .at(9_999), until: .at(99_999), limit: 1, bulkLimit: 9) == [])
      }
    }
  }

  @Test(
    "Failed and deferred mails can be queued again, others not",
    arguments: StoreUnderTest.allCases, QueuedMail.State.allCases)
  func requeueing(on kind: StoreUnderTest, state: QueuedMail.State) async throws {
    try await kind.run { store in
      let ana = try await store.added(.agent("Ana"))
      let mail = try Self.mail(ana)
      try await store.write { store throws in
        let id = try store.insert(mail)
        _ = try store.leaseMails(at: start, until: .at(10), limit: 1, bulkLimit: 9)
        #expect(
          try store.settleMail(
            id, attempt: 1, state: state, nextAttemptAt: .at(1_000), deliveredAt: nil,
            lastError: nil))
        let isTaken = try store.requeueMail(id, at: .at(20))
        #expect(isTaken == (state == .failed || state == .deferred))
        let after = try store.mail(id)
        #expect(after?.state == (isTaken ? .queued : state))
        #expect(after?.nextAttemptAt == (isTaken ? .at(20) : .at(1_000)))
      }
    }
  }
}
