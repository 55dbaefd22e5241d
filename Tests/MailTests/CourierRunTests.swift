import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import Testing

@Suite("The courier at work")
struct CourierRunTests {
  private let bench: CourierBench

  init() throws {
    self.bench = try CourierBench()
  }

  /// Sleeps that no test waits for.
  private static let limits = CourierLimits(deliveriesAtOnce: 4, sleepMax: .hours(1))

  @Test("It delivers what was there before it came, and after a nudge what was queued since")
  func nudged() async throws {
    let post = PostOffice()
    var arrivals = post.arrivals.makeAsyncIterator()
    let courier = try self.bench.courier(over: post, limits: Self.limits)
    let jane = try await self.bench.agent()
    try await self.bench.queue(.staffResetLink, for: jane)
    let run = Task { await courier.run() }
    #expect(await arrivals.next() != nil)
    for _ in 0..<20 {
      try await self.bench.queue(.notice(.passwordReset), for: jane)
      courier.nudge()
      #expect(await arrivals.next() != nil)
    }
    run.cancel()
    await run.value
    #expect(post.taken.count == 21)
    #expect(try await self.bench.audit().count == 21)
  }

  @Test("It wakes by itself when a mail falls due", .timeLimit(.minutes(20)))
  func dueLater() async throws {
    let post = PostOffice()
    var arrivals = post.arrivals.makeAsyncIterator()
    let (looks, looked) = AsyncStream.makeStream(of: Void.self)
    // Its first look comes before the mail is due, and the longest sleep is an hour.
    let courier = try self.bench.courier(
      over: post, store: InterruptedStore(self.bench.store, atWrite: 1) { looked.yield() },
      limits: Self.limits)
    let jane = try await self.bench.agent()
    let wait = Lifetime(milliseconds: 20)
    let id = try await self.bench.queue(
      NewMail(
        .staffResetLink, account: jane, address: EmailAddress(stored: "jane@desk.example"),
        queuedAt: start + wait))
    let run = Task { await courier.run() }
    var iterator = looks.makeAsyncIterator()
    _ = await iterator.next()
    self.bench.clock.advance(by: wait)
    #expect(await arrivals.next() != nil)
    run.cancel()
    await run.value
    #expect(try await self.bench.mail(id).state == .delivered)
  }

  @Test(
    "It sleeps until the next mail is due, a millisecond at least and no longer than allowed",
    arguments: [
      (nil, 300_000), (1_000, 1_000), (1, 1), (0, 1), (-5, 1), (300_000, 300_000),
      (300_001, 300_000), (Int64.max, 300_000),
    ] as [(Int64?, Int64)])
  func sleeps(due: Int64?, sleep: Int64) {
    let now = Timestamp(milliseconds: 0)
    #expect(
      CourierLimits().sleep(from: now, until: due.map { Timestamp(milliseconds: $0) })
        == .milliseconds(sleep))
  }

  @Test("A nudge while nobody waits is not lost, and wakes once")
  func bell() async {
    let bell = CourierBell()
    bell.ring()
    bell.ring()
    let long = Duration.seconds(20)
    #expect(await ContinuousClock().measure { await bell.wait(atMost: long) } < long)
    // The second ring was the same as the first: this wait ends by its own time only.
    await bell.wait(atMost: .milliseconds(1))
    let waiting = Task { await bell.wait(atMost: long) }
    bell.ring()
    await waiting.value
  }

  @Test("A recipient who never answers holds up nobody else")
  func noQueueing() async throws {
    let gate = Gate()
    let post = PostOffice { message in
      if message.recipient.text.hasPrefix("slow") { await gate.pass() }
    }
    let courier = try self.bench.courier(over: post, limits: Self.limits)
    let slow = try await self.bench.agent("Slow", email: "slow@desk.example")
    let jane = try await self.bench.agent()
    for _ in 0..<3 { try await self.bench.queue(.notice(.passwordReset), for: slow) }
    for _ in 0..<30 { try await self.bench.queue(.notice(.passwordReset), for: jane) }
    let run = Task { await courier.run() }
    var arrived: [String] = []
    for await message in post.arrivals {
      arrived.append(message.recipient.text)
      if arrived.count == 33 { break }
    }
    #expect(arrived.filter { $0.hasPrefix("jane") }.count == 30)
    #expect(post.mostUnderWay <= 4)
    gate.open()
    run.cancel()
    await run.value
    #expect(post.taken.count == 33)
  }

  @Test("Cancelled, it ends the delivery under way, begins no other, and returns")
  func cancelled() async throws {
    let gate = Gate()
    let post = PostOffice { _ in await gate.pass() }
    var arrivals = post.arrivals.makeAsyncIterator()
    let courier = try self.bench.courier(
      over: post, limits: CourierLimits(deliveriesAtOnce: 1, sleepMax: .hours(1)))
    let jane = try await self.bench.agent()
    let first = try await self.bench.queue(.staffResetLink, for: jane)
    let second = try await self.bench.queue(.selfResetLink, for: jane)
    let run = Task { await courier.run() }
    _ = await arrivals.next()
    run.cancel()
    gate.open()
    await run.value
    #expect(post.taken.count == 1)
    #expect(try await self.bench.mail(first).state == .delivered)
    #expect(try await self.bench.mail(second).state == .queued)
  }

  @Test("A courier that is cancelled before it begins returns, and another run works")
  func cancelledBefore() async throws {
    let post = PostOffice()
    let courier = try self.bench.courier(over: post, limits: Self.limits)
    let early = Task {
      while !Task.isCancelled { await Task.yield() }
      await courier.run()
    }
    early.cancel()
    await early.value

    try await self.bench.queue(.notice(.passwordReset), for: self.bench.agent())
    var arrivals = post.arrivals.makeAsyncIterator()
    let run = Task { await courier.run() }
    #expect(await arrivals.next() != nil)
    run.cancel()
    await run.value
    #expect(post.taken.count == 1)
  }

  @Test("A store that fails is asked again at the next nudge")
  func failingStore() async throws {
    let post = PostOffice()
    var arrivals = post.arrivals.makeAsyncIterator()
    let courier = try self.bench.courier(
      over: post, store: InterruptedStore(self.bench.store, atWrite: 1), limits: Self.limits)
    try await self.bench.queue(.notice(.passwordReset), for: self.bench.agent())
    let run = Task { await courier.run() }
    while self.bench.reported.isEmpty { await Task.yield() }
    courier.nudge()
    #expect(await arrivals.next() != nil)
    run.cancel()
    await run.value
    #expect(self.bench.reported.count == 2)
  }

  @Test("Two couriers on one outbox deliver each of 200 mails once")
  func two() async throws {
    let post = PostOffice()
    let jane = try await self.bench.agent()
    for _ in 0..<200 { try await self.bench.queue(.notice(.passwordReset), for: jane) }
    let couriers = [try self.bench.courier(over: post), try self.bench.courier(over: post)]
    let attempts = try await withThrowingTaskGroup(of: Int.self) { group in
      for courier in couriers { group.addTask { try await courier.runOnce() } }
      return try await group.reduce(0, +)
    }
    #expect(attempts == 200)
    #expect(Set(post.taken.map(\.messageID)).count == 200)
    #expect(post.taken.count == 200)
  }
}
