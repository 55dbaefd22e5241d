internal import Glibc

/// A call of the system that failed.
struct SystemFailure: Error {
  let call: String
  let number: Int32

  /// Takes the number of the call that just failed.
  init(_ call: String) {
    self.call = call
    self.number = errno
  }
}

/// The three folders of a Maildir, and how a file gets into them.
struct MaildirFolder {
  let path: String

  /// Makes what is missing of it, for its owner only.
  func prepare() throws(SystemFailure) {
    for folder in [self.path, "\(self.path)/tmp", "\(self.path)/new", "\(self.path)/cur"] {
      guard unsafe mkdir(folder, 0o700) == 0 || errno == EEXIST else {
        throw SystemFailure("mkdir")
      }
      let descriptor = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
      guard descriptor >= 0 else { throw SystemFailure("open") }
      close(descriptor)
    }
  }

  /// Puts a message into `new`: whole and on disk, or not at all.
  ///
  /// - Parameters:
  ///   - content: The message.
  ///   - name: A name that was never used before.
  /// - Throws: ``SystemFailure``; after an error of the last step the file may be there.
  func add(_ content: Span<UInt8>, as name: String) throws(SystemFailure) {
    let draft = "\(self.path)/tmp/\(name)"
    let descriptor = unsafe open(
      draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw SystemFailure("open") }
    do throws(SystemFailure) {
      defer { close(descriptor) }
      // The umask may have taken even the owner's rights away.
      guard fchmod(descriptor, 0o600) == 0 else { throw SystemFailure("fchmod") }
      try Self.write(content, to: descriptor)
      guard fsync(descriptor) == 0 else { throw SystemFailure("fsync") }
      guard unsafe rename(draft, "\(self.path)/new/\(name)") == 0 else {
        throw SystemFailure("rename")
      }
    } catch {
      unsafe unlink(draft)
      throw error
    }
    try Self.syncFolder("\(self.path)/new")
  }

  private static func write(
    _ content: Span<UInt8>, to descriptor: Int32
  ) throws(SystemFailure) {
    try unsafe content.withUnsafeBytes { bytes throws(SystemFailure) in
      var done = 0
      while done < bytes.count {
        let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[done...])
        let count = unsafe Glibc.write(descriptor, rest.baseAddress, rest.count)
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else { throw SystemFailure("write") }
        done += count
      }
    }
  }

  private static func syncFolder(_ path: String) throws(SystemFailure) {
    let descriptor = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw SystemFailure("open") }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw SystemFailure("fsync") }
  }
}
