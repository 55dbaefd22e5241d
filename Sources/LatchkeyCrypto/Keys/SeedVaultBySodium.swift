internal import CSodium
public import LatchkeyApplication
public import LatchkeyBase
public import LatchkeyDomain
internal import Synchronization

/// Seeds sealed by XChaCha20-Poly1305, and codes by liboath (RFC 4226, 6238).
///
/// The account and the key's id are authenticated with the seed: a row that is copied to another
/// account, or another key's, does not open. An opened seed lives as long as one look at a code.
public final class SeedVaultBySodium: SeedVault, KeyUser {
  /// The number of the use in the derivation; never changes.
  private static let use: UInt64 = 4
  private static let nonceByteCount = SealedSeed.nonceByteCount
  private static let tagByteCount = 16

  private struct Keys: Sendable {
    let ids: [UInt32]
    let derived: DerivedKeys

    init(of keys: KeyFile) throws(KeyFileError) {
      self.ids = keys.keyIDs.map(\.rawValue)
      self.derived = try DerivedKeys(of: keys, count: self.ids.count, for: [use])
    }
  }

  private let keys: Mutex<Keys>

  /// Derives the subkeys.
  ///
  /// - Parameter keys: The master keys; not needed any more afterwards.
  /// - Throws: ``KeyFileError/noMemory``.
  public init(keys: KeyFile) throws(KeyFileError) {
    Sodium.start()
    OneTimeCodes.start()
    self.keys = Mutex(try Keys(of: keys))
  }

  /// Derives the subkeys of other keys, and returns what begins to use them.
  ///
  /// - Throws: ``KeyFileError/noMemory``.
  public func ready(for keys: KeyFile) throws(KeyFileError) -> @Sendable () -> Void {
    let keys = try Keys(of: keys)
    return { self.keys.withLock { $0 = keys } }
  }

  private var inUse: Keys { self.keys.withLock { $0 } }

  /// The keys from before the current one that are accepted.
  public var formerKeys: [UInt32] { Array(self.inUse.ids.dropFirst()) }

  /// Seals a seed under the current key.
  public func seal(_ seed: Secret, for account: AccountID, nonce: [UInt8]) -> SealedSeed {
    Self.seal(seed, for: account, nonce: nonce, self.inUse)
  }

  /// Seals a sealed seed again, under the current key; nil when none of the keys opens it.
  public func reseal(
    _ seed: SealedSeed, for account: AccountID, nonce: [UInt8]
  ) -> SealedSeed? {
    let keys = self.inUse
    return Self.open(seed, for: account, keys).map { opened in
      Self.seal(opened, for: account, nonce: nonce, keys)
    }
  }

  /// The step among some in which the device shows a code.
  public func step(
    of code: Secret, from seed: SealedSeed, of account: AccountID, among steps: [TimeStep]
  ) -> TimeStep? {
    guard let opened = Self.open(seed, for: account, self.inUse) else { return nil }
    var found: TimeStep?
    // Every step is looked at, so that the time tells nothing about which it was.
    for step in steps where OneTimeCodes.shows(code, seed: opened, at: step) && found == nil {
      found = step
    }
    return found
  }

  /// A digest of a recovery code: BLAKE2b over the account's number and the code.
  public func digest(recoveryCode: Secret, of account: AccountID) -> [UInt8] {
    let prefix = Self.bytes(of: account)
    return recoveryCode.withBytes { code in
      unsafe [UInt8](unsafeUninitializedCapacity: 32) { out, initialized in
        var input = prefix + code.indices.map { code[$0] }
        defer { wipe(&input) }
        // It fails for lengths out of range only.
        _ = unsafe crypto_generichash(
          out.baseAddress!, 32, input, UInt64(input.count), nil, 0)
        initialized = 32
      }
    }
  }

  private static func seal(
    _ seed: Secret, for account: AccountID, nonce: [UInt8], _ keys: Keys
  ) -> SealedSeed {
    precondition(nonce.count == Self.nonceByteCount, "A nonce has \(Self.nonceByteCount) bytes.")
    let context = Self.context(key: keys.ids[0], account)
    let sealed = seed.withBytes { plain in
      unsafe [UInt8](unsafeUninitializedCapacity: plain.count + Self.tagByteCount) { out, count in
        unsafe plain.withUnsafeBufferPointer { plain in
          unsafe keys.derived.withKey(0, use: 0) { key in
            // It cannot fail: every length is in range.
            _ = unsafe crypto_aead_xchacha20poly1305_ietf_encrypt(
              out.baseAddress!, nil, plain.baseAddress, UInt64(plain.count), context,
              UInt64(context.count), nil, nonce, key)
          }
        }
        count = plain.count + Self.tagByteCount
      }
    }
    return SealedSeed(key: keys.ids[0], bytes: nonce + sealed)
  }

  private static func open(
    _ seed: SealedSeed, for account: AccountID, _ keys: Keys
  ) -> Secret? {
    let overhead = Self.nonceByteCount + Self.tagByteCount
    guard let place = keys.ids.firstIndex(of: seed.key), seed.bytes.count > overhead
    else { return nil }
    let context = Self.context(key: seed.key, account)
    let nonce = Array(seed.bytes.prefix(Self.nonceByteCount))
    let sealed = Array(seed.bytes.dropFirst(Self.nonceByteCount))
    var plain = [UInt8](repeating: 0, count: seed.bytes.count - overhead)
    defer { wipe(&plain) }
    let isAuthentic = unsafe keys.derived.withKey(place, use: 0) { key in
      unsafe crypto_aead_xchacha20poly1305_ietf_decrypt(
        &plain, nil, nil, sealed, UInt64(sealed.count), context, UInt64(context.count), nonce, key)
        == 0
    }
    return isAuthentic ? Secret(copying: plain) : nil
  }

  /// What is authenticated with a seed: the key's id and the account's number.
  private static func context(key: UInt32, _ account: AccountID) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: key >> UInt32($0)) } + Self.bytes(of: account)
  }

  private static func bytes(of account: AccountID) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: account.rawValue >> Int64(56 - 8 * $0)) }
  }
}
