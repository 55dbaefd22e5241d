internal import CSodium
public import LatchkeyApplication
public import LatchkeyDomain

/// Keyed BLAKE2b digests of 32 bytes, with a subkey of its own for each use.
///
/// The subkeys come from the master keys by crypto_kdf, so that a digest made for one use is worth
/// nothing for another. A token's purpose is digested with it: the same secret under two purposes
/// has two digests (I3).
public final class KeyedDigestsBySodium: KeyedDigests {
  /// What a subkey is for. The raw value is its number in the derivation and never changes.
  private enum Use: UInt64, CaseIterable {
    case tokens = 1
    case requests = 2
    case audit = 3
  }

  private static let digestByteCount = 32
  private static let subkeyByteCount = 32
  /// Eight bytes that name the application in the derivation (crypto_kdf_CONTEXTBYTES).
  private static let context: [CChar] = "latchkey".utf8.map { CChar(bitPattern: $0) }

  private let keyCount: Int
  /// For each key in order, the subkeys in the order of ``Use``.
  private let subkeys: LockedMemory

  /// Derives the subkeys.
  ///
  /// - Parameter keys: The master keys; not needed any more afterwards.
  /// - Throws: ``KeyFileError/noMemory``.
  public init(keys: KeyFile) throws(KeyFileError) {
    let count = keys.keyIDs.count
    let subkeys = unsafe LockedMemory(
      count: count * Use.allCases.count * Self.subkeyByteCount
    ) { target in
      unsafe keys.masters.withBytes { masters in
        for key in 0..<count {
          for (place, use) in Use.allCases.enumerated() {
            let index = key * Use.allCases.count + place
            // It fails for lengths out of range only, and these are constants.
            unsafe crypto_kdf_derive_from_key(
              target.baseAddress! + index * Self.subkeyByteCount, Self.subkeyByteCount,
              use.rawValue, Self.context,
              masters.baseAddress! + key * KeyFile.keyByteCount)
          }
        }
      }
    }
    guard let subkeys else { throw .noMemory }
    self.keyCount = count
    self.subkeys = subkeys
  }

  /// The digest under the current key.
  public func digest(_ purpose: TokenPurpose, secret: SecretBytes) -> TokenDigest {
    self.digest(purpose, secret: secret, key: 0)
  }

  /// The digests under every accepted key, the current one first.
  public func candidates(_ purpose: TokenPurpose, secret: SecretBytes) -> [TokenDigest] {
    (0..<self.keyCount).map { self.digest(purpose, secret: secret, key: $0) }
  }

  /// A digest of a request.
  public func requestDigest(_ bytes: [UInt8]) -> [UInt8] {
    self.digest(.requests, key: 0, prefix: nil, bytes.span)
  }

  /// A link of the audit's chain under the current key.
  public func auditLink(_ bytes: [UInt8]) -> [UInt8] {
    self.digest(.audit, key: 0, prefix: nil, bytes.span)
  }

  /// The links under every accepted key, the current one first: for checking entries that were
  /// chained before the keys were rotated.
  public func auditLinkCandidates(_ bytes: [UInt8]) -> [[UInt8]] {
    (0..<self.keyCount).map { self.digest(.audit, key: $0, prefix: nil, bytes.span) }
  }

  private func digest(_ purpose: TokenPurpose, secret: SecretBytes, key: Int) -> TokenDigest {
    secret.withBytes { bytes in
      TokenDigest(bytes: self.digest(.tokens, key: key, prefix: purpose.rawValue, bytes))
    }
  }

  /// BLAKE2b over an optional first byte and the rest. Nothing is allocated but the result.
  private func digest(_ use: Use, key: Int, prefix: UInt8?, _ bytes: Span<UInt8>) -> [UInt8] {
    let offset = (key * Use.allCases.count + Int(use.rawValue - 1)) * Self.subkeyByteCount
    var first = prefix ?? 0
    return unsafe [UInt8](unsafeUninitializedCapacity: Self.digestByteCount) { out, initialized in
      unsafe self.subkeys.withBytes { subkeys in
        unsafe bytes.withUnsafeBufferPointer { rest in
          unsafe latchkey_keyed_digest(
            out.baseAddress,
            subkeys.baseAddress!.advanced(by: offset).assumingMemoryBound(to: UInt8.self),
            &first, prefix == nil ? 0 : 1, rest.baseAddress, UInt64(rest.count))
        }
      }
      initialized = Self.digestByteCount
    }
  }
}
