internal import CCrypt
internal import LatchkeyBase
internal import LatchkeyDomain

/// The system's crypt(3), on the calling thread: bcrypt, SHA-512-crypt and yescrypt.
enum SystemCrypt {
  /// Bytes of a phrase at most, less the final zero: CRYPT_MAX_PASSPHRASE_SIZE of libxcrypt.
  private static let byteCountMax = 511

  /// Compares a password with a hash that ``ImportedHash`` has read, in constant time after one
  /// evaluation.
  ///
  /// The function sees what the system that made the hash showed it: nothing from a NUL on, and of
  /// bcrypt's input 72 bytes. Of the others a password beyond 511 bytes never matches.
  ///
  /// - Returns: False as well when memory could not be had: refusing is the safe side.
  static func verify(_ password: Secret, against imported: ImportedHash) -> Bool {
    let isCut = !imported.scheme.isBcrypt && password.byteCount > Self.byteCountMax
    var phrase = [UInt8](repeating: 0, count: Self.byteCountMax + 1)
    password.withBytes { bytes in
      for index in 0..<min(bytes.count, Self.byteCountMax) { phrase[index] = bytes[index] }
    }
    defer { wipe(&phrase) }
    var made = [UInt8](repeating: 0, count: Int(LATCHKEY_CRYPT_BYTES))
    let isKnown = unsafe phrase.withUnsafeBufferPointer { phrase in
      unsafe made.withUnsafeMutableBufferPointer { made in
        unsafe phrase.withMemoryRebound(to: CChar.self) { phrase in
          unsafe made.withMemoryRebound(to: CChar.self) { made in
            unsafe latchkey_crypt(phrase.baseAddress, imported.hash.phc, made.baseAddress) == 1
          }
        }
      }
    }
    guard isKnown, !isCut else { return false }
    return constantTimeEqual(Array(made.prefix { $0 != 0 }), Array(imported.hash.phc.utf8))
  }
}
