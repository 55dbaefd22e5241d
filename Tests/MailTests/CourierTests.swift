import Foundation
import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeyMail
import LatchkeyStore
import LatchkeyTestBasics
import Testing

@Suite("The courier", .ownThread)
struct CourierTests {
  private let bench: CourierBench

  init() throws {
    self.bench = try CourierBench()
  }

  @Test(
    "D13: the link is made when the mail is written, and lives from then on",
    arguments: [
      (MailKind.staffResetLink, Lifetime.hours(48), TokenPurpose.agentStaffReset),
      (.selfResetLink, .minutes(60), .agentReset), (.invitation, .days(7), .agentInvitation),
    ] as [(MailKind, Lifetime, TokenPurpose)])
  func link(kind: MailKind, lifetime: Lifetime, purpose: TokenPurpose) async throws {
    let post = PostOffice()
    let jane = try await self.bench.agent()
    let id = try await self.bench.queue(kind, for: jane)
    // The queue stands for a day: the link loses nothing by it.
    self.bench.clock.advance(by: .days(1))
    let now = self.bench.clock.now()
    #expect(try await self.bench.courier(over: post).runOnce() == 1)

    let message = try #require(post.taken.first)
    #expect(post.taken.count == 1)
    #expect(message.recipient == jane.primaryEmail)
    #expect(message.messageID == "\(id.rawValue).\(start.milliseconds)@helpdesk.invalid")
    let body = message.content.copied.text.replacingOccurrences(of: "=\r\n", with: "")
    // In the text, where the page leads, and to be seen on the page.
    #expect(body.ranges(of: "https://console.invalid/password#lk").count == 3)
    let token = try #require(try await self.bench.token(in: message))
    #expect(token.purpose == purpose)
    #expect(token.account == jane.id)
    #expect(token.createdAt == now)
    #expect(token.expiresAt == now + lifetime)
    #expect(token.refusal(for: jane, globalEpoch: 1, at: now) == nil)

    let mail = try await self.bench.mail(id)
    #expect(mail.state == .delivered)
    #expect(mail.deliveredAt == now)
    let audit = try await self.bench.audit()
    #expect(audit.map(\.action) == [.mailHandedOver])
    #expect(audit[0].target == jane.id)
    #expect(audit[0].details["mail"] == "\(id.rawValue)")
    #expect(self.bench.reported == [.handedOver(id, attempt: 1)])
    #expect(try await self.bench.courier(over: post).runOnce() == 0)
  }

  @Test("A retry makes another link, kills the earlier one and keeps the Message-ID")
  func retry() async throws {
    let post = PostOffice()
    let jane = try await self.bench.agent()
    let id = try await self.bench.queue(.staffResetLink, for: jane)
    let courier = try self.bench.courier(over: post)
    var arrivals = post.arrivals.makeAsyncIterator()

    post.refuse(.temporary(detail: "greylisted"))
    #expect(try await courier.runOnce() == 1)
    let first = try #require(await arrivals.next())
    let waiting = try await self.bench.mail(id)
    #expect(waiting.state == .deferred)
    #expect(waiting.lastError == "greylisted")
    let wait = waiting.nextAttemptAt.milliseconds - self.bench.clock.now().milliseconds
    #expect(wait >= 10_000 && wait <= 12_500)
    #expect(try await self.bench.audit().isEmpty)

    self.bench.clock.advance(by: Lifetime(milliseconds: wait - 1))
    #expect(try await courier.runOnce() == 0)
    self.bench.clock.advance(by: Lifetime(milliseconds: 1))
    #expect(try await courier.runOnce() == 1)
    let second = try #require(await arrivals.next())
    #expect(second.messageID == first.messageID)
    #expect(CourierBench.tokenText(in: second) != CourierBench.tokenText(in: first))
    #expect(try await self.bench.token(in: first)?.state == .superseded)
    #expect(try await self.bench.token(in: second)?.state == .live)
    #expect(try await self.bench.mail(id).state == .delivered)
  }

  @Test("Killed between handing over and writing it down: sent again, once the lease is over")
  func atLeastOnce() async throws {
    let post = PostOffice()
    let jane = try await self.bench.agent()
    let id = try await self.bench.queue(.staffResetLink, for: jane)
    // The lease, the preparation, and then the outcome, which is lost.
    let dying = InterruptedStore(self.bench.store, atWrite: 3)
    #expect(try await self.bench.courier(over: post, store: dying).runOnce() == 1)
    #expect(post.taken.count == 1)
    #expect(try await self.bench.mail(id).state == .leased)

    let next = try self.bench.courier(over: post)
    self.bench.clock.advance(by: Lifetime(milliseconds: 1_199_999))
    #expect(try await next.runOnce() == 0)
    self.bench.clock.advance(by: Lifetime(milliseconds: 1))
    #expect(try await next.runOnce() == 1)
    #expect(post.taken.count == 2)
    #expect(Set(post.taken.map(\.messageID)).count == 1)
    #expect(try await self.bench.token(in: post.taken[0])?.state == .superseded)
    #expect(try await self.bench.token(in: post.taken[1])?.state == .live)
    #expect(try await self.bench.mail(id).attempts == 2)
    #expect(try await self.bench.audit().map(\.action) == [.mailHandedOver])
  }

  @Test("Killed before the link was made: nothing went, and it goes later")
  func killedEarly() async throws {
    let post = PostOffice()
    let id = try await self.bench.queue(.staffResetLink, for: self.bench.agent())
    let dying = InterruptedStore(self.bench.store, atWrite: 2)
    #expect(try await self.bench.courier(over: post, store: dying).runOnce() == 1)
    #expect(post.taken.isEmpty)
    self.bench.clock.advance(by: .minutes(20))
    #expect(try await self.bench.courier(over: post).runOnce() == 1)
    #expect(try await self.bench.mail(id).state == .delivered)
  }

