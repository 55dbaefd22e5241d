internal import CSodium
internal import Glibc
internal import LatchkeyBase
internal import LatchkeyDomain

/// Argon2id as libsodium does it, on the calling thread.
enum Argon2id {
  /// Memory for the evaluation could not be had.
  struct OutOfMemory: Error {}

  /// Hashes a password with a new random salt of 16 bytes into a tag of 32 bytes.
  static func hash(
    _ password: Secret, cost: HashCost
  ) throws(OutOfMemory) -> PasswordHash {
    precondition(cost.lanes == 1, "libsodium makes hashes with one lane.")
    Sodium.start()
    var text = [CChar](repeating: 0, count: Int(crypto_pwhash_argon2id_STRBYTES))
    let status = unsafe Self.lend(password) { address, count in
      unsafe crypto_pwhash_argon2id_str(
        &text, address, count, UInt64(cost.passes), cost.memoryKiB * 1_024)
    }
    guard status == 0 else { throw OutOfMemory() }
    return PasswordHash(
      phc: String(
        decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self))
  }

  /// A hash that no password is known to match: of a random salt and a random tag, instead of ones that
  /// take an evaluation to make. To compare with it takes as long as with any of its cost.
  static func unmatched(_ cost: HashCost, _ entropy: SystemEntropy) -> PasswordHash {
    func text(_ bytes: [UInt8]) -> String {
      let variant = sodium_base64_VARIANT_ORIGINAL_NO_PADDING
      var text = [CChar](repeating: 0, count: sodium_base64_encoded_len(bytes.count, variant))
      _ = unsafe sodium_bin2base64(&text, text.count, bytes, bytes.count, variant)
      return String(
        decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
    return PasswordHash(
      phc: "$argon2id$v=19$m=\(cost.memoryKiB),t=\(cost.passes),p=\(cost.lanes)"
        + "$\(text(entropy.bytes(16)))$\(text(entropy.bytes(32)))")
  }

  /// Whether the memory of one evaluation can be had now.
  static func hasMemory(for cost: HashCost) -> Bool {
    guard let memory = unsafe malloc(cost.memoryKiB * 1_024) else { return false }
    unsafe free(memory)
    return true
  }

  /// Compares a password with a PHC string of a variant that `ArgonHash` has read, in constant time.
  ///
  /// - Returns: False as well when the memory could not be had: libsodium does not tell the two
  ///   apart, and refusing is the safe side.
  static func verify(
    _ password: Secret, phc: String, variant: ArgonHash.Variant = .id
  ) -> Bool {
    Sodium.start()
    var text = [CChar](repeating: 0, count: Int(crypto_pwhash_argon2id_STRBYTES))
    for (index, byte) in phc.utf8.prefix(ArgonHash.byteCountMax).enumerated() {
      text[index] = CChar(bitPattern: byte)
    }
    return unsafe Self.lend(password) { address, count in
      switch variant {
      case .id: unsafe crypto_pwhash_argon2id_str_verify(text, address, count)
      case .i: unsafe crypto_pwhash_argon2i_str_verify(text, address, count)
      }
    } == 0
  }

  /// Lends a password as C wants it: never a null address, the length beside it, so that NUL bytes
  /// are bytes like others.
  private static func lend(
    _ password: Secret, to body: (UnsafePointer<CChar>, UInt64) -> Int32
  ) -> Int32 {
    password.withBytes { bytes in
      unsafe bytes.withUnsafeBufferPointer { buffer in
        guard let address = buffer.baseAddress else {
          var nothing: CChar = 0
          return unsafe body(&nothing, 0)
        }
        return unsafe address.withMemoryRebound(to: CChar.self, capacity: buffer.count) {
          unsafe body($0, UInt64(buffer.count))
        }
      }
    }
  }
}
