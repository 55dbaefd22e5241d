internal import Glibc

/// The file of a bound socket and its lock file, from claim to removal.
///
/// The lock comes first and goes last: its holder may remove a socket file that no process
/// answers behind.
struct SocketFile: ~Copyable, Sendable {
  private let path: String
  private let identity: FileIdentity
  private let lock: SocketLock

  /// Claims a path for a socket.
  ///
  /// The mode is set on the socket before it is bound, and the kernel takes it over into the file
  /// less the bits of the process's umask. So no instant has a wider mode, and no other thread
  /// meets a changed umask, which belongs to the whole process.
  static func claim(
    binding descriptor: borrowing OwnedDescriptor, to address: UnixAddress, mode: UInt32
  ) throws(SocketError) -> SocketFile {
    let path = address.path
    let raw = descriptor.raw
    let lock = try SocketLock.take(besides: path)
    try Self.removeStale(address)
    guard fchmod(raw, mode) == 0 else { throw SocketError(errno: errno, phase: .bind, path: path) }
    let (status, code) = unsafe address.withSystemForm { pointer, length in
      let status = unsafe bind(raw, pointer, length)
      return (status, status == 0 ? 0 : errno)
    }
    guard status == 0 else { throw SocketError(errno: code, phase: .bind, path: path) }
    guard let identity = FileIdentity(at: path) else {
      throw SocketError(errno: errno, phase: .bind, path: path)
    }
    // The umask took bits away: give them back.
    if identity.mode != mode, unsafe chmod(path, mode) != 0 {
      let code = errno
      unsafe unlink(path)
      throw SocketError(errno: code, phase: .bind, path: path)
    }
    return SocketFile(path: path, identity: identity, lock: lock)
  }

  private init(path: String, identity: FileIdentity, lock: consuming SocketLock) {
    self.path = path
    self.identity = identity
    self.lock = lock
  }

  deinit {
    // Another process may have put a file here since: that one is theirs.
    if let found = FileIdentity(at: self.path), found.isSameFile(as: self.identity) {
      unsafe unlink(self.path)
    }
  }

  /// Clears the path of a socket that has lost its server; refuses anything else.
  private static func removeStale(_ address: UnixAddress) throws(SocketError) {
    let path = address.path
    guard let found = FileIdentity(at: path) else {
      if errno == ENOENT { return }
      throw SocketError(errno: errno, phase: .probe, path: path)
    }
    guard found.isSocket else { throw SocketError(.foreignFile, phase: .probe, path: path) }
    let probe = try UnixSocket.make(path: path)
    do throws(SocketError) {
      try UnixSocket.connect(probe, to: address, phase: .probe)
    } catch {
      switch error.kind {
      case .nobodyListens:
        // Gone already is as good as removed.
        guard unsafe unlink(path) == 0 || errno == ENOENT else {
          throw SocketError(errno: errno, phase: .probe, path: path)
        }
        return
      case .noSuchSocket:
        return
      case .queueFull:
        throw SocketError(.alreadyServed, phase: .probe, code: error.code, path: path)
      default:
        throw error
      }
    }
    throw SocketError(.alreadyServed, phase: .probe, path: path)
  }
}

/// What tells one file from another at the same path.
struct FileIdentity: Sendable {
  private let device: UInt64
  private let inode: UInt64
  private let fullMode: UInt32

  /// Looks at a path without following a link; nil with errno when that fails.
  init?(at path: String) {
    var status = stat()
    guard unsafe lstat(path, &status) == 0 else { return nil }
    self.init(status)
  }

  /// Looks at an open file; nil with errno when that fails.
  init?(of descriptor: borrowing OwnedDescriptor) {
    var status = stat()
    guard unsafe fstat(descriptor.raw, &status) == 0 else { return nil }
    self.init(status)
  }

  private init(_ status: stat) {
    self.device = UInt64(status.st_dev)
    self.inode = UInt64(status.st_ino)
    self.fullMode = UInt32(status.st_mode)
  }

  var isSocket: Bool { self.fullMode & UInt32(S_IFMT) == UInt32(S_IFSOCK) }
  var mode: UInt32 { self.fullMode & 0o7777 }

  func isSameFile(as other: FileIdentity) -> Bool {
    self.device == other.device && self.inode == other.inode
  }
}
