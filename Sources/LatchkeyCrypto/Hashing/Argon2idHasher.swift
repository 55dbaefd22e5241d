internal import CSodium
internal import Glibc
public import LatchkeyApplication
public import LatchkeyBase
public import LatchkeyDomain
internal import Synchronization

/// Hashes passwords with Argon2id on threads of its own, with a queue of bounded length.
///
/// A full queue answers ``HasherError/overloaded(retryAfter:)`` at once. A call whose task is
/// cancelled while it waits gives its place free and fails; once begun, an evaluation is finished.
public final class Argon2idHasher: PasswordHasher {
  /// How it is set up.
  public struct Configuration: Hashable, Sendable {
    /// What a new hash costs.
    public var cost: HashCost
    /// Threads; nil for as many as cores are online. More make hashing slower: with 16
    /// evaluations at once the throughput of two cores falls by half.
    public var threads: Int?
    /// Calls that may wait. 64 of them are about a second of waiting on two cores.
    public var queueLength: Int
    /// What is added to the nice value of the hashing threads, 0 to 19.
    public var niceness: Int

    /// A configuration; the defaults suit a small host.
    public init(
      cost: HashCost = .standard, threads: Int? = nil, queueLength: Int = 64, niceness: Int = 10
    ) {
      self.cost = cost
      self.threads = threads
      self.queueLength = queueLength
      self.niceness = niceness
    }
  }

  /// Why a hasher with this configuration is not made.
  public enum ConfigurationError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The cost is below the floor of OWASP ASVS 5.0, appendix C.
    case belowFloor(HashCost)
    /// The cost is above what a hash may ask for here, or asks for more than one lane.
    case outOfBounds(HashCost)
    /// Threads, queue length or niceness are out of range.
    case invalid(field: String, permitted: ClosedRange<Int>)
    /// The host has no memory for one evaluation.
    case noMemory
    /// The host gives no threads; with the system's error number.
    case noThreads(errorNumber: Int32)

