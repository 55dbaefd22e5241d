internal import CSQLite
internal import Glibc
internal import LatchkeyApplication

/// A backup on its way back into service: copied next to the place where it belongs, checked as a
/// whole, opened to be settled, and only then put in its place.
///
/// A crash at any point leaves nothing at that place, or all of it: never a store of old that was
/// not settled.
public final class StoreRestore: Sendable {
  /// Why a backup is not restored.
  public struct Refusal: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong and what to do about it.
    public let description: String

    init(_ description: String) { self.description = description }

    init(_ call: String, _ path: String) {
      self.init("\(path): \(call) failed: \(FileCalls.words(for: errno)).")
    }
  }

  /// The copy, to be settled.
  public let copy: SQLiteStore
  private let path: String
  private let draft: String
  // Held to the end, so that no daemon starts on the path before it is done.
  private let lock: StoreLock

  /// Copies a backup, checks every page and reference of the copy, and opens it.
  ///
  /// - Parameters:
  ///   - source: The backup. It is only read.
  ///   - path: Where the store belongs. There is nothing there yet.
  /// - Throws: ``Refusal`` and ``SQLiteOpenError``; nothing is left behind then.
  public init(from source: String, to path: String) throws {
    self.lock = try StoreLock(besides: path)
    self.path = path
    self.draft = path + ".restoring"
    for suffix in ["", "-wal", "-journal"] where FileCalls.exists(path + suffix) {
      throw Refusal(
        "\(path)\(suffix) is there. Move the former database away, with its -wal file, and keep it."
      )
    }
    for suffix in ["-wal", "-journal"] where FileCalls.exists(source + suffix) {
      throw Refusal(
        "\(source)\(suffix) lies beside the file: this is a database in use, not a backup. Make a "
          + "backup, or stop the daemon that has it.")
    }
    Self.remove(self.draft)
    do {
      try Self.copy(source, to: self.draft)
      try Self.check(self.draft, named: source)
      self.copy = try SQLiteStore.open(path: self.draft)
    } catch {
      Self.remove(self.draft)
      throw error
    }
  }

  /// Puts the settled store in its place.
  ///
  /// - Throws: ``Refusal``.
  public func finish() async throws {
    // Brings the journal into the file and removes it.
    await self.copy.close()
    let descriptor = FileCalls.open(self.draft, O_RDWR | O_NOFOLLOW)
    guard descriptor >= 0 else { throw Refusal("open", self.draft) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw Refusal("fsync", self.draft) }
    // A link and no rename: it replaces nothing.
    guard FileCalls.link(self.draft, to: self.path) else { throw Refusal("link", self.path) }
    Self.remove(self.draft)
    try StoreCopy.syncFolder(of: self.path)
    self.lock.release()
  }

  /// Leaves nothing behind.
  public func abandon() async {
    await self.copy.close()
    Self.remove(self.draft)
    self.lock.release()
  }

  private static func remove(_ draft: String) {
    for suffix in ["", "-wal", "-shm", "-journal", ".lock"] { FileCalls.remove(draft + suffix) }
  }

  private static func copy(_ source: String, to draft: String) throws(Refusal) {
    let input = FileCalls.open(source, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
    guard input >= 0 else { throw Refusal("open", source) }
    defer { close(input) }
    guard let status = FileCalls.status(of: input), status.st_mode & S_IFMT == S_IFREG else {
      throw Refusal("\(source): a backup is a plain file.")
    }
    let output = FileCalls.open(draft, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, mode: 0o600)
    guard output >= 0 else { throw Refusal("open", draft) }
    defer { close(output) }
    guard fchmod(output, 0o600) == 0 else { throw Refusal("fchmod", draft) }
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      let count = FileCalls.read(input, into: &buffer)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw Refusal("read", source) }
      if count == 0 { break }
      var done = 0
      while done < count {
        let written = FileCalls.write(output, buffer[done..<count])
        if written < 0 && errno == EINTR { continue }
        guard written > 0 else { throw Refusal("write", draft) }
        done += written
      }
    }
    guard fsync(output) == 0 else { throw Refusal("fsync", draft) }
  }

  /// Looks at every page, index and reference. What versions there are is checked when it is opened.
  private static func check(_ draft: String, named source: String) throws(Refusal) {
    do throws(Fault) {
      let connection = try Connection(path: draft)
      defer { connection.close() }
      guard try connection.number("PRAGMA application_id") == Connection.applicationID else {
        throw Fault(code: SQLITE_NOTADB, systemError: 0, text: "it is no store of Latchkey")
      }
      let findings = try connection.texts("PRAGMA integrity_check(1)")
      guard findings == ["ok"] else {
        throw Fault(code: SQLITE_CORRUPT, systemError: 0, text: findings.first ?? "no answer")
      }
      guard try connection.texts("PRAGMA foreign_key_check").isEmpty else {
        throw Fault(code: SQLITE_CORRUPT, systemError: 0, text: "a reference leads nowhere")
      }
    } catch {
      throw Refusal("\(source) is damaged, or no backup of ours: \(error.text). Take another one.")
    }
  }
}
