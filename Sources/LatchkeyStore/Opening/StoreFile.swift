internal import Glibc
internal import LatchkeyBase
internal import Synchronization

/// The store's file on disk before SQLite opens it: locked against other daemons, and private.
enum StoreFile {
  /// Makes sure that the file is there, plain, and for its owner alone.
  ///
  /// SQLite gives the files that belong to it (`-wal`, `-shm`) the same permissions.
  static func prepare(_ path: String) throws(SQLiteOpenError) {
    // Before SQLite has the file open: closing a descriptor of it would drop SQLite's locks.
    let descriptor = FileCalls.open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_NOCTTY, mode: 0o600)
    guard descriptor >= 0 else { throw SQLiteOpenError(errno: errno, path: path) }
    defer { close(descriptor) }
    guard let status = FileCalls.status(of: descriptor) else {
      throw SQLiteOpenError(errno: errno, path: path)
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw SQLiteOpenError(.notAPlainFile, path: path)
    }
    if status.st_size > 0, try !Self.isDatabase(descriptor, path) {
      throw SQLiteOpenError(.foreign, path: path)
    }
    if status.st_size == 0 {
      // A umask such as 0277 would have taken away the owner's own rights.
      guard fchmod(descriptor, 0o600) == 0 else {
        throw SQLiteOpenError(errno: errno, path: path)
      }
    } else if status.st_mode & 0o077 != 0 {
      throw SQLiteOpenError(.exposed(mode: status.st_mode & 0o777), path: path)
    }
  }
}

extension StoreFile {
  /// Whether a file that is not empty begins as every SQLite file does.
  ///
  /// SQLite itself takes a file of a few bytes for an empty one, and would write over it.
  private static func isDatabase(
    _ descriptor: Int32, _ path: String
  ) throws(SQLiteOpenError) -> Bool {
    let expected = Array("SQLite format 3\0".utf8)
    var found = [UInt8](repeating: 0, count: expected.count)
    let count = FileCalls.read(descriptor, into: &found)
    guard count >= 0 else { throw SQLiteOpenError(errno: errno, path: path) }
    // A rollback journal belongs to a file with half-written first pages: SQLite repairs it.
    if count == found.count, found == expected { return true }
    return FileCalls.exists(path + "-journal")
  }
}

/// An exclusive lock on `<path>.lock`, held until it is released or its last holder lets go.
///
/// The lock file stays: removing it would let two daemons lock two files of the same name.
final class StoreLock: Sendable {
  /// -1 once it is released.
  private let descriptor: Atomic<Int32>

  /// Takes the lock, or says at once that another has it.
  init(besides path: String) throws(SQLiteOpenError) {
    let descriptor = FileCalls.open(
      path + ".lock", O_RDWR | O_CREAT | O_NOFOLLOW | O_NOCTTY, mode: 0o600)
    guard descriptor >= 0 else { throw SQLiteOpenError(errno: errno, path: path) }
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      let code = errno
      if code == EINTR { continue }
      close(descriptor)
      throw code == EWOULDBLOCK
        ? SQLiteOpenError(.inUse, path: path) : SQLiteOpenError(errno: code, path: path)
    }
    self.descriptor = Atomic(descriptor)
  }

  deinit {
    self.release()
  }

  /// Lets go of it, once.
  func release() {
    let descriptor = self.descriptor.exchange(-1, ordering: .acquiringAndReleasing)
    guard descriptor >= 0 else { return }
    // A child that was forked and has not reached its exec yet holds a copy of the descriptor, and
    // with it the lock: closing alone would leave the file in use for that long.
    flock(descriptor, LOCK_UN)
    close(descriptor)
  }
}

extension SQLiteOpenError {
  /// What a system call said about the path.
  fileprivate init(errno code: Int32, path: String) {
    let reason: Reason =
      switch code {
      case EACCES, EPERM, EROFS: .readOnly
      case ENOSPC, EDQUOT: .diskFull
      case ENOENT, ENOTDIR: .folderMissing
      case ELOOP, EISDIR, ENXIO: .notAPlainFile
      default: .failed
      }
    self.init(reason, path: path, detail: FileCalls.words(for: code))
  }
}