  @Test("Who lost the lease writes nothing down")
  func leaseLost() async throws {
    let bench = self.bench
    let quick = PostOffice()
    let other = try bench.courier(over: quick)
    let slow = PostOffice { _ in
      bench.clock.advance(by: .minutes(20))
      _ = try? await other.runOnce()
    }
    let id = try await bench.queue(.staffResetLink, for: bench.agent())
    #expect(try await bench.courier(over: slow).runOnce() == 1)
    #expect(
      bench.reported == [.handedOver(id, attempt: 2), .leaseLost(id, attempt: 1)])
    #expect(try await bench.audit().map(\.action) == [.mailHandedOver])
    let messages = slow.taken + quick.taken
    try #require(messages.count == 2)
    #expect(try await bench.token(in: messages[0])?.state == .superseded)
    #expect(try await bench.token(in: messages[1])?.state == .live)
  }

  @Test("Who lost the lease before making the link makes none and sends nothing")
  func leaseLostEarly() async throws {
    let bench = self.bench
    let quick = PostOffice()
    let other = try bench.courier(over: quick)
    let late = PostOffice()
    let interrupted = InterruptedStore(bench.store, atWrite: 2) {
      bench.clock.advance(by: .minutes(20))
      try await other.runOnce()
    }
    let id = try await bench.queue(.staffResetLink, for: bench.agent())
    #expect(try await bench.courier(over: late, store: interrupted).runOnce() == 1)
    #expect(late.taken.isEmpty)
    #expect(
      bench.reported == [.handedOver(id, attempt: 2), .leaseLost(id, attempt: 1)])
    let message = try #require(quick.taken.first)
    #expect(try await bench.token(in: message)?.state == .live)
  }

  @Test("Who lost the lease while another has it makes no link either")
  func leaseTaken() async throws {
    let bench = self.bench
    let late = PostOffice()
    let interrupted = InterruptedStore(bench.store, atWrite: 2) {
      bench.clock.advance(by: .minutes(20))
      let now = bench.clock.now()
      _ = try await bench.store.write {
        try $0.leaseMails(at: now, until: now + .minutes(20), limit: 1, bulkLimit: 9)
      }
    }
    let id = try await bench.queue(.staffResetLink, for: bench.agent())
    #expect(try await bench.courier(over: late, store: interrupted).runOnce() == 1)
    #expect(late.taken.isEmpty)
    #expect(bench.reported == [.leaseLost(id, attempt: 1)])
    #expect(try await bench.mail(id).state == .leased)
  }

  @Test("What is refused for good has failed, until an administrator queues it again")
  func failed() async throws {
    let post = PostOffice()
    post.refuse(.permanent(detail: String(repeating: "no ", count: 1_000)))
    let courier = try self.bench.courier(over: post)
    let id = try await self.bench.queue(.staffResetLink, for: self.bench.agent())
    #expect(try await courier.runOnce() == 1)
    let failed = try await self.bench.mail(id)
    #expect(failed.state == .failed)
    #expect(failed.lastError?.count == 500)
    #expect(try await self.bench.audit().map(\.action) == [.mailFailed])
    self.bench.clock.advance(by: .days(1))
    #expect(try await courier.runOnce() == 0)

    #expect(try await self.bench.requeue(id))
    #expect(try await courier.runOnce() == 1)
    #expect(try await self.bench.mail(id).state == .delivered)
  }

  @Test("No secret is in the store: not in its file, its journal, or its errors")
  func noSecretAtRest() async throws {
    let post = PostOffice()
    post.refuse(.temporary(detail: "later"))
    let courier = try self.bench.courier(over: post)
    try await self.bench.queue(.staffResetLink, for: self.bench.agent())
    try await courier.runOnce()
    self.bench.clock.advance(by: .seconds(13))
    try await courier.runOnce()
    let message = try #require(post.taken.first)
    let text = try #require(CourierBench.tokenText(in: message))
    let (_, secret) = try #require(TokenText.read(Secret(copying: text.utf8)))
    let disk = try self.bench.bytesOnDisk()
    #expect(disk.count > 4_096)
    #expect(disk.range(of: Data(text.utf8)) == nil)
    #expect(disk.range(of: Data(text.utf8.dropFirst(5))) == nil)
    #expect(disk.range(of: Data(secret.copied)) == nil)
    #expect(disk.range(of: Data("jane@desk.example".utf8)) != nil, "The search itself works.")
    #expect(!"\(self.bench.reported)".contains(text))
  }

  @Test(
    "S2.10: a reset link in a mail folder reads well, whatever the name",
    .enabled(if: ReadMessage.isPossible))
  func intoFolder() async throws {
    let names = [
      "Jane Miller", "محمد عبد الله", "🔑 Key Person", "4144", "agent.007",
      String(repeating: "ñ", count: 200),
    ]
    for (number, name) in names.enumerated() {
      let account = try await self.bench.agent(name, email: "agent\(number)@desk.example")
      try await self.bench.queue(.staffResetLink, for: account)
    }
    let transport = try MaildirTransport(path: "\(self.bench.path)/mail")
    #expect(try await self.bench.courier(over: transport).runOnce() == names.count)
    let folder = "\(self.bench.path)/mail/new"
    let messages = try ReadMessage.read(
      try FileManager.default.contentsOfDirectory(atPath: folder).map {
        Array(try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\($0)")))
      })
    #expect(Set(messages.map(\.recipientName)) == Set(names))
    for message in messages {
      #expect(message.defects == [])
      #expect(message.links.count == 1)
      #expect(message.body.contains("valid for 48 hours"))
    }
    #expect(Set(messages.flatMap(\.links)).count == names.count)
  }
}
