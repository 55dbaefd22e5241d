internal import CSQLite
internal import Glibc
public import LatchkeyApplication

extension SQLiteStore: StoreBackup {
  /// Writes one consistent copy to a new file of mode 0600, and returns once it is on disk.
  ///
  /// The copy is made on a thread of its own from one snapshot, while others read and write; the
  /// journal grows as long as it takes.
  /// - Throws: `BackupError`; nothing is left at the path then.
  public func copy(to path: String) async throws(BackupError) -> BackupFacts {
    let source = self.path
    let configuration = self.configuration
    let result = await withCheckedContinuation { continuation in
      let isStarted = WorkThread.start {
        continuation.resume(
          returning: Result { () throws(BackupError) in
            try StoreCopy.make(of: source, at: path, configuration)
          })
      }
      if !isStarted {
        continuation.resume(
          returning: .failure(.failed(detail: "The system has no thread left.")))
      }
    }
    return try result.get()
  }
}

/// A copy of a store's file.
enum StoreCopy {
  static func make(
    of source: String, at path: String, _ configuration: SQLiteConfiguration
  ) throws(BackupError) -> BackupFacts {
    guard path.hasPrefix("/"), !path.utf8.contains(0), path.utf8.count < Int(PATH_MAX) else {
      throw .path(problem: "The path has to be an absolute path of this host.")
    }
    // Made here, for its owner alone, and with no other maker: SQLite fills an empty file.
    let descriptor = FileCalls.open(
      path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_NOCTTY, mode: 0o600)
    guard descriptor >= 0 else {
      switch errno {
      case EEXIST: throw .path(problem: "There is something at this path already.")
      case ENOENT, ENOTDIR: throw .path(problem: "Its folder does not exist.")
      case EACCES, EPERM, EROFS: throw .path(problem: "The service may not write there.")
      default: throw Self.failed("open")
      }
    }
    var isDone = false
    defer {
      close(descriptor)
      if !isDone { FileCalls.remove(path) }
    }
    guard fchmod(descriptor, 0o600) == 0 else { throw Self.failed("fchmod") }
    let sequence = try Self.fill(path, from: source, configuration)
    guard let status = FileCalls.status(of: descriptor), let named = FileCalls.status(at: path),
      status.st_ino == named.st_ino, status.st_dev == named.st_dev
    else { throw .path(problem: "Somebody put another file at this path meanwhile.") }
    guard fsync(descriptor) == 0 else { throw Self.failed("fsync") }
    try Self.syncFolder(of: path)
    isDone = true
    return BackupFacts(bytes: Int64(status.st_size), auditSequence: sequence)
  }

  private static func fill(
    _ path: String, from source: String, _ configuration: SQLiteConfiguration
  ) throws(BackupError) -> Int64 {
    do throws(Fault) {
      let connection = try Connection(path: source)
      defer { connection.close() }
      connection.setBusyTimeout(milliseconds: configuration.busyTimeoutMilliseconds)
      try connection.copy(to: path)
      let copy = try Connection(path: path)
      defer { copy.close() }
      return try copy.number("SELECT coalesce(max(sequence), 0) FROM audit")
    } catch {
      if error.isFull { throw .diskFull }
      throw .failed(detail: error.text)
    }
  }

  /// Makes a new name durable.
  static func syncFolder(of path: String) throws(BackupError) {
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
    let descriptor = FileCalls.open(folder, O_RDONLY | O_DIRECTORY)
    guard descriptor >= 0 else { throw Self.failed("open of the folder") }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw Self.failed("fsync of the folder") }
  }

  private static func failed(_ call: String) -> BackupError {
    let code = errno
    if code == ENOSPC || code == EDQUOT { return .diskFull }
    return .failed(detail: "\(call): \(FileCalls.words(for: code))")
  }
}
