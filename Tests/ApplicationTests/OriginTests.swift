import LatchkeyApplication
import LatchkeyAuthorization
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema
import LatchkeyTesting
import Synchronization
import Testing

/// Attempts counted by where they come from, and one after the other.
@Suite("Attempts by place")
struct OriginTests {
  /// Limits that a test reaches soon.
  private static var few: DeskSettings {
    var settings = DeskSettings()
    settings.originThrottle.limit = 4
    settings.resetOriginThrottle.limit = 2
    settings.linkOriginThrottle.limit = 2
    settings.attemptPatience = .hours(1)
    return settings
  }

  @Test("I14 thirty right sign-ins at once to one account all get in")
  func together() async throws {
    var settings = DeskSettings()
    settings.attemptPatience = .hours(1)
    try await TestDesk.run(settings: settings) { desk in
      let kim = try await desk.account("kim@example.com")
      for _ in 0..<30 { desk.hasher.interlude { for _ in 0..<20 { await Task.yield() } } }
      try await withThrowingTaskGroup(of: Reason?.self) { group in
        for _ in 0..<30 {
          group.addTask {
            try await desk.reason { try await desk.session(kim.email, kim.password) }
          }
        }
        for try await reason in group { #expect(reason == nil) }
      }
    }
  }

  @Test("A sign-in waits for the one before a bounded time, and a bounded number of them")
  func boundedWait() async throws {
    var settings = DeskSettings()
    settings.attemptPatience = Lifetime(milliseconds: 1)
    try await TestDesk.run(settings: settings) { desk in
      let kim = try await desk.account("kim@example.com")
      desk.hasher.interlude {
        // The first one holds its turn until the second has given up.
        let second = try? await desk.refusal { try await desk.session(kim.email, kim.password) }
        #expect(second == Refusal(.tooManyAttempts, retryAfter: .seconds(1)))
      }
      #expect(try await desk.works(try await desk.session(kim.email, kim.password)))
      #expect(try await desk.works(try await desk.session(kim.email, kim.password)))
    }
  }

  @Test("Who waits too many in a line is refused at once, and those in line get their turn")
  func boundedLine() async throws {
    var settings = DeskSettings()
    settings.attemptPatience = .hours(1)
    try await TestDesk.run(settings: settings) { desk in
      let kim = try await desk.account("kim@example.com")
      let (refusals, refused) = AsyncStream.makeStream(of: Reason?.self)
      let others = Mutex<[Task<Reason?, any Error>]>([])
      desk.hasher.interlude {
        for _ in 0..<70 {
          let task = Task {
            let reason = try await desk.reason {
              try await desk.session(kim.email, kim.password)
            }
            if reason != nil { refused.yield(reason) }
            return reason
          }
          others.withLock { $0.append(task) }
        }
        var count = 0
        for await _ in refusals {
          count += 1
          if count == 6 { break }
        }
      }
      #expect(try await desk.works(try await desk.session(kim.email, kim.password)))
      var reasons: [Reason?] = []
      for task in others.withLock({ $0 }) { reasons.append(try await task.value) }
      #expect(reasons.filter { $0 == nil }.count == 64)
      #expect(reasons.filter { $0 == .tooManyAttempts }.count == 6)
    }
  }

  @Test("Strangers who use up every attempt do not keep the owner out from a place of before")
  func knownPlace() async throws {
    try await TestDesk.run { desk in
      let kim = try await desk.account("kim@example.com")
      #expect(try await desk.reason(kim, kim.password, from: "home") == nil)
      for _ in 0..<10 { _ = try await desk.reason(kim, "Wrong-W0rds!", from: "far away") }
      #expect(try await desk.account(kim.id).status(at: desk.clock.now()) == .locked)
      #expect(try await desk.reason(kim, kim.password, from: "elsewhere") == .tooManyAttempts)
      #expect(try await desk.reason(kim, kim.password, from: nil) == .tooManyAttempts)
      for _ in 0..<3 { #expect(try await desk.reason(kim, kim.password, from: "home") == nil) }
      // The owner's success forgives strangers nothing.
      #expect(try await desk.reason(kim, "Wrong-W0rds!", from: "far away") == .tooManyAttempts)
      #expect(try await desk.account(kim.id).status(at: desk.clock.now()) == .locked)
    }
  }

  @Test("I14 a known place has five wrong attempts of its own, and success forgives them")
  func allowance() async throws {
    try await TestDesk.run { desk in
      let kim = try await desk.account("kim@example.com")
      #expect(try await desk.reason(kim, kim.password, from: "home") == nil)
      for _ in 0..<10 { _ = try await desk.reason(kim, "Wrong-W0rds!", from: nil) }
      for _ in 0..<2 {
        for _ in 0..<4 {
          #expect(try await desk.reason(kim, "Wrong-W0rds!", from: "home") == .invalidCredentials)
        }
        #expect(try await desk.reason(kim, kim.password, from: "home") == nil)
      }
      let guesses = desk.hasher.guesses
      for _ in 0..<5 {
        #expect(try await desk.reason(kim, "Wrong-W0rds!", from: "home") == .invalidCredentials)
      }
      for _ in 0..<5 {
        #expect(try await desk.reason(kim, kim.password, from: "home") == .tooManyAttempts)
      }
      #expect(desk.hasher.guesses == guesses + 5)
      // Counts are kept across a restart.
      try await desk.restart()
      #expect(try await desk.reason(kim, kim.password, from: "home") == .tooManyAttempts)
      desk.clock.advance(.minutes(15))
      #expect(try await desk.reason(kim, kim.password, from: "home") == nil)
    }
  }

  @Test("A known place does not lift a lock that a person closed")
  func administrativeLock() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let kim = try await desk.account("kim@example.com")
      #expect(try await desk.reason(kim, kim.password, from: "home") == nil)
      try await desk.desk.accounts.lock(desk.call(ada), kim.selector, reason: "On leave")
      #expect(try await desk.reason(kim, kim.password, from: "home") == .accountLocked)
    }
  }

