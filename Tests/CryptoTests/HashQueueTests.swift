import Dispatch
import LatchkeyApplication
import LatchkeyBase
import LatchkeyCrypto
import LatchkeyDomain
import Testing

@Suite("The queue in front of the hashing threads")
struct HashQueueTests {
  /// A hasher with one thread, which stops at each evaluation until the gate lets it pass.
  private static func heldHasher(queueLength: Int) throws -> (Argon2idHasher, DispatchSemaphore) {
    let gate = DispatchSemaphore(value: 0)
    let hasher = try Argon2idHasher(
      .init(threads: 1, queueLength: queueLength), atEachEvaluation: { gate.wait() })
    return (hasher, gate)
  }

  private static func untilBegun(_ hasher: Argon2idHasher, _ count: Int) async {
    while hasher.evaluations < count { await Task.yield() }
  }

  private static func untilWaiting(_ hasher: Argon2idHasher, _ count: Int) async {
    while hasher.queueDepth < count { await Task.yield() }
  }

  @Test("What finds the queue full is refused at once, and nothing is begun")
  func full() async throws {
    let (hasher, gate) = try Self.heldHasher(queueLength: 1)
    async let running = hasher.verify(Secret(copying: "a".utf8), against: nil)
    await Self.untilBegun(hasher, 1)
    async let waiting = hasher.verify(Secret(copying: "b".utf8), against: nil)
    await Self.untilWaiting(hasher, 1)

    do throws(HasherError) {
      _ = try await hasher.verify(Secret(copying: "c".utf8), against: nil)
      Issue.record("It was taken.")
    } catch {
      guard case .overloaded(let retryAfter) = error else {
        Issue.record("It was refused for another reason: \(error)")
        return
      }
      #expect(retryAfter >= Lifetime(milliseconds: 50))
    }
    #expect(hasher.evaluations == 1, "The refusal came while the first evaluation was under way.")
    for _ in 0..<2 { gate.signal() }
    _ = try await (running, waiting)
    #expect(hasher.evaluations == 2)
  }

  @Test("Without a queue an idle thread is still used")
  func noQueue() async throws {
    let hasher = try Argon2idHasher(.init(threads: 1, queueLength: 0))
    for _ in 0..<3 {
      #expect(try await !hasher.verify(Secret(copying: "a".utf8), against: nil))
    }
  }

  @Test("A cancelled call gives its place free and is never begun")
  func cancelled() async throws {
    let (hasher, gate) = try Self.heldHasher(queueLength: 1)
    async let running = hasher.verify(Secret(copying: "a".utf8), against: nil)
    await Self.untilBegun(hasher, 1)
    let waiting = Task { try await hasher.verify(Secret(copying: "b".utf8), against: nil) }
    await Self.untilWaiting(hasher, 1)
    waiting.cancel()
    await #expect(throws: HasherError.self) { try await waiting.value }
    #expect(hasher.queueDepth == 0)

    async let next = hasher.verify(Secret(copying: "c".utf8), against: nil)
    for _ in 0..<2 { gate.signal() }
    _ = try await (running, next)
    #expect(hasher.evaluations == 2)
  }

  @Test("A call that was cancelled before it began is never begun")
  func cancelledBefore() async throws {
    let hasher = try Argon2idHasher(.init(threads: 1))
    let (started, start) = AsyncStream.makeStream(of: Void.self)
    let call = Task {
      for await _ in started {}
      return try await hasher.hash(Secret(copying: "a".utf8))
    }
    call.cancel()
    start.finish()
    await #expect(throws: HasherError.self) { try await call.value }
    #expect(hasher.evaluations == 0)
  }

  @Test("A hasher that goes lets its threads end and another can start", arguments: 0..<20)
  func comesAndGoes(round: Int) async throws {
    let hasher = try Argon2idHasher(.init(threads: 4))
    #expect(try await !hasher.verify(Secret(copying: "a".utf8), against: nil))
  }
}
