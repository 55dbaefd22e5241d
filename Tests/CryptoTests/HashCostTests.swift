import LatchkeyCrypto
import LatchkeyDomain
import Testing

@Suite("What a hash may cost")
struct HashCostTests {
  @Test(
    "The floor is OWASP's, for each number of passes",
    arguments: [
      (1, 47_103, false), (1, 47_104, true), (2, 19_455, false), (2, 19_456, true),
      (3, 12_287, false), (3, 12_288, true), (4, 12_287, false), (4, 12_288, true),
      (0, 262_144, false), (-1, 262_144, false),
    ] as [(Int, Int, Bool)])
  func floor(passes: Int, memoryKiB: Int, reaches: Bool) {
    #expect(HashCost(memoryKiB: memoryKiB, passes: passes).reachesFloor == reaches)
  }

  @Test(
    "Bounds are checked one below, at and one above",
    arguments: [
      (HashCost(memoryKiB: 7, passes: 2), false), (HashCost(memoryKiB: 8, passes: 2), true),
      (HashCost(memoryKiB: 31, passes: 2, lanes: 4), false),
      (HashCost(memoryKiB: 32, passes: 2, lanes: 4), true),
      (HashCost(memoryKiB: 262_144, passes: 4), true),
      (HashCost(memoryKiB: 262_145, passes: 1), false),
      (HashCost(memoryKiB: 262_144, passes: 5), false),
      (HashCost(memoryKiB: 65_536, passes: 16), true),
      (HashCost(memoryKiB: 19_456, passes: 17), false),
      (HashCost(memoryKiB: 19_456, passes: 0), false),
      (HashCost(memoryKiB: 19_456, passes: 2, lanes: 0), false),
      (HashCost(memoryKiB: 19_456, passes: 2, lanes: 16), true),
      (HashCost(memoryKiB: 19_456, passes: 2, lanes: 17), false),
      (HashCost(memoryKiB: .max, passes: .max), false),
    ] as [(HashCost, Bool)])
  func bounds(cost: HashCost, isWithin: Bool) {
    #expect(cost.isWithinBounds == isWithin)
  }

  @Test(
    "A hasher refuses a configuration that it could not honour",
    arguments: [
      (
        Argon2idHasher.Configuration(cost: HashCost(memoryKiB: 19_455, passes: 2)),
        Argon2idHasher.ConfigurationError.belowFloor(HashCost(memoryKiB: 19_455, passes: 2))
      ),
      (
        .init(cost: HashCost(memoryKiB: 262_145, passes: 2)),
        .outOfBounds(HashCost(memoryKiB: 262_145, passes: 2))
      ),
      (
        .init(cost: HashCost(memoryKiB: 19_456, passes: 2, lanes: 2)),
        .outOfBounds(HashCost(memoryKiB: 19_456, passes: 2, lanes: 2))
      ),
      (.init(threads: 0), .invalid(field: "threads", permitted: 1...256)),
      (.init(threads: 257), .invalid(field: "threads", permitted: 1...256)),
      (.init(queueLength: -1), .invalid(field: "queueLength", permitted: 0...65_536)),
      (.init(niceness: 20), .invalid(field: "niceness", permitted: 0...19)),
      (.init(niceness: -1), .invalid(field: "niceness", permitted: 0...19)),
    ] as [(Argon2idHasher.Configuration, Argon2idHasher.ConfigurationError)])
  func refusedConfiguration(
    configuration: Argon2idHasher.Configuration, error: Argon2idHasher.ConfigurationError
  ) {
    #expect(throws: error) { try Argon2idHasher(configuration) }
    #expect(!error.description.isEmpty)
  }
}