  @Test("Places are forgotten after 90 days, beyond eight, and when the password is set anew")
  func forgotten() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let kim = try await desk.account("kim@example.com")
      func isKnown(_ place: String) async throws -> Bool {
        for _ in 0..<10 { _ = try await desk.reason(kim, "Wrong-W0rds!", from: nil) }
        let reason = try await desk.reason(kim, kim.password, from: place)
        desk.clock.advance(.minutes(15))
        return reason == nil
      }
      #expect(try await desk.reason(kim, kim.password, from: "home") == nil)
      #expect(try await isKnown("home"))
      desk.clock.advance(.days(90))
      #expect(try await isKnown("home") == false)
      for number in 0..<9 {
        desk.clock.move(by: 1)
        #expect(try await desk.reason(kim, kim.password, from: "place \(number)") == nil)
      }
      #expect(try await isKnown("place 0") == false)
      #expect(try await isKnown("place 1"))
      var admin = ada
      try await desk.signIn(&admin)
      try await desk.stepUp(admin)
      _ = try await desk.desk.agents.setPassword(
        desk.call(admin), of: kim.selector, password: Secret(kim.password),
        requireChange: false)
      #expect(try await isKnown("place 1") == false)
    }
  }

  @Test(
    "I14 wrong attempts at many accounts from one place are limited; success gives back its own")
  func spraying() async throws {
    try await TestDesk.run(settings: Self.few) { desk in
      let kim = try await desk.account("kim@example.com")
      for number in 0..<3 {
        #expect(
          try await desk.reason("nobody\(number)@example.com", "Wrong-W0rds!", from: "bar")
            == .invalidCredentials)
        // Somebody's own account clears nothing but what it cost.
        #expect(try await desk.reason(kim, kim.password, from: "bar") == nil)
      }
      #expect(try await desk.reason("nobody9@example.com", "Wrong!", from: "bar") != nil)
      let refusal = try await desk.refusal {
        try await desk.desk.signIn.signIn(
          try desk.anonymous().coming(from: Array("bar".utf8)), population: .agent,
          identifier: kim.email, password: Secret(kim.password))
      }
      #expect(refusal == Refusal(.tooManyAttempts, retryAfter: .minutes(15)))
      // Without a place nothing is shared, and neither is it with another place or service.
      for number in 0..<9 {
        #expect(
          try await desk.reason("nobody\(number)@example.com", "Wrong-W0rds!", from: nil)
            == .invalidCredentials)
      }
      #expect(try await desk.reason(kim, kim.password, from: "next door") == nil)
      desk.relay(through: .portal)
      #expect(try await desk.reason(kim, kim.password, from: "bar") == nil)
    }
  }

  @Test(
    "F2 reset requests from one place are limited, for known and unknown addresses alike")
  func requests() async throws {
    try await TestDesk.run(settings: Self.few) { desk in
      let kim = try await desk.account("kim@example.com")
      let call = try desk.anonymous().coming(from: [1])
      func request(_ address: String, _ call: Call) async throws -> Refusal? {
        try await desk.refusal {
          try await desk.desk.recovery.requestPasswordReset(
            call, population: .agent, address: try EmailAddress(address))
        }
      }
      #expect(try await request("a@example.com", call) == nil)
      #expect(try await request("b@example.com", call) == nil)
      let refusal = Refusal(.tooManyRequests, retryAfter: .minutes(15))
      #expect(try await request("c@example.com", call) == refusal)
      #expect(try await request(kim.email, call) == refusal)
      #expect(try await request(kim.email, desk.anonymous()) == nil)
    }
  }

  @Test("F24 looks at links are limited by place and by service, and refusals are audited")
  func links() async throws {
    var settings = Self.few
    settings.linkThrottle.limit = 4
    settings.refusalThrottle.limit = 2
    try await TestDesk.run(settings: settings) { desk in
      let call = try desk.anonymous().coming(from: [1])
      func inspect(_ call: Call) async throws -> TestDesk.Attempt {
        try await desk.attempt {
          try await desk.desk.recovery.inspectLink(
            call, token: Secret("nonsense"), population: .agent)
        }
      }
      #expect(try await inspect(call).reason == .linkInvalid)
      #expect(try await inspect(call).reason == .linkInvalid)
      let byPlace = try await inspect(call)
      #expect(byPlace.refusal == Refusal(.tooManyRequests, retryAfter: .minutes(1)))
      #expect(byPlace.entries == ["link.inspect refused TOO_MANY_REQUESTS"])
      #expect(try await inspect(desk.anonymous()).reason == .linkInvalid)
      let byService = try await inspect(desk.anonymous())
      #expect(byService.reason == .tooManyRequests)
      #expect(byService.entries == ["link.inspect refused TOO_MANY_REQUESTS"])
      // Beyond the limit of entries the refusal is the same and nothing is written.
      #expect(try await inspect(desk.anonymous()).entries == [])
    }
  }

  @Test(
    "An origin has 1 to 64 bytes",
    arguments: [(0, false), (1, true), (64, true), (65, false)])
  func size(count: Int, isTaken: Bool) throws {
    let call = Call(principal: .portal)
    let origin = [UInt8](repeating: 7, count: count)
    #expect(((try? call.coming(from: origin)) != nil) == isTaken)
    #expect(try call.coming(from: nil).origin == nil)
  }

  @Test("I16 the store holds nothing of an origin but keyed digests")
  func digests() async throws {
    try await TestDesk.run { desk in
      let kim = try await desk.account("kim@example.com")
      _ = try await desk.reason(kim, "Wrong-W0rds!", from: "a very recognisable place")
      _ = try await desk.reason(kim, kim.password, from: "a very recognisable place")
      #expect(try desk.raw.rows("SELECT * FROM known_origin").count == 1)
      let rows =
        try desk.raw.rows("SELECT * FROM known_origin")
        + desk.raw.rows("SELECT * FROM throttle") + desk.raw.rows("SELECT * FROM audit")
      #expect(!rows.joined().contains { $0.contains("recognisable") })
    }
  }
}

extension TestDesk {
  /// Why an agent's sign-in from a place is refused; nil when it gets in.
  fileprivate func reason(
    _ agent: Colleague, _ password: String, from place: String?
  ) async throws -> Reason? {
    try await self.reason(agent.email, password, from: place)
  }

  /// Why a sign-in from a place is refused; nil when it gets in.
  fileprivate func reason(
    _ identifier: String, _ password: String, from place: String?
  ) async throws -> Reason? {
    let call = try self.anonymous().coming(from: place.map { Array($0.utf8) })
    return try await self.reason {
      try await self.desk.signIn.signIn(
        call, population: .agent, identifier: identifier, password: Secret(password))
    }
  }
}