    /// What to change, for people.
    public var description: String {
      switch self {
      case .belowFloor(let cost):
        "Argon2id with \(cost.memoryKiB) KiB and \(cost.passes) passes is too weak: take at least "
          + "47104 KiB with 1 pass, 19456 KiB with 2, or 12288 KiB with 3 or more."
      case .outOfBounds(let cost):
        "Argon2id with \(cost.memoryKiB) KiB, \(cost.passes) passes and \(cost.lanes) lanes is out "
          + "of bounds: one lane, at most \(HashCost.memoryKiBMax) KiB and \(HashCost.passesMax) "
          + "passes, memory times passes at most \(HashCost.workKiBMax) KiB."
      case .invalid(let field, let permitted):
        "\(field) must be from \(permitted.lowerBound) to \(permitted.upperBound)."
      case .noMemory: "There is no memory for one password hash."
      case .noThreads(let number): "No hashing threads could be started (error \(number))."
      }
    }
  }

  /// What it costs to make one hash now.
  public let cost: HashCost
  private let queue: HashQueue
  /// What an unknown account is compared with: a hash that nobody has a password for.
  package let dummy: PasswordHash
  private let atEachEvaluation: @Sendable () -> Void
  private let evaluationCount = Atomic<Int>(0)
  private let nextJob = Atomic<UInt64>(0)

  /// Starts the threads.
  ///
  /// - Parameter configuration: How it is set up.
  /// - Throws: ``ConfigurationError``.
  public convenience init(
    _ configuration: Configuration = Configuration()
  ) throws(ConfigurationError) {
    try self.init(configuration, atEachEvaluation: {})
  }

  /// The same, with something to do on the hashing thread before each evaluation: a test holds a
  /// thread there for as long as it needs.
  package init(
    _ configuration: Configuration, atEachEvaluation: @escaping @Sendable () -> Void
  ) throws(ConfigurationError) {
    let cost = configuration.cost
    guard cost.reachesFloor else { throw .belowFloor(cost) }
    guard cost.isWithinBounds, cost.lanes == 1 else { throw .outOfBounds(cost) }
    let threads = configuration.threads ?? Self.usableCores
    func check(
      _ value: Int, _ field: String, _ permitted: ClosedRange<Int>
    ) throws(ConfigurationError) {
      guard permitted ~= value else { throw .invalid(field: field, permitted: permitted) }
    }
    try check(threads, "threads", 1...256)
    try check(configuration.queueLength, "queueLength", 0...65_536)
    try check(configuration.niceness, "niceness", 0...19)

    guard Argon2id.hasMemory(for: cost) else { throw .noMemory }
    self.dummy = Argon2id.unmatched(cost, SystemEntropy())
    self.cost = cost
    self.atEachEvaluation = atEachEvaluation
    let queue = HashQueue(threads: threads, length: configuration.queueLength)
    self.queue = queue
    do {
      try HashThreads.start(threads, on: queue, niceness: Int32(configuration.niceness))
    } catch {
      queue.close()
      throw .noThreads(errorNumber: error.errorNumber)
    }
  }

  deinit {
    self.queue.close()
  }

  /// Evaluations of Argon2id begun since the start.
  public var evaluations: Int { self.evaluationCount.load(ordering: .relaxed) }

  /// Calls that wait for a thread now.
  public var queueDepth: Int { self.queue.depth }

  /// Hashes a password under the parameters in force.
  public func hash(_ password: Secret) async throws(HasherError) -> PasswordHash {
    let cost = self.cost
    return try await self.onThread { () throws(HasherError) in
      do {
        return try Argon2id.hash(password, cost: cost)
      } catch {
        throw .failed(detail: "There was no memory for a password hash.")
      }
    }.get()
  }

  /// Compares a password with a hash, or does the same work and answers false.
  ///
  /// A hash that is not in canonical form, or that asks for more than ``HashCost`` or
  /// ``ImportedHash`` allow, is refused before any work. A hash of another function costs that
  /// function and one evaluation of ours, so that nobody is answered faster than a stranger (I12).
  public func verify(
    _ password: Secret, against hash: PasswordHash?
  ) async throws(HasherError) -> Bool {
    let phc = (hash ?? self.dummy).phc
    if let stored = ArgonHash(phc: phc), stored.variant == .id, stored.cost.isWithinBounds {
      let matches = try await self.onThread { () throws(HasherError) in
        Argon2id.verify(password, phc: phc)
      }.get()
      return matches && hash != nil
    }
    guard let hash, let imported = ImportedHash(stored: hash) else {
      throw .failed(detail: "The stored hash is in no form that is known, or costs too much.")
    }
    let dummy = self.dummy.phc
    return try await self.onThread { () throws(HasherError) in
      _ = Argon2id.verify(password, phc: dummy)
      return Self.verify(password, against: imported)
    }.get()
  }

  /// Compares a password with a hash of another function, on the calling thread.
  private static func verify(_ password: Secret, against imported: ImportedHash) -> Bool {
    switch imported.scheme {
    case .argon2(let variant, _):
      Argon2id.verify(password, phc: imported.hash.phc, variant: variant)
    case .bcrypt, .sha512Crypt, .yescrypt:
      SystemCrypt.verify(password, against: imported)
    }
  }

  /// Whether a hash was made under other parameters than those in force, or in a form not known.
  public func needsUpgrade(_ hash: PasswordHash) -> Bool {
    guard let stored = ArgonHash(phc: hash.phc), stored.variant == .id else { return true }
    return stored.cost != self.cost
  }

  /// Runs one evaluation on a hashing thread and waits for it.
  private func onThread<Value: Sendable>(
    _ work: @escaping @Sendable () throws(HasherError) -> Value
  ) async -> Result<Value, HasherError> {
    let id = self.nextJob.add(1, ordering: .relaxed).newValue
    return await withTaskCancellationHandler {
      await withCheckedContinuation { (waiter: CheckedContinuation<_, Never>) in
        let job = HashJob(id: id) { [self] in
          self.evaluationCount.add(1, ordering: .relaxed)
          self.atEachEvaluation()
          let result = Result(catching: work)
          return { waiter.resume(returning: result) }
        } abandon: {
          waiter.resume(returning: .failure(Self.cancelled))
        }
        switch self.queue.admit(job) {
        case .queued: break
        case .cancelled: job.abandon()
        case .full(let milliseconds):
          waiter.resume(
            returning: .failure(.overloaded(retryAfter: Lifetime(milliseconds: milliseconds))))
        }
      }
    } onCancel: {
      // Answered outside the lock: the awakened task may come back here.
      self.queue.remove(id)?.abandon()
    }
  }

  private static let cancelled = HasherError.failed(
    detail: "The call was cancelled before its hash was begun.")

  /// Cores that are online.
  private static var usableCores: Int { max(sysconf(Int32(_SC_NPROCESSORS_ONLN)), 1) }
}
