import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeyTesting
import Testing

@Suite("Store contract: what administrators of mail see and change")
struct MailAdministrationContract {
  private static let key = MailTemplate.Key(
    kind: .selfResetLink, population: .contact, language: "en")

  @Test("A page of mails has those that fit, the newest first", arguments: StoreUnderTest.allCases)
  func pages(on kind: StoreUnderTest) async throws {
    try await kind.run { store in
      let ana = try await store.added(.agent("Ana"))
      let bo = try await store.added(.agent("Bo", email: "bo@desk.example"))
      try await store.write { store throws in
        let mails = try [ana, bo, ana, bo].map { try MailContract.mail($0) }
        let ids = try mails.map { try store.insert($0) }
        _ = try store.leaseMails(at: start, until: .at(10), limit: 2, bulkLimit: 9)
        for id in ids.prefix(2) {
          _ = try store.settleMail(
            id, attempt: 1, state: .failed, nextAttemptAt: .at(1), deliveredAt: nil,
            lastError: "no")
        }
        func found(
          _ before: MailID?, _ state: QueuedMail.State?, _ account: AccountID?, _ limit: Int = 9
        ) throws -> [MailID] {
          try store.mails(
            OutboxQuery(before: before, state: state, account: account, limit: limit)
          ).map(\.id)
        }
        #expect(try found(nil, nil, nil) == ids.reversed())
        #expect(try found(nil, .failed, nil) == [ids[1], ids[0]])
        #expect(try found(ids[1], .failed, nil) == [ids[0]])
        #expect(try found(nil, .queued, nil, 1) == [ids[3]])
        #expect(try found(nil, nil, bo.id) == [ids[3], ids[1]])
        #expect(try found(ids[3], nil, bo.id) == [ids[1]])
        #expect(try found(nil, .failed, bo.id) == [ids[1]])
        #expect(try found(ids[1], .failed, bo.id) == [])
        #expect(try found(nil, .delivered, ana.id) == [])
        #expect(
          try store.outboxSummary()
            == OutboxSummary(waiting: 2, waitingSince: start, failed: 2, failedSince: start))
      }
    }
  }

  @Test(
    "Mails that wait or failed can be cancelled, others not",
    arguments: StoreUnderTest.allCases, QueuedMail.State.allCases)
  func cancelling(on kind: StoreUnderTest, state: QueuedMail.State) async throws {
    try await kind.run { store in
      let ana = try await store.added(.agent("Ana"))
      let mail = try MailContract.mail(ana)
      try await store.write { store throws in
        let id = try store.insert(mail)
        _ = try store.leaseMails(at: start, until: .at(10), limit: 1, bulkLimit: 9)
        _ = try store.settleMail(
          id, attempt: 1, state: state, nextAttemptAt: .at(5), deliveredAt: nil, lastError: "no")
        let isCancelled = try store.cancelMail(id)
        #expect(isCancelled == [.queued, .deferred, .failed].contains(state))
        #expect(try store.mail(id)?.state == (isCancelled ? .obsolete : state))
        #expect(try store.mail(id)?.lastError == "no")
      }
    }
  }

  @Test("F9 every attempt at a mail is kept, up to a number", arguments: StoreUnderTest.allCases)
  func attempts(on kind: StoreUnderTest) async throws {
    try await kind.run { store in
      let ana = try await store.added(.agent("Ana"))
      let mail = try MailContract.mail(ana)
      try await store.write { store throws in
        let id = try store.insert(mail)
        let other = try store.insert(mail)
        let attempts = (1...52).map { number in
          MailAttempt(
            number: number, at: .at(Int64(number)), state: .deferred,
            detail: number == 51 ? nil : "450 later")
        }
        for attempt in attempts { try store.note(attempt, at: id) }
        try store.note(attempts[0], at: other)
        #expect(try store.attempts(at: id) == Array(attempts.suffix(MailAttempt.keptCount)))
        #expect(try store.attempts(at: other) == [attempts[0]])
      }
    }
  }

  @Test(
    "Refusals of an address are counted until it is another, works or is cleared",
    arguments: StoreUnderTest.allCases)
  func troubles(on kind: StoreUnderTest) async throws {
    try await kind.run { store in
      var ana = try await store.added(.agent("Ana"))
      let bo = try await store.added(.agent("Bo", email: "bo@desk.example"))
      let id = ana.id
      try await store.write { store throws in
        #expect(try store.addressTrouble(of: id) == nil)
        #expect(try store.clearAddressTrouble(of: id) == false)
        for number in 1...3 as ClosedRange<Int64> {
          try store.noteAddressRefusal(
            of: id, at: .at(number), detail: "550 number \(number)", undeliverableFrom: 2)
          #expect(
            try store.addressTrouble(of: id)
              == AddressTrouble(
                account: id, failures: Int(number), since: .at(1), last: .at(number),
                detail: "550 number \(number)", markedAt: number < 2 ? nil : .at(2)))
          #expect(try store.outboxSummary().undeliverable == (number < 2 ? 0 : 1))
        }
        try store.noteAddressRefusal(of: bo.id, at: .at(9), detail: "no", undeliverableFrom: 1)
        #expect(
          try store.undeliverableAddresses(after: nil, limit: 9).map(\.account) == [id, bo.id])
        #expect(try store.undeliverableAddresses(after: id, limit: 9).map(\.account) == [bo.id])
        #expect(try store.undeliverableAddresses(after: nil, limit: 1).map(\.account) == [id])
        #expect(try store.clearAddressTrouble(of: bo.id))
        #expect(try store.addressTrouble(of: bo.id) == nil)
      }
      // Another change leaves it, another address ends it.
      ana.displayName = try DisplayName("Ana Other")
      let renamed = ana
      try await store.write { try $0.update(renamed) }
      #expect(try await store.read { try $0.addressTrouble(of: id) } != nil)
      var proposing = try #require(try await store.read { try $0.account(id) })
      proposing.propose(try EmailAddress("other@desk.example"))
      let proposed = proposing
      try await store.write { try $0.update(proposed) }
      #expect(try await store.read { try $0.addressTrouble(of: id) } != nil)
      var moved = try #require(try await store.read { try $0.account(id) })
      moved.changeEmails([try EmailAddress("other@desk.example")])
      let final = moved
      try await store.write { try $0.update(final) }
      #expect(try await store.read { try $0.addressTrouble(of: id) } == nil)
    }
  }

  @Test("Nothing of an erased account stays in its mails", arguments: StoreUnderTest.allCases)
  func scrubbing(on kind: StoreUnderTest) async throws {
    try await kind.run { store in
      let ana = try await store.added(.agent("Ana"))
      let mail = try MailContract.mail(ana)
      try await store.write { store throws in
        let id = try store.insert(mail)
        try store.note(
          MailAttempt(number: 1, at: start, state: .failed, detail: "550 ana@desk.example"), at: id)
        try store.noteAddressRefusal(
          of: ana.id, at: start, detail: "550 ana@desk.example", undeliverableFrom: 1)
        try store.scrub(ana.id)
        #expect(try store.attempts(at: id).map(\.detail) == [nil])
        #expect(try store.addressTrouble(of: ana.id) == nil)
      }
    }
  }

  @Test(
    "The newest version of a template counts, and the last are kept",
    arguments: StoreUnderTest.allCases)
  func templates(on kind: StoreUnderTest) async throws {
    try await kind.run { store in
      let ana = try await store.added(.agent("Ana"))
      let versions = (1...22).map { number in
        StoredMailTemplate(
          key: Self.key, version: number,
          template: number % 5 == 0 ? nil : MailTemplate(subject: "\(number)", body: "a\n\nb"),
          at: .at(Int64(number)), by: number % 2 == 0 ? ana.id : nil)
      }
      try await store.write { store throws in
        #expect(try store.mailTemplate(Self.key) == nil)
        for version in versions {
          try store.insert(version)
          #expect(try store.mailTemplate(Self.key) == version)
        }
        #expect(
          try store.mailTemplateVersions(Self.key)
            == versions.suffix(StoredMailTemplate.keptCount).reversed())
        for other in [
          MailTemplate.Key(kind: .staffResetLink, population: .contact, language: "en"),
          MailTemplate.Key(kind: .selfResetLink, population: .agent, language: "en"),
          MailTemplate.Key(kind: .selfResetLink, population: .contact, language: "de"),
        ] {
          #expect(try store.mailTemplate(other) == nil)
          #expect(try store.mailTemplateVersions(other) == [])
        }
      }
    }
  }

  @Test("The mail server reads back whole", arguments: StoreUnderTest.allCases)
  func servers(on kind: StoreUnderTest) async throws {
    try await kind.run { store in
      #expect(try await store.read { try $0.storedMailServer() } == nil)
      let servers = [
        MailServer(
          .smtp(
            try SMTPServer(
              host: try HostName("mail.example.com"),
              login: try SMTPServer.Login(
                user: "desk", passwordName: try CredentialName("smtp")))),
          sender: try EmailAddress("desk@example.com")),
        // What is not named any more is gone.
        MailServer(.none),
      ]
      for (index, server) in servers.enumerated() {
        let stored = StoredMailServer(revision: Int64(index + 1), server: server)
        try await store.write { try $0.setStoredMailServer(stored) }
        #expect(try await store.read { try $0.storedMailServer() } == stored)
      }
    }
  }
}
