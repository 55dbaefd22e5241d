internal import Glibc

/// An exclusive lock on `<path>.lock`, held until this value ends or the process does.
///
/// The file is removed at the end. That is safe because the process that gets the lock checks that the file
/// it locked is the one that the path names, and tries again otherwise.
struct SocketLock: ~Copyable, Sendable {
  private let path: String
  private let descriptor: OwnedDescriptor

  /// Ending servers in a row that we lose the file to before we give up.
  private static let attemptsMax = 16

  static func take(besides socketPath: String) throws(SocketError) -> SocketLock {
    let path = socketPath + ".lock"
    for _ in 0..<Self.attemptsMax {
      let flags = O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW
      let raw = unsafe open(path, flags, 0o600)
      guard raw >= 0 else { throw SocketError(errno: errno, phase: .lock, path: path) }
      let descriptor = OwnedDescriptor(owning: raw)
      while flock(descriptor.raw, LOCK_EX | LOCK_NB) != 0 {
        switch errno {
        case EINTR: continue
        case EWOULDBLOCK:
          throw SocketError(.alreadyServed, phase: .lock, code: errno, path: socketPath)
        default: throw SocketError(errno: errno, phase: .lock, path: path)
        }
      }
      guard
        let locked = FileIdentity(of: descriptor), let named = FileIdentity(at: path),
        locked.isSameFile(as: named)
      else { continue }
      return SocketLock(path: path, descriptor: descriptor)
    }
    throw SocketError(.alreadyServed, phase: .lock, path: socketPath)
  }

  private init(path: String, descriptor: consuming OwnedDescriptor) {
    self.path = path
    self.descriptor = descriptor
  }

  deinit {
    // Before the lock is let go, which closing does: no other process can hold it, so the file is ours.
    unsafe unlink(self.path)
    // A child between fork and exec holds a copy of the descriptor: closing alone would not do.
    flock(self.descriptor.raw, LOCK_UN)
  }
}
