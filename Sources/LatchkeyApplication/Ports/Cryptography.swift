public import LatchkeyDomain

/// Hashes passwords slowly, on threads of its own, with a bounded queue.
public protocol PasswordHasher: Sendable {
  /// Hashes a password under the parameters in force.
  ///
  /// - Throws: ``HasherError``.
  func hash(_ password: SecretBytes) async throws(HasherError) -> PasswordHash

  /// Compares a password with a hash, in constant time after one evaluation.
  ///
  /// With nil it does the same work against a hash that nothing matches, and answers false: the
  /// negative branches of a sign-in cost what the positive ones cost (I12).
  /// - Throws: ``HasherError``.
  func verify(_ password: SecretBytes, against hash: PasswordHash?) async throws(HasherError)
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
  func digest(_ purpose: TokenPurpose, secret: SecretBytes) -> TokenDigest
  /// The digests under every key that is still accepted, the current one first, for looking up.
  func candidates(_ purpose: TokenPurpose, secret: SecretBytes) -> [TokenDigest]
  /// A digest of a request, 32 bytes, under a key of its own.
  func requestDigest(_ bytes: [UInt8]) -> [UInt8]
  /// A link of the audit's chain, 32 bytes, under a key of its own.
  func auditLink(_ bytes: [UInt8]) -> [UInt8]
  /// The links under every key that is still accepted, the current one first: for checking what was
  /// chained before the keys were rotated.
  func auditLinkCandidates(_ bytes: [UInt8]) -> [[UInt8]]
}

/// Random bytes that nobody can guess.
public protocol Entropy: Sendable {
  /// That many random bytes. Never falls back to something weaker.
  func bytes(_ count: Int) -> [UInt8]
}

/// The passwords that are tried first.
public protocol CommonPasswords: Sendable {
  /// Whether a password, UTF-8 in small letters, is among them.
  func contains(_ password: [UInt8]) -> Bool
}

/// The wall clock.
public protocol Clock: Sendable {
  /// Now.
  func now() -> Timestamp
}
