public import LatchkeyBase

/// The seed of a device, sealed under a key that is not in the store.
public struct SealedSeed: Hashable, Sendable {
  /// Random bytes that each seal takes: XChaCha20-Poly1305 has room for nonces that never meet.
  public static let nonceByteCount = 24

  /// Which key seals it.
  public let key: UInt32
  /// Nonce, ciphertext and authenticator.
  public let bytes: [UInt8]

  /// A sealed seed as the store holds it.
  public init(key: UInt32, bytes: [UInt8]) {
    self.key = key
    self.bytes = bytes
  }
}

/// The device that an account signs in with, in addition to its password (RFC 6238).
///
/// A value; the account itself says whether there is one (``Account/hasSecondFactor``).
public struct Device: Hashable, Sendable {
  /// The account that it belongs to.
  public let account: AccountID
  /// What codes are made from.
  public let seed: SealedSeed
  /// The last step with a used code. Codes of this step and of earlier ones are refused (RFC 6238,
  /// 5.2).
  public let lastStep: TimeStep
  /// Since when it is asked for.
  public let enrolledAt: Timestamp

  /// A device as the store holds it.
  public init(account: AccountID, seed: SealedSeed, lastStep: TimeStep, enrolledAt: Timestamp) {
    self.account = account
    self.seed = seed
    self.lastStep = lastStep
    self.enrolledAt = enrolledAt
  }
}

/// A device that waits for its first code. Nothing is asked of it, and nothing is changed by it.
public struct Enrollment: Hashable, Sendable {
  /// The account that it belongs to to be. There is one at most; a newer one takes its place.
  public let account: AccountID
  /// What codes are made from.
  public let seed: SealedSeed
  /// The account's epoch when it began: after any change it begins anew.
  public let epoch: Int64
  /// From this time on it begins anew.
  public let expiresAt: Timestamp

  /// A device that waits, as the store holds it.
  public init(account: AccountID, seed: SealedSeed, epoch: Int64, expiresAt: Timestamp) {
    self.account = account
    self.seed = seed
    self.epoch = epoch
    self.expiresAt = expiresAt
  }

  /// Whether a code can still complete it.
  public func isOpen(for account: Account, at now: Timestamp) -> Bool {
    self.account == account.id && self.epoch == account.epoch && now < self.expiresAt
  }
}
