public import LatchkeyApplication
public import LatchkeyBase
internal import LatchkeyDomain
internal import Synchronization

/// Somebody who works with keys and takes others while working.
public protocol KeyUser: Sendable {
  /// Gets ready for other keys, and returns what begins to use them. That cannot fail.
  ///
  /// - Throws: ``KeyFileError/noMemory``.
  func ready(for keys: KeyFile) throws(KeyFileError) -> @Sendable () -> Void
}

/// The key file of a running service: new keys, and the end of old ones.
///
/// The file is changed first, whole or not at all, and durable; whoever works with keys changes over
/// afterwards. A crash in between loses nothing: the next start reads the file, in which every key
/// is that still counts.
public final class KeyRing: KeyKeeping {
  private let path: String
  private let users: [any KeyUser]
  private let keys: Mutex<KeyFile>

  /// A ring over the keys that were read from a file.
  ///
  /// - Parameters:
  ///   - keys: The keys in use.
  ///   - path: Where they were read.
  ///   - users: Who works with them.
  public init(keys: KeyFile, path: String, users: [any KeyUser]) {
    self.path = path
    self.users = users
    self.keys = Mutex(keys)
  }

  /// Makes a new current key. The others are accepted still.
  ///
  /// - Parameter now: From now on the former one is an older one.
  /// - Returns: The new key's id, eight hexadecimal digits.
  /// - Throws: `KeyKeepingError`; the keys in use are those of before then.
  public func rotate(at now: Timestamp) throws(KeyKeepingError) -> String {
    try self.change { text, lines throws(KeyFileError) in
      guard lines.count < KeyFile.keyCountMax else {
        throw .malformed(
          path: self.path, line: 1, problem: "there are \(KeyFile.keyCountMax) keys already.")
      }
      var id = KeyFile.KeyID.random()
      while lines.contains(where: { $0.id == id }) { id = .random() }
      return KeyFileText.rotated(text, lines, id: id, at: now.milliseconds)
    }.keyIDs[0].description
  }

  /// Lets the oldest keys verify the audit only, as far as they were replaced before a moment.
  ///
  /// - Returns: How many.
  /// - Throws: `KeyKeepingError`; the keys in use are those of before then.
  public func retire(replacedBefore moment: Timestamp) throws(KeyKeepingError) -> Int {
    let before = self.keys.withLock { $0 }
    let count = before.replacements.dropFirst().reversed().prefix { replacedAt in
      replacedAt.map { $0 < moment.milliseconds } ?? false
    }.count
    guard count > 0 else { return 0 }
    let after = try self.change { text, lines throws(KeyFileError) in
      let accepted = lines.dropFirst().filter { !$0.isForAuditOnly }
      let ended = accepted.reversed().prefix { line in
        line.replacedAt.map { $0 < moment.milliseconds } ?? false
      }
      return KeyFileText.retired(text, ended.reversed())
    }
    return max(before.keyIDs.count - after.keyIDs.count, 0)
  }

  /// Changes the file's text, then what is in use.
  private func change(
    _ edit: (LockedMemory, [KeyFileText.KeyLine]) throws(KeyFileError) -> LockedMemory?
  ) throws(KeyKeepingError) -> KeyFile {
    let result = self.keys.withLock { keys -> Result<KeyFile, KeyFileError> in
      Result { () throws(KeyFileError) in
        // As it is on disk now: a person may have changed it since.
        let old = try KeyFileAccess.read(self.path)
        let lines = try unsafe old.withBytes { bytes throws(KeyFileError) in
          try unsafe KeyFileText.keyLines(Span(_unsafeBytes: bytes), path: self.path)
        }
        guard let text = try edit(old, lines) else { throw .noMemory }
        let changed = try KeyFile(text: text, path: self.path)
        var begins: [@Sendable () -> Void] = []
        for user in self.users { begins.append(try user.ready(for: changed)) }
        try KeyFileAccess.replace(self.path, by: text)
        keys = changed
        for begin in begins { begin() }
        return changed
      }
    }
    do {
      return try result.get()
    } catch {
      throw KeyKeepingError(detail: "\(error)")
    }
  }
}
