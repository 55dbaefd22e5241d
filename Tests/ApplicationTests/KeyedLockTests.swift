import LatchkeyApplication
import Synchronization
import Testing

/// The lock that lets attempts at one secret be made one after the other.
@Suite("Keyed lock", .timeLimit(.minutes(2)))
struct KeyedLockTests {
  /// How many hold each key.
  private final class Holders: Sendable {
    let counts = Mutex<[Int: Int]>([:])
  }

  private let lock = KeyedLock<Int>(waitersMax: 1)

  /// Begins to wait for a key that is held, and returns when it waits.
  private func waiter(_ key: Int) async -> Task<Bool, Never> {
    let waiting = self.lock.waiting
    let task = Task { [lock] in await lock.acquire(key, timeout: .seconds(60)) != nil }
    while self.lock.waiting == waiting { await Task.yield() }
    return task
  }

  @Test("A waiter gets the lock when its holder lets go; other keys are free")
  func release() async {
    let second: Task<Bool, Never>
    do {
      let hold = await self.lock.acquire(1, timeout: .zero)
      #expect(hold != nil)
      second = await self.waiter(1)
      #expect(await self.lock.acquire(2, timeout: .zero) != nil)
      withExtendedLifetime(hold) {}
    }
    #expect(await second.value)
    #expect(self.lock.waiting == 0)
    #expect(await self.lock.acquire(1, timeout: .zero) != nil)
  }

  @Test("A wait ends with its time, and with its task")
  func ends() async {
    let hold = await self.lock.acquire(1, timeout: .zero)
    #expect(await self.lock.acquire(1, timeout: .milliseconds(1)) == nil)
    let cancelled = await self.waiter(1)
    cancelled.cancel()
    #expect(await cancelled.value == false)
    #expect(self.lock.waiting == 0)
    withExtendedLifetime(hold) {}
  }

  @Test("One waiter too many is refused at once")
  func bound() async {
    let hold = await self.lock.acquire(1, timeout: .zero)
    let first = await self.waiter(1)
    #expect(await self.lock.acquire(1, timeout: .seconds(60)) == nil)
    first.cancel()
    #expect(await first.value == false)
    withExtendedLifetime(hold) {}
  }

  @Test("Of many tasks at a few keys each gets its turn, and never two at one key")
  func race() async {
    let lock = KeyedLock<Int>(waitersMax: 100)
    let held = Holders()
    let results = await withTaskGroup(of: Bool.self) { group in
      for number in 0..<200 {
        group.addTask {
          let key = number % 3
          guard let hold = await lock.acquire(key, timeout: .seconds(3_600)) else { return false }
          let isAlone = held.counts.withLock { held in
            held[key, default: 0] += 1
            return held[key] == 1
          }
          await Task.yield()
          held.counts.withLock { $0[key, default: 0] -= 1 }
          withExtendedLifetime(hold) {}
          return isAlone
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(results.count == 200)
    #expect(results.allSatisfy { $0 })
    #expect(lock.waiting == 0)
  }
}
