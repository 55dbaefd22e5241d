import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import Testing

@Suite("Store contract: counted attempts, remembered calls, and what is purged")
struct CountsAndCallsContract {
  static let keys: [ThrottleKey] = [
    .accountPassword(AccountID(rawValue: 1)),
    .signInIdentifier(.agent, canonical: "ana@desk.example"),
    .resetIdentifier(.contact, canonical: "ana@desk.example"),
  ]

  static let rule = ThrottleRule(limit: 4, window: .hours(1))

  @Test("Attempts are kept by key, replaced and forgotten", arguments: StoreUnderTest.allCases)
  func throttles(on kind: StoreUnderTest) async throws {
    try await kind.run { store in
      try await store.write { store throws in
        for (number, key) in Self.keys.enumerated() {
          #expect(try store.throttle(key) == nil)
          for _ in 0...number {
            #expect(try store.reserve(key, under: Self.rule, at: .at(1)).isAllowed)
          }
        }
        for (number, key) in Self.keys.enumerated() {
          #expect(
            try store.throttle(key) == Throttle(attempts: number + 1, windowStart: .at(1)))
        }
        try store.clearThrottle(Self.keys[0])
        #expect(try store.throttle(Self.keys[0]) == nil)
        #expect(try store.throttle(Self.keys[1]) != nil)
      }
    }
  }

  static func call(_ number: UInt8, at moment: Timestamp = start) -> RememberedCall {
    RememberedCall(
      key: IdempotencyKey(principal: "portal", key: Array(repeating: number, count: 16)),
      method: 0x0301, requestDigest: Array(repeating: 9, count: 32), at: moment, reply: nil)
  }

  @Test(
    "A call is remembered once, with its reply when there is one",
    arguments: StoreUnderTest.allCases)
  func rememberedCalls(on kind: StoreUnderTest) async throws {
    try await kind.run { store in
      try await store.write { store throws in
        var call = Self.call(1)
        #expect(try store.rememberedCall(call.key) == nil)
        #expect(try store.remember(call) == nil)
        #expect(try store.rememberedCall(call.key) == call)
        // Another call under the same key is told of the first one, which stays.
        var other = call
        other.method = 0x0302
        #expect(try store.remember(other) == call)
        #expect(try store.rememberedCall(call.key) == call)
        try store.keepReply([], for: call.key)
        call.reply = []
        #expect(try store.rememberedCall(call.key) == call)
        try store.keepReply([0, 1, 255], for: call.key)
        call.reply = [0, 1, 255]
        #expect(try store.rememberedCall(call.key) == call)
        let elsewhere = IdempotencyKey(principal: "phone", key: call.key.key)
        #expect(try store.rememberedCall(elsewhere) == nil)
        try store.forgetCall(elsewhere)
        #expect(try store.rememberedCall(call.key) == call)
        try store.forgetCall(call.key)
        #expect(try store.rememberedCall(call.key) == nil)
      }
    }
  }

  @Test(
    "A purge takes what ended before the moment, in batches, and nothing else",
    arguments: StoreUnderTest.allCases)
  func purge(on kind: StoreUnderTest) async throws {
    try await kind.run { store in
      let ana = try await store.added(.agent("Ana"))
      try await store.write { store throws in
        for number in 1...3 { _ = try store.insert(NewSession.sample(number, ana)) }
        let seen = try store.insert(NewSession.sample(4, ana))
        try store.touchSession(seen, at: start + .hours(1))
        for number in 1...3 {
          _ = try store.insert(NewToken.sample(number, ana, lifetime: .hours(2)))
        }
        _ = try store.insert(NewToken.sample(4, ana, lifetime: .hours(3)))
        #expect(try store.reserve(Self.keys[0], under: Self.rule, at: start).isAllowed)
        #expect(try store.reserve(Self.keys[1], under: Self.rule, at: start + .hours(2)).isAllowed)
        #expect(try store.remember(Self.call(1)) == nil)
        #expect(try store.remember(Self.call(2, at: start + .hours(2))) == nil)
      }
      let end = start + .hours(2)
      try await store.write { store throws in
        #expect(try store.purge(endedBefore: start, limit: 10) == 0)
        // What ends at this very moment stays: sessions that went unseen for two hours, and links.
        #expect(try store.purge(endedBefore: end, limit: 10) == 2)
        let past = Timestamp(milliseconds: end.milliseconds + 1)
        // Two of three sessions, two of three links, the other count, the other call.
        #expect(try store.purge(endedBefore: past, limit: 2) == 6)
        #expect(try store.purge(endedBefore: past, limit: 2) == 2)
        #expect(try store.purge(endedBefore: past, limit: 2) == 0)
        #expect(try store.session(.number(4)) != nil)
        #expect(try store.token(.number(4)) != nil)
        #expect(try store.account(ana.id) != nil)
      }
    }
  }
}
