import Foundation
import Glibc
import LatchkeyBase
import LatchkeySchema

/// File of the session between commands, with mode 0600.
struct SessionFile: Sendable {
  let path: String

  /// Reads the session; nil without a file.
  func read() throws(Refusal) -> StoredSession? {
    let descriptor = Descriptor.open(self.path, O_RDONLY | O_NOFOLLOW)
    guard descriptor >= 0 else {
      guard errno == ENOENT || errno == ENOTDIR else { throw self.failure("cannot be read") }
      return nil
    }
    defer { close(descriptor) }
    try self.checkOwner(of: descriptor)
    var bytes: [UInt8] = []
    defer { wipe(&bytes) }
    guard let read = Descriptor.readAll(descriptor, upTo: 16_384) else {
      throw self.failure("cannot be read")
    }
    bytes = read
    guard let session = StoredSession(json: bytes) else {
      throw .here(
        "\(self.path) holds no session.", next: "remove it, then sign in again", .notSignedIn)
    }
    return session
  }

  /// Replaces the file by a rename: a reader sees the old session or the new one.
  func write(_ session: StoredSession) throws(Refusal) {
    let folder = (self.path as NSString).deletingLastPathComponent
    if !folder.isEmpty {
      try? FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true,
        attributes: [.posixPermissions: 0o700])
    }
    let temporary = "\(self.path).\(getpid())"
    let descriptor = Descriptor.open(
      temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: 0o600)
    guard descriptor >= 0 else { throw self.failure("cannot be written") }
    var bytes = session.json
    defer { wipe(&bytes) }
    // An unusual umask may have taken rights of the owner away: the mode is set again.
    let isWritten =
      Descriptor.write(bytes, to: descriptor) && fchmod(descriptor, 0o600) == 0
      && fsync(descriptor) == 0
    close(descriptor)
    // Unsafe: a call of C with two strings.
    guard isWritten, unsafe rename(temporary, self.path) == 0 else {
      Descriptor.remove(temporary)
      throw self.failure("cannot be written")
    }
  }

  /// Removes the file.
  func remove() {
    Descriptor.remove(self.path)
  }

  private func checkOwner(of descriptor: Int32) throws(Refusal) {
    var status = stat()
    // Unsafe: a call of C that fills the structure above.
    guard unsafe fstat(descriptor, &status) == 0 else { throw self.failure("cannot be read") }
    guard status.st_uid == geteuid(), status.st_mode & 0o077 == 0 else {
      throw .here(
        "\(self.path) can be read by others, so the session in it is not used.",
        next: "remove it, then sign in again", .notSignedIn)
    }
  }

  private func failure(_ what: String) -> Refusal {
    .here(
      "\(self.path) \(what): \(Descriptor.errorText).",
      next: "name another file with --session FILE", .internal)
  }
}
