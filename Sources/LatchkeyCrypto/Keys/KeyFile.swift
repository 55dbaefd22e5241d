internal import CSodium

/// The master keys of a desk, read from a file that only its owner can read.
///
/// The file is text, version 1:
///
///     latchkey-keys 1
///     # Lines that start with a number sign, and empty ones, mean nothing.
///     key 5d20c1ab 9f…64 hexadecimal digits in all…3e
///     key 00a1b2c3 04…an older key, still accepted…77 1795343400000
///     audit 77ab0912 c1…one that made nothing that lives but entries of the audit…05
///
/// Every line ends with a line feed. A key has an id of 8 small hexadecimal digits, which appears
/// nowhere twice, and 32 bytes as 64 small hexadecimal digits. The first key is the current one:
/// it makes new digests. Those below it are accepted only, and may say when they were replaced, in
/// milliseconds since the Unix epoch: once nothing that such a key made can be alive it is kept for
/// the audit only, and for that for ever. 1 to 64 keys, at most 16 384 bytes.
///
/// In memory the keys lie between guard pages, read-only, out of swap and core dumps where the
/// system allows it, and are wiped at the end.
public final class KeyFile: Sendable {
  /// Names a key without telling it.
  public struct KeyID: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    /// The number behind the eight digits.
    public let rawValue: UInt32

    /// The id of that number.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// A random id.
    static func random() -> Self {
      Sodium.start()
      return Self(rawValue: randombytes_random())
    }

    /// Eight small hexadecimal digits.
    public var description: String {
      let digits = String(self.rawValue, radix: 16)
      return String(repeating: "0", count: 8 - digits.count) + digits
    }
  }

  /// What is not as good as it should be, but no reason to refuse.
  public enum Warning: Hashable, Sendable, CustomStringConvertible {
    /// The system did not let the keys be locked into memory: they may reach the swap.
    case memoryNotLocked

    /// What to do about it.
    public var description: String {
      "The keys could not be locked into memory and might be swapped to disk: raise RLIMIT_MEMLOCK "
        + "(systemd: LimitMEMLOCK=) or encrypt the swap."
    }
  }

  /// Bytes of a master key: what crypto_kdf takes.
  static let keyByteCount = 32
  /// Keys in a file at most.
  public static let keyCountMax = 64
  /// Bytes of a file at most.
  public static let byteCountMax = 16_384

  /// The ids of the keys that are accepted for everything, the current one first.
  public let keyIDs: [KeyID]
  /// The ids of the keys that verify the audit only, the youngest first.
  public let auditKeyIDs: [KeyID]
  /// For each of ``keyIDs``, when another took its place, if the file says so.
  let replacements: [Int64?]
  /// The keys one after another: those of ``keyIDs``, then those of ``auditKeyIDs``.
  let masters: LockedMemory

  /// Reads an existing file.
  ///
  /// - Parameter path: Where it is.
  /// - Throws: ``KeyFileError``.
  public convenience init(at path: String) throws(KeyFileError) {
    try self.init(text: KeyFileAccess.read(path), path: path)
  }

  /// Reads the file, or makes one with one random key when there is none.
  ///
  /// Not for a desk that has data already: there a missing file is a loss to be repaired.
  /// - Parameter path: Where it is or is to be.
  /// - Throws: ``KeyFileError``.
  public convenience init(atOrCreating path: String) throws(KeyFileError) {
    do {
      try self.init(at: path)
    } catch .missing {
      do {
        try KeyFileAccess.create(path)
      } catch .exists {
        // Another process was faster; its keys count.
      }
      try self.init(at: path)
    }
  }

  init(text: LockedMemory, path: String) throws(KeyFileError) {
    let lines = try unsafe text.withBytes { bytes throws(KeyFileError) in
      try unsafe KeyFileText.keyLines(Span(_unsafeBytes: bytes), path: path)
    }
    let masters = unsafe LockedMemory(count: lines.count * Self.keyByteCount) { target in
      unsafe text.withBytes { source in
        for (index, line) in lines.enumerated() {
          // The digits were checked above; the decoder takes them in constant time.
          unsafe sodium_hex2bin(
            target.baseAddress! + index * Self.keyByteCount, Self.keyByteCount,
            source.baseAddress! + line.keyOffset, Self.keyByteCount * 2, nil, nil, nil)
        }
      }
    }
    guard let masters else { throw .noMemory }
    let accepted = lines.filter { !$0.isForAuditOnly }
    self.keyIDs = accepted.map(\.id)
    self.auditKeyIDs = lines.filter(\.isForAuditOnly).map(\.id)
    self.replacements = accepted.map(\.replacedAt)
    self.masters = masters
  }

  /// What an operator should know about how the keys are held.
  public var warnings: [Warning] { self.masters.isLocked ? [] : [.memoryNotLocked] }
}

extension KeyFile: CustomStringConvertible, CustomReflectable {
  /// The keys' ids, never the keys.
  public var description: String {
    "keys \(self.keyIDs.map(\.description).joined(separator: ", "))"
  }
  /// Never the keys.
  public var customMirror: Mirror { Mirror(self, children: ["keyIDs": self.keyIDs]) }
}
