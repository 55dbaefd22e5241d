internal import Glibc

/// Reading and making key files.
enum KeyFileAccess {
  /// Reads a file that belongs to this process's user and that nobody else can open.
  static func read(_ path: String) throws(KeyFileError) -> LockedMemory {
    // The checks are made on the open descriptor, so that no other file can take its place between
    // them and the reading. Not through a symbolic link; no wait on a named pipe.
    let descriptor = unsafe open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      switch errno {
      case ENOENT: throw .missing(path: path)
      case ELOOP: throw .notARegularFile(path: path)
      default: throw .system(path: path, call: "open", errorNumber: errno)
      }
    }
    defer { close(descriptor) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else {
      throw .system(path: path, call: "fstat", errorNumber: errno)
    }
    guard status.st_mode & S_IFMT == S_IFREG else { throw .notARegularFile(path: path) }
    guard status.st_uid == geteuid() else {
      throw .foreignOwner(path: path, owner: status.st_uid, expected: geteuid())
    }
    guard status.st_mode & 0o077 == 0 else {
      throw .exposed(path: path, mode: UInt32(status.st_mode & 0o7777))
    }
    let size = Int(status.st_size)
    guard 1...KeyFile.byteCountMax ~= size else {
      throw .malformed(
        path: path, line: 1, problem: "a key file has 1 to \(KeyFile.byteCountMax) bytes.")
    }
    let text = try unsafe LockedMemory(count: size) { buffer throws(KeyFileError) in
      var done = 0
      while done < size {
        let count = unsafe Glibc.read(descriptor, buffer.baseAddress! + done, size - done)
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else { throw .system(path: path, call: "read", errorNumber: errno) }
        done += count
      }
    }
    guard let text else { throw .noMemory }
    return text
  }

  /// Makes a file with one random key: whole and durable, or not at all, and never over another.
  static func create(_ path: String) throws(KeyFileError) {
    guard let text = KeyFileText.new(.random()) else { throw .noMemory }
    try self.write(text, besides: path) { draft throws(KeyFileError) in
      // A link and no rename: a rename would replace the keys of a process that was faster.
      guard unsafe link(draft, path) == 0 else {
        throw errno == EEXIST
          ? .exists(path: path) : .system(path: path, call: "link", errorNumber: errno)
      }
    }
  }

  /// Puts another text in the place of a file: whole and durable, or not at all.
  static func replace(_ path: String, by text: LockedMemory) throws(KeyFileError) {
    try self.write(text, besides: path) { draft throws(KeyFileError) in
      guard unsafe rename(draft, path) == 0 else {
        throw .system(path: path, call: "rename", errorNumber: errno)
      }
    }
  }

  /// Writes a draft that only its owner can open, and lets the closure put it in its place.
  private static func write(
    _ text: LockedMemory, besides path: String,
    _ place: (String) throws(KeyFileError) -> Void
  ) throws(KeyFileError) {
    func failed(_ call: String) -> KeyFileError {
      .system(path: path, call: call, errorNumber: errno)
    }
    let draft = "\(path).\(KeyFile.KeyID.random())"
    let descriptor = unsafe open(draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw failed("open") }
    defer {
      close(descriptor)
      unsafe unlink(draft)
    }
    // The umask may have taken even the owner's rights away.
    guard fchmod(descriptor, 0o600) == 0 else { throw failed("fchmod") }
    try unsafe text.withBytes { bytes throws(KeyFileError) in
      var done = 0
      while done < bytes.count {
        let count = unsafe Glibc.write(descriptor, bytes.baseAddress! + done, bytes.count - done)
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else { throw failed("write") }
        done += count
      }
    }
    guard fsync(descriptor) == 0 else { throw failed("fsync") }
    try place(draft)
    try self.syncFolder(of: path)
  }

  private static func syncFolder(of path: String) throws(KeyFileError) {
    let parts = path.lastIndex(of: "/").map { path[...$0] }
    let descriptor = unsafe open(parts.map(String.init) ?? ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw .system(path: path, call: "open of its folder", errorNumber: errno)
    }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else {
      throw .system(path: path, call: "fsync of its folder", errorNumber: errno)
    }
  }
}
