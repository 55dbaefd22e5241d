internal import CSodium

/// Subkeys of the master keys, one for each use (crypto_kdf).
///
/// What is made under the subkey of one use is worth nothing for another.
struct DerivedKeys: Sendable {
  private static let byteCount = 32
  /// Eight bytes that name the application in the derivation (crypto_kdf_CONTEXTBYTES).
  private static let context: [CChar] = "latchkey".utf8.map { CChar(bitPattern: $0) }

  private let useCount: Int
  private let memory: LockedMemory

  /// Derives subkeys.
  ///
  /// - Parameters:
  ///   - keys: The master keys; not needed any more afterwards.
  ///   - count: So many of them, from the current one on.
  ///   - uses: The numbers of the uses in the derivation.
  /// - Throws: ``KeyFileError/noMemory``.
  init(of keys: KeyFile, count: Int, for uses: [UInt64]) throws(KeyFileError) {
    let memory = unsafe LockedMemory(count: count * uses.count * Self.byteCount) { target in
      unsafe keys.masters.withBytes { masters in
        for key in 0..<count {
          for (place, use) in uses.enumerated() {
            // It fails for lengths out of range only, and these are constants.
            unsafe crypto_kdf_derive_from_key(
              target.baseAddress! + (key * uses.count + place) * Self.byteCount, Self.byteCount,
              use, Self.context, masters.baseAddress! + key * KeyFile.keyByteCount)
          }
        }
      }
    }
    guard let memory else { throw .noMemory }
    self.useCount = uses.count
    self.memory = memory
  }

  /// Lends a subkey of 32 bytes.
  ///
  /// - Parameters:
  ///   - key: Which master key it is of; 0 is the current one.
  ///   - use: Which of the uses, in the order in which they were given.
  ///   - body: Works with it, and does not keep it.
  /// - Returns: What the closure returned.
  func withKey<Value>(
    _ key: Int, use: Int, _ body: (UnsafePointer<UInt8>) -> Value
  ) -> Value {
    let offset = (key * self.useCount + use) * Self.byteCount
    return unsafe self.memory.withBytes { subkeys in
      unsafe body(subkeys.baseAddress!.advanced(by: offset).assumingMemoryBound(to: UInt8.self))
    }
  }
}
