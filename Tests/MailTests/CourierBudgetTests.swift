import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeyStore
import LatchkeyTesting
import Testing

@Suite("How long and how much the courier sends")
struct CourierBudgetTests {
  private static func settings(
    perHour: Int = 3_600, perRecipient: Int = 1_000, age: Lifetime = .hours(24)
  ) -> DeskSettings {
    var settings = DeskSettings()
    settings.mailsPerHour = perHour
    settings.mailsPerRecipientAndHour = perRecipient
    settings.mailGivenUpAfter = age
    return settings
  }

  /// Moves the clock to the next moment at which something is due, and delivers.
  private func next(_ bench: CourierBench, _ courier: Courier) async throws -> Int {
    let due = try await bench.store.read { try $0.nextMailDueAt() }
    let wait = try #require(due).milliseconds - bench.clock.now().milliseconds
    bench.clock.advance(by: Lifetime(milliseconds: max(wait, 0)))
    return try await courier.runOnce()
  }

  @Test("F11: a link that was greylisted for 35 minutes lives its whole life from its delivery")
  func greylisted() async throws {
    let bench = try CourierBench()
    let post = PostOffice()
    let courier = try bench.courier(over: post)
    var jane = try await bench.agent()
    let id = try await bench.queue(.selfResetLink, for: jane)
    let greylisted = MailTransportError(
      .recipient, isPermanent: false, reply: MailReply(code: 450, text: "4.2.0 greylisted"),
      problem: "The recipient was refused.")
    let end = start + .minutes(35)
    while post.taken.isEmpty {
      if try await bench.nextDue() ?? start < end { post.refuse(greylisted) }
      #expect(try await self.next(bench, courier) == 1)
    }
    let now = bench.clock.now()
    #expect(now >= end && now < start + .minutes(60))
    jane = try await bench.change(jane.id) { _ in }
    let token = try #require(try await bench.token(in: post.taken[0]))
    #expect(token.createdAt == now)
    #expect(token.expiresAt == now + .minutes(60))
    #expect(
      token.refusal(
        for: jane, globalEpoch: 1, at: Timestamp(milliseconds: now.milliseconds + 3_599_999))
        == nil)
    #expect(try await bench.mail(id).state == .delivered)
    #expect(try await bench.mail(id).attempts > 5)
  }

  @Test(
    "F9: a mail that nobody takes is given up at its age, and its reason stays",
    arguments: [Lifetime.hours(1), .hours(24), .days(7)])
  func givenUp(age: Lifetime) async throws {
    let bench = try CourierBench(settings: Self.settings(age: age))
    let post = PostOffice()
    let courier = try bench.courier(over: post)
    let id = try await bench.queue(.staffResetLink, for: bench.agent())
    while try await bench.mail(id).state != .failed {
      #expect(bench.clock.now() <= start + age)
      post.refuse(.temporary(detail: "not now"))
      #expect(try await self.next(bench, courier) == 1)
    }
    // The last attempt is made at the end of that time and not before.
    #expect(bench.clock.now() == start + age)
    let mail = try await bench.mail(id)
    #expect(mail.lastError?.contains("not now") == true)
    #expect(mail.lastError?.contains("\(mail.attempts) attempts") == true)
    #expect(try await bench.audit().map(\.action) == [.mailFailed])

    // Queued again by somebody, it has its time again, and its Message-ID.
    #expect(try await bench.requeue(id))
    post.refuse(.temporary(detail: "not yet"))
    #expect(try await courier.runOnce() == 1)
    #expect(try await bench.mail(id).state == .deferred)
    #expect(try await self.next(bench, courier) == 1)
    #expect(try await bench.mail(id).state == .delivered)
    #expect(
      post.taken.map(\.messageID) == ["\(id.rawValue).\(start.milliseconds)@helpdesk.invalid"])
  }

  @Test("F2: what is beyond an hour's budget waits, notices go first, and none is lost")
  func perHour() async throws {
    let bench = try CourierBench(settings: Self.settings(perHour: 20))
    let post = PostOffice()
    let courier = try bench.courier(over: post)
    let jane = try await bench.agent()
    for _ in 0..<30 { try await bench.queue(.invitation, for: jane) }
    for _ in 0..<5 { try await bench.queue(.staffResetLink, for: jane) }
    for _ in 0..<5 { try await bench.queue(.notice(.passwordReset), for: jane) }
    #expect(try await courier.runOnce() == 18)
    let kinds = try await bench.kinds(of: post.taken)
    // Four go at once, and these are the first.
    #expect(kinds.prefix(4).allSatisfy { $0 == .notice(.passwordReset) })
    #expect(kinds.filter { $0 == .notice(.passwordReset) }.count == 5)
    #expect(kinds.filter { $0 == .staffResetLink }.count == 5)
    // The last tenth waits for what somebody waits for.
    try await bench.queue(.notice(.passwordReset), for: jane)
    try await bench.queue(.selfResetLink, for: jane)
    try await bench.queue(.selfResetLink, for: jane)
    #expect(try await courier.runOnce() == 2)
    #expect(try await courier.runOnce() == 0)
    bench.clock.advance(by: Lifetime(milliseconds: 3_599_999))
    #expect(try await courier.runOnce() == 0)
    bench.clock.advance(by: Lifetime(milliseconds: 1))
    #expect(try await courier.runOnce() == 18)
    bench.clock.advance(by: .hours(1))
    #expect(try await courier.runOnce() == 5)
    #expect(post.taken.count == 43)
    #expect(Set(post.taken.map(\.messageID)).count == 43)
  }

  @Test("F2: one address gets so many an hour, and others do not wait for it")
  func perRecipient() async throws {
    let bench = try CourierBench(settings: Self.settings(perRecipient: 3))
    let post = PostOffice()
    let courier = try bench.courier(over: post)
    let jane = try await bench.agent()
    let bo = try await bench.agent("Bo", email: "BO@desk.example")
    for _ in 0..<10 { try await bench.queue(.notice(.passwordReset), for: jane) }
    for _ in 0..<2 { try await bench.queue(.notice(.passwordReset), for: bo) }
    // The same mailbox, whatever the case of its letters.
    for _ in 0..<2 {
      try await bench.queue(
        .notice(.passwordReset), for: bo, to: EmailAddress(stored: "bo@DESK.example"))
    }
    #expect(try await courier.runOnce() == 6)
    let recipients = post.taken.map { $0.recipient.canonical }
    #expect(recipients.filter { $0.hasPrefix("jane") }.count == 3)
    #expect(recipients.filter { $0.hasPrefix("bo") }.count == 3)
    for mail in try await bench.mails() where mail.state == .queued {
      #expect(mail.attempts == 0)
      #expect(mail.nextAttemptAt == start + .hours(1))
    }
    #expect(try await courier.runOnce() == 0)
    bench.clock.advance(by: .hours(1))
    #expect(try await courier.runOnce() == 4)
    bench.clock.advance(by: .hours(1))
    #expect(try await courier.runOnce() == 3)
    bench.clock.advance(by: .hours(1))
    #expect(try await courier.runOnce() == 1)
    #expect(post.taken.count == 14)
  }

  @Test("Who takes over a store alone does not wait for the leases of who is gone")
  func takeOver() async throws {
    let bench = try CourierBench()
    let post = PostOffice()
    let jane = try await bench.agent()
    let id = try await bench.queue(.staffResetLink, for: jane)
    let dying = InterruptedStore(bench.store, atWrite: 3)
    #expect(try await bench.courier(over: post, store: dying).runOnce() == 1)
    let next = try bench.courier(over: post)
    #expect(try await next.runOnce() == 0)
    #expect(try await next.takeOver() == 1)
    #expect(try await next.takeOver() == 0)
    #expect(try await next.runOnce() == 1)
    #expect(Set(post.taken.map(\.messageID)).count == 1)
    #expect(try await bench.mail(id).state == .delivered)
  }

  @Test("Without a mail server mails wait, and go by the one that comes")
  func noOutlet() async throws {
    let bench = try CourierBench()
    let post = PostOffice()
    let outlet = CurrentMailOutlet(nil)
    let courier = try bench.courier(through: outlet)
    let id = try await bench.queue(.staffResetLink, for: bench.agent())
    #expect(try await courier.runOnce() == 0)
    #expect(try await bench.mail(id).state == .queued)
    outlet.replace(
      with: MailOutlet(transport: post, sender: EmailAddress(stored: "other@desk.example")))
    #expect(try await courier.runOnce() == 1)
    #expect(post.taken.map(\.sender.text) == ["other@desk.example"])
    #expect(post.taken[0].content.copied.text.contains("<other@desk.example>"))
  }
}
