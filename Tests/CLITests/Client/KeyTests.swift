import LatchkeyBase
import LatchkeyClient
import LatchkeySchema
import LatchkeyWire
import Synchronization
import Testing

@Suite("Keys of changes")
struct KeyTests {
  /// Keys that count up, and how many were made.
  final class Keys: Sendable {
    private let made = Mutex<UInt8>(0)

    var count: UInt8 { self.made.withLock { $0 } }

    func next() -> IdempotencyKey {
      let number = self.made.withLock { made in
        made += 1
        return made
      }
      var generator = Repeating(byte: number)
      return IdempotencyKey(using: &generator)
    }

    private struct Repeating: RandomNumberGenerator {
      let byte: UInt8
      func next() -> UInt64 { UInt64(self.byte) * 0x0101_0101_0101_0101 }
    }
  }

  @Test(
    "Every change carries a key of its own, and nothing else does",
    arguments: LatchkeySchema.Method.allCases)
  func minted(method: LatchkeySchema.Method) async throws {
    let desk = try Desk()
    let keys = Keys()
    let client = try LatchkeyClient(socket: desk.socket, keys: { keys.next() })
    func call<R: RequestMessage>(_ type: R.Type) async throws {
      _ = try await client.call(try SchemaShape.sample(type))
    }
    func stream<R: ServerStreamRequest>(_ type: R.Type) async throws {
      for try await _ in client.stream(try SchemaShape.sample(type)) {}
    }
    func exchange<R: BidirectionalRequest>(_ type: R.Type) async throws {
      let call = client.exchange(try SchemaShape.sample(type))
      call.finishSending()
      for try await _ in call.answers {}
    }
    for _ in 0..<2 {
      switch method.declaration.request {
      case let type as any ServerStreamRequest.Type: try await stream(type)
      case let type as any BidirectionalRequest.Type: try await exchange(type)
      case let type: try await call(type)
      }
    }
    let isKeyed = method.declaration.isMutation && method.declaration.kind == .unary
    let expected: [[UInt8]?] =
      isKeyed
      ? [[UInt8](repeating: 1, count: 16), [UInt8](repeating: 2, count: 16)] : [nil, nil]
    #expect(desk.service.arrivals.map(\.idempotencyKey) == expected)
    #expect(keys.count == (isKeyed ? 2 : 0))
    await client.close()
  }

  @Test(
    "A described method carries a key when it changes something, and that of its caller if it has one"
  )
  func described() async throws {
    let desk = try Desk()
    let keys = Keys()
    let client = try LatchkeyClient(socket: desk.socket, keys: { keys.next() })
    func view(_ isMutation: Bool) -> MethodView {
      MethodView(
        number: 205, name: "SignIn.SignOut", kind: .unary, request: "Ask", response: "Told",
        deadlineMilliseconds: 1_000, isMutation: isMutation, isSensitive: false, scopes: [],
        caller: .session, permissions: [], needsStepUp: false)
    }
    let own = try #require(IdempotencyKey([UInt8](repeating: 9, count: 32)))
    _ = try await client.call(described: view(false), body: [0xa0])
    _ = try await client.call(described: view(true), body: [0xa0])
    _ = try await client.call(described: view(true), body: [0xa0], idempotencyKey: own)
    #expect(
      desk.service.arrivals.map(\.idempotencyKey) == [
        nil, [UInt8](repeating: 1, count: 16), own.bytes,
      ])
    #expect(keys.count == 1)
    await client.close()
  }

  @Test("A client without a source of keys sends those of its callers only")
  func none() async throws {
    let desk = try Desk()
    let client = try LatchkeyClient(socket: desk.socket, keys: nil)
    let own = IdempotencyKey()
    _ = try await client.signIn.signOut(as: Secret("tok"))
    _ = try await client.call(SignIn.SignOut(), as: Secret("tok"), idempotencyKey: own)
    #expect(desk.service.arrivals.map(\.idempotencyKey) == [nil, own.bytes])
    await client.close()
  }

  @Test("The command line sends a key with each change, another one every time")
  func commands() async throws {
    let desk = try Desk()
    try desk.signIn()
    for words in [
      ["account", "unlock", "7"], ["account", "unlock", "7"], ["call", "SignIn.SignOut"],
      ["agent", "show", "7"],
    ] {
      let ran = try await desk.run(words)
      #expect(ran.code == 0, "\(ran.errors)")
    }
    // Before a call by name there is a ping, to hear of the service's schema.
    let keys = desk.service.arrivals.filter { $0.method != .serverPing }.map(\.idempotencyKey)
    #expect(keys.map { $0?.count } == [16, 16, 16, nil])
    #expect(Set(keys.compactMap { $0 }).count == 3)
  }

  @Test("An answer that was given before says so")
  func replay() async throws {
    let desk = try Desk()
    let client = try LatchkeyClient(socket: desk.socket)
    #expect(try await !client.answer(to: SignIn.SignOut(), as: Secret("tok")).isReplay)
    desk.service.marksReplays()
    #expect(try await client.answer(to: SignIn.SignOut(), as: Secret("tok")).isReplay)
    await client.close()
  }

  @Test(
    "A failure that left a part says how far it came, to programs and to people",
    arguments: [
      (
        FailureDetails(settled: 3, resumeAfterID: 8, isRepeatable: true),
        "a part of it is done and stays: the first 3; the same command again does the rest"
      ), (FailureDetails(), "a part of it is done and stays"),
    ])
  func partly(details: FailureDetails, text: String) async throws {
    let desk = try Desk()
    try desk.signIn()
    try desk.service.refuseRaw(
      .accountsUnlock,
      CallFailure(
        code: .deadlineExceeded, reason: "DEADLINE", message: "Too late.",
        details: try CBOREncoder().encode(details), outcome: .partlyCommitted))
    let client = try LatchkeyClient(socket: desk.socket)
    let failure = await #expect(throws: LatchkeyError.self) {
      try await client.accounts.unlock(account: .id(7), as: Secret("tok"))
    }
    #expect(failure?.outcome == .partlyCommitted)
    #expect(failure?.details == details)
    await client.close()
    let ran = try await desk.run(["account", "unlock", "7"])
    #expect(ran.errors.contains("  outcome  \(text)\n"), "\(ran.errors)")
    #expect(ran.code == 9)
  }
}
