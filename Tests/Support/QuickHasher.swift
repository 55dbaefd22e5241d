public import LatchkeyApplication
public import LatchkeyBase
public import LatchkeyDomain
import LatchkeyTestBasics
import Synchronization

/// A hasher that costs next to nothing: salted, counted, and made to do what a test needs.
///
/// Its hashes hold no byte of the password, so that a search for secrets stays meaningful.
public final class QuickHasher: PasswordHasher {
  private struct State {
    var numbers = SeededNumbers(seed: 7)
    var generation = 1
    var evaluations = 0
    var attempts = 0
    var overloadsLeft = 0
    var interludes: [@Sendable () async -> Void] = []
  }

  private let state = Mutex(State())

  /// A hasher with room for everything.
  public init() {}

  /// Evaluations so far, of both kinds.
  public var evaluations: Int { self.state.withLock { $0.evaluations } }

  /// Evaluations against a real hash so far: guesses that could have been right.
  public var guesses: Int { self.state.withLock { $0.attempts } }

  /// Answers so many next calls with a full queue.
  public func overload(_ calls: Int = .max) {
    self.state.withLock { $0.overloadsLeft = calls }
  }

  /// Runs a closure in the middle of the next evaluation: between what a use case looked up and what
  /// it commits. Several run one evaluation each.
  public func interlude(_ body: @escaping @Sendable () async -> Void) {
    self.state.withLock { $0.interludes.append(body) }
  }

  /// Makes every hash of before one that was made under other parameters.
  public func changeParameters() {
    self.state.withLock { $0.generation += 1 }
  }

  /// Hashes a password.
  public func hash(_ password: Secret) async throws(HasherError) -> PasswordHash {
    try await self.begin()
    let (salt, generation) = self.state.withLock { state in
      (UInt32(truncatingIfNeeded: state.numbers.next()), state.generation)
    }
    return Self.hash(password, salt: salt, generation: generation)
  }

  /// Compares a password with a hash.
  public func verify(
    _ password: Secret, against hash: PasswordHash?
  ) async throws(HasherError) -> Bool {
    try await self.begin()
    guard let hash else { return false }
    self.state.withLock { $0.attempts += 1 }
    let parts = hash.phc.split(separator: "$")
    guard parts.count == 4, let generation = Int(parts[1]), let salt = UInt32(parts[2]) else {
      throw .failed(detail: "This is no hash of the quick hasher.")
    }
    return Self.hash(password, salt: salt, generation: generation) == hash
  }

  /// Whether a hash is older than the last change of parameters.
  public func needsUpgrade(_ hash: PasswordHash) -> Bool {
    let generation = self.state.withLock { $0.generation }
    return !hash.phc.hasPrefix("$quick$\(generation)$")
  }

  /// Whether a hash is of this password. Counts as nothing: for whoever looks from outside.
  public static func holds(_ password: String, _ hash: PasswordHash) -> Bool {
    let parts = hash.phc.split(separator: "$")
    guard parts.count == 4, let generation = Int(parts[1]), let salt = UInt32(parts[2]) else {
      return false
    }
    return Self.hash(Secret(password), salt: salt, generation: generation) == hash
  }

  private func begin() async throws(HasherError) {
    let interlude = self.state.withLock { state -> (@Sendable () async -> Void)? in
      state.interludes.isEmpty ? nil : state.interludes.removeFirst()
    }
    await interlude?()
    let isOverloaded = self.state.withLock { state in
      guard state.overloadsLeft == 0 else {
        state.overloadsLeft -= 1
        return true
      }
      state.evaluations += 1
      return false
    }
    if isOverloaded { throw .overloaded(retryAfter: .seconds(2)) }
  }

  /// Two rounds of FNV-1a over salt and password, which is enough to tell passwords apart.
  private static func hash(_ password: Secret, salt: UInt32, generation: Int) -> PasswordHash {
    var sums: [UInt64] = [0xCBF2_9CE4_8422_2325, 0x9E37_79B9_7F4A_7C15]
    func mix(_ byte: UInt8) {
      sums[0] = (sums[0] ^ UInt64(byte)) &* 0x100_0000_01B3
      sums[1] = ((sums[1] ^ UInt64(byte)) &* 0x100_0000_01B3) ^ (sums[1] >> 29)
    }
    for shift: UInt32 in [24, 16, 8, 0] { mix(UInt8(truncatingIfNeeded: salt >> shift)) }
    password.withBytes { bytes in
      for index in bytes.indices { mix(bytes[index]) }
    }
    return PasswordHash(
      phc:
        "$quick$\(generation)$\(salt)$\(String(sums[0], radix: 36))-\(String(sums[1], radix: 36))")
  }
}
