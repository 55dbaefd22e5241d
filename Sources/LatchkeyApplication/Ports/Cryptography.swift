public import LatchkeyBase
public import LatchkeyDomain

/// Hashes passwords slowly, on threads of its own, with a bounded queue.
public protocol PasswordHasher: Sendable {
  /// Hashes a password under the parameters in force.
  ///
  /// - Throws: ``HasherError``.
  func hash(_ password: Secret) async throws(HasherError) -> PasswordHash

  /// Compares a password with a hash, in constant time after one evaluation.
  ///
  /// With nil it does the same work against a hash that nothing matches, and answers false: the
  /// negative branches of a sign-in cost what the positive ones cost, so that time tells nothing.
  /// - Throws: ``HasherError``.
  func verify(_ password: Secret, against hash: PasswordHash?) async throws(HasherError)
    -> Bool

  /// Whether a hash was made under other parameters than those in force.
  func needsUpgrade(_ hash: PasswordHash) -> Bool
}

/// Why no hash was computed.
public enum HasherError: Error, Hashable, Sendable {
  /// The queue is full: nothing was begun. Worth another try after this time.
  case overloaded(retryAfter: Lifetime)
  /// The stored hash is in no form that is known, or memory could not be had.
  case failed(detail: String)
}

/// Keyed digests: of tokens, of requests, and of the audit's chain. Keys have ids and rotate.
public protocol KeyedDigests: Sendable {
  /// The digest under the current key, for storing. The purpose is part of what is digested.
  func digest(_ purpose: TokenPurpose, secret: Secret) -> TokenDigest
  /// The digests under every key that is still accepted, the current one first, for looking up.
  func candidates(_ purpose: TokenPurpose, secret: Secret) -> [TokenDigest]
  /// A digest of a request, 32 bytes, under a key of its own.
  func requestDigest(_ bytes: [UInt8]) -> [UInt8]
  /// The digests of a request under the keys that were current before and are still accepted: a call
  /// that is sent again after the keys were rotated is the same call.
  func olderRequestDigests(_ bytes: [UInt8]) -> [[UInt8]]
  /// A link of the audit's chain, 32 bytes, under a key of its own.
  func auditLink(_ bytes: [UInt8]) -> [UInt8]
  /// Which generation of keys made a link over these bytes: 0 for the oldest key that is kept, growing
  /// with each younger one; nil when none made it. Keys are never forgotten for this.
  func auditGeneration(of link: [UInt8], over bytes: [UInt8]) -> Int?
}

/// Keeps the seeds of devices sealed, and knows what the devices show.
///
/// A seed is bound to its account: sealed for one, it opens for no other. Keys have ids and rotate.
public protocol SeedVault: Sendable {
  /// Seals a seed under the current key.
  ///
  /// - Parameters:
  ///   - seed: The seed.
  ///   - account: The account that it belongs to.
  ///   - nonce: ``LatchkeyDomain/SealedSeed/nonceByteCount`` random bytes, never used twice.
  /// - Returns: What the store keeps.
  func seal(_ seed: Secret, for account: AccountID, nonce: [UInt8]) -> SealedSeed
  /// Seals a sealed seed again, under the current key; nil when none of the keys opens it.
  func reseal(_ seed: SealedSeed, for account: AccountID, nonce: [UInt8]) -> SealedSeed?
  /// The keys from before the current one that seeds may be sealed under.
  var formerKeys: [UInt32] { get }
  /// The step among some in which the device shows a code; nil when it is none of them, or when none of
  /// the keys opens the seed.
  func step(
    of code: Secret, from seed: SealedSeed, of account: AccountID, among steps: [TimeStep]
  ) -> TimeStep?
  /// A digest of a recovery code of one account, 32 bytes. Not keyed, so that codes outlive the keys.
  func digest(recoveryCode: Secret, of account: AccountID) -> [UInt8]
}

/// Makes keys while the service runs, and ends old ones.
public protocol KeyKeeping: Sendable {
  /// Makes a new current key, durable and in use when it returns; the others are accepted still.
  ///
  /// - Returns: The new key's id, for people.
  /// - Throws: ``KeyKeepingError``; nothing was changed then.
  func rotate(at now: Timestamp) throws(KeyKeepingError) -> String
  /// Accepts keys no longer that were replaced before this time, except for the audit.
  ///
  /// - Returns: How many.
  /// - Throws: ``KeyKeepingError``; nothing was changed then.
  func retire(replacedBefore moment: Timestamp) throws(KeyKeepingError) -> Int
}

/// Why the keys are those of before.
public struct KeyKeepingError: Error, Hashable, Sendable {
  /// What went wrong, for the log. Holds no key.
  public let detail: String

  /// A problem with the keys.
  public init(detail: String) {
    self.detail = detail
  }
}

/// Random bytes that cannot be guessed.
public protocol Entropy: Sendable {
  /// That many random bytes. Never falls back to something weaker.
  func bytes(_ count: Int) -> [UInt8]
}

/// The passwords that are tried first.
public protocol CommonPasswords: Sendable {
  /// Returns when they can be asked without waiting. Suspends, and holds no thread.
  func ready() async

  /// Whether a password, UTF-8 in small letters, is among them.
  func contains(_ password: [UInt8]) -> Bool
}

/// The wall clock.
public protocol Clock: Sendable {
  /// Now.
  func now() -> Timestamp
}
