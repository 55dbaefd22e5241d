internal import CSodium
public import LatchkeyApplication
public import LatchkeyBase
public import LatchkeyDomain
internal import Synchronization

/// Keyed BLAKE2b digests of 32 bytes, with a subkey of its own for each use.
///
/// The subkeys come from the master keys by crypto_kdf, so that a digest made for one use is worth
/// nothing for another. A token's purpose is digested with it: the same secret under two purposes
/// has two digests (I3). Other keys may be taken while calls go on: each digest is of one set.
public final class KeyedDigestsBySodium: KeyedDigests, KeyUser {
  /// What a subkey is for. The raw value is its number in the derivation and never changes; 4 is that of
  /// ``SeedVaultBySodium``.
  private enum Use: UInt64, CaseIterable {
    case tokens = 1
    case requests = 2
    case audit = 3
  }

  private static let digestByteCount = 32

  private let subkeys: Mutex<Subkeys>

  /// Derives the subkeys.
  ///
  /// - Parameter keys: The master keys; not needed any more afterwards.
  /// - Throws: ``KeyFileError/noMemory``.
  public init(keys: KeyFile) throws(KeyFileError) {
    self.subkeys = Mutex(try Subkeys(of: keys))
  }

  /// Derives the subkeys of other keys, and returns what begins to use them.
  ///
  /// - Throws: ``KeyFileError/noMemory``.
  public func ready(for keys: KeyFile) throws(KeyFileError) -> @Sendable () -> Void {
    let subkeys = try Subkeys(of: keys)
    return { self.subkeys.withLock { $0 = subkeys } }
  }

  /// The subkeys of one set of keys.
  private struct Subkeys: Sendable {
    /// Keys that are accepted for everything.
    let keyCount: Int
    /// Keys with those that verify the audit only.
    let auditKeyCount: Int
    /// For each key in order, the subkeys in the order of ``Use``.
    let derived: DerivedKeys

    init(of keys: KeyFile) throws(KeyFileError) {
      self.keyCount = keys.keyIDs.count
      self.auditKeyCount = keys.keyIDs.count + keys.auditKeyIDs.count
      self.derived = try DerivedKeys(
        of: keys, count: self.auditKeyCount, for: Use.allCases.map(\.rawValue))
    }

    /// BLAKE2b over an optional first byte and the rest. Nothing is allocated but the result.
    func digest(_ use: Use, key: Int, prefix: UInt8?, _ bytes: Span<UInt8>) -> [UInt8] {
      var first = prefix ?? 0
      return unsafe [UInt8](
        unsafeUninitializedCapacity: KeyedDigestsBySodium.digestByteCount
      ) { out, initialized in
        unsafe self.derived.withKey(key, use: Int(use.rawValue - 1)) { subkey in
          unsafe bytes.withUnsafeBufferPointer { rest in
            unsafe latchkey_keyed_digest(
              out.baseAddress, subkey, &first, prefix == nil ? 0 : 1, rest.baseAddress,
              UInt64(rest.count))
          }
        }
        initialized = KeyedDigestsBySodium.digestByteCount
      }
    }
  }

  /// The keys in use now. Not the digests themselves are made under the lock.
  private var inUse: Subkeys { self.subkeys.withLock { $0 } }

  /// The digest under the current key.
  public func digest(_ purpose: TokenPurpose, secret: Secret) -> TokenDigest {
    Self.digest(purpose, secret: secret, self.inUse, key: 0)
  }

  /// The digests under every accepted key, the current one first.
  public func candidates(_ purpose: TokenPurpose, secret: Secret) -> [TokenDigest] {
    let keys = self.inUse
    return (0..<keys.keyCount).map { Self.digest(purpose, secret: secret, keys, key: $0) }
  }

  /// A digest of a request.
  public func requestDigest(_ bytes: [UInt8]) -> [UInt8] {
    self.inUse.digest(.requests, key: 0, prefix: nil, bytes.span)
  }

  /// The digests of a request under the keys before the current one.
  public func olderRequestDigests(_ bytes: [UInt8]) -> [[UInt8]] {
    let keys = self.inUse
    return (1..<keys.keyCount).map { keys.digest(.requests, key: $0, prefix: nil, bytes.span) }
  }

  /// A link of the audit's chain under the current key.
  public func auditLink(_ bytes: [UInt8]) -> [UInt8] {
    self.inUse.digest(.audit, key: 0, prefix: nil, bytes.span)
  }

  /// Which generation of keys made a link: 0 for the oldest key, one more for each younger; nil when
  /// none did. Keys are only ever added in front, so a generation stays what it is.
  public func auditGeneration(of link: [UInt8], over bytes: [UInt8]) -> Int? {
    let keys = self.inUse
    for key in 0..<keys.auditKeyCount
    where constantTimeEqual(keys.digest(.audit, key: key, prefix: nil, bytes.span), link) {
      return keys.auditKeyCount - 1 - key
    }
    return nil
  }

  private static func digest(
    _ purpose: TokenPurpose, secret: Secret, _ keys: Subkeys, key: Int
  ) -> TokenDigest {
    secret.withBytes { bytes in
      TokenDigest(bytes: keys.digest(.tokens, key: key, prefix: purpose.rawValue, bytes))
    }
  }
}
