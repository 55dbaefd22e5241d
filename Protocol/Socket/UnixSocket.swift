internal import CLinux
internal import Glibc

/// The calls that listener and connection share.
enum UnixSocket {
  /// Never waits, and never leaks into a child process.
  static let creationFlags =
    Int32(bitPattern: SOCK_NONBLOCK.rawValue) | Int32(bitPattern: SOCK_CLOEXEC.rawValue)

  /// Makes a Unix stream socket.
  static func make(path: String) throws(SocketError) -> OwnedDescriptor {
    let raw = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Self.creationFlags, 0)
    guard raw >= 0 else { throw SocketError(errno: errno, phase: .open, path: path) }
    return OwnedDescriptor(owning: raw)
  }

  /// Connects, or says why not. A Unix socket connects at once or not at all.
  static func connect(
    _ descriptor: borrowing OwnedDescriptor, to address: borrowing UnixAddress,
    phase: SocketError.Phase
  ) throws(SocketError) {
    let raw = descriptor.raw
    while true {
      let (status, code) = unsafe address.withSystemForm { pointer, length in
        let status = unsafe Glibc.connect(raw, pointer, length)
        return (status, status == 0 ? 0 : errno)
      }
      if status == 0 { return }
      if code == EINTR { continue }
      throw SocketError(errno: code, phase: phase, path: address.path)
    }
  }
}
