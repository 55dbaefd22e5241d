internal import CLinux
internal import Glibc

/// A listening Unix socket and the file it lives in.
///
/// Holds `<path>.lock` for life, so that a second server of the same path learns that it is one.
/// The file is removed at the end only when it is still ours. Use it from one thread.
public struct UnixListener: ~Copyable, Sendable {
  /// Bytes that a socket's path may have on Linux.
  public static let pathBytesMax = UnixAddress.pathBytesMax
  /// Where clients connect.
  public let path: String
  /// The socket. Register it with an ``EventLoop`` for reading and call ``accept()`` when it is
  /// readable.
  public let descriptor: OwnedDescriptor
  /// What to remove at the end; nil for an adopted socket, with a file that belongs to its maker.
  private let claim: SocketFile?
  /// Given up briefly when descriptors run out, so that a caller can be told instead of left
  /// waiting.
  private var reserve: OwnedDescriptor?

  /// Binds a path and listens on it.
  ///
  /// - Parameters:
  ///   - path: 1 to 107 bytes, in a folder that exists.
  ///   - mode: Of the socket file, from its first instant on; 0660 lets owner and group connect.
  ///   - backlog: How many connections may wait to be accepted.
  /// - Throws: ``SocketError``; `alreadyServed` when another process has the path, `foreignFile`
  ///   when something else lies there.
  public init(path: String, mode: UInt32 = 0o660, backlog: Int32 = 128) throws(SocketError) {
    let address = try UnixAddress(path: path, phase: .bind)
    let descriptor = try UnixSocket.make(path: path)
    let claim = try SocketFile.claim(binding: descriptor, to: address, mode: mode)
    guard listen(descriptor.raw, backlog) == 0 else {
      throw SocketError(errno: errno, phase: .listen, path: path)
    }
    self.path = path
    self.claim = consume claim
    self.reserve = Self.makeReserve()
    self.descriptor = descriptor
  }

  /// Takes over a socket that another process bound and listens on, as socket activation hands it
  /// over.
  ///
  /// - Parameter descriptor: The listening socket; its file is left in place at the end.
  /// - Throws: ``SocketError`` of kind `notAListener` or `abstractName`.
  public init(adopting descriptor: consuming OwnedDescriptor) throws(SocketError) {
    let path = try Self.path(ofListening: descriptor)
    let flags = fcntl(descriptor.raw, F_GETFL)
    guard
      flags >= 0, fcntl(descriptor.raw, F_SETFL, flags | O_NONBLOCK) == 0,
      fcntl(descriptor.raw, F_SETFD, FD_CLOEXEC) == 0
    else {
      throw SocketError(errno: errno, phase: .open, path: path)
    }
    self.path = path
    self.claim = nil
    self.reserve = Self.makeReserve()
    self.descriptor = descriptor
  }

  /// What taking a connection came to.
  public enum Acceptance: ~Copyable, Sendable {
    /// A connection to serve.
    case connection(UnixConnection)
    /// A connection that took the last descriptor: say no and let it go before the next
    /// ``UnixListener/accept()``.
    case overCapacity(UnixConnection)
    /// No peer waits.
    case nobody
    /// A peer waits, but no descriptor can be had. Stop watching the listener for a while.
    case starved
  }

  /// Takes the next waiting connection.
  ///
  /// - Returns: What there was. Call again until it is `nobody` or `starved`.
  /// - Throws: ``SocketError`` when the listener itself is broken.
  public mutating func accept() throws(SocketError) -> Acceptance {
    if self.reserve == nil {
      self.reserve = Self.makeReserve()
    }
    switch try self.acceptOnce() {
    case .taken(let raw):
      guard let connection = Self.identified(raw) else { return .nobody }
      return .connection(connection)
    case .nobody:
      return .nobody
    case .exhausted:
      guard self.reserve != nil else { return .starved }
      self.reserve = nil
    }
    switch try self.acceptOnce() {
    case .taken(let raw):
      guard let connection = Self.identified(raw) else { return .nobody }
      return .overCapacity(connection)
    case .nobody:
      return .nobody
    case .exhausted:
      return .starved
    }
  }

  private enum Attempt {
    case taken(Int32)
    case nobody
    case exhausted
  }

  private borrowing func acceptOnce() throws(SocketError) -> Attempt {
    while true {
      let raw = accept4(self.descriptor.raw, nil, nil, UnixSocket.creationFlags)
      if raw >= 0 { return .taken(raw) }
      switch errno {
      case EINTR, ECONNABORTED:
        continue
      case EAGAIN:
        return .nobody
      case EMFILE, ENFILE, ENOMEM, ENOBUFS:
        return .exhausted
      default:
        throw SocketError(errno: errno, phase: .accept, path: self.path)
      }
    }
  }

  /// A connection without a known peer has no owner.
  private static func identified(_ raw: Int32) -> UnixConnection? {
    try? UnixConnection(OwnedDescriptor(owning: raw))
  }

  private static func makeReserve() -> OwnedDescriptor? {
    let raw = unsafe open("/dev/null", O_RDONLY | O_CLOEXEC)
    return raw < 0 ? nil : OwnedDescriptor(owning: raw)
  }

  /// The path of a listening Unix stream socket.
  private static func path(
    ofListening descriptor: borrowing OwnedDescriptor
  ) throws(SocketError) -> String {
    func option(_ name: Int32) -> Int32? {
      var value: Int32 = 0
      var length = socklen_t(MemoryLayout<Int32>.size)
      let status = unsafe getsockopt(descriptor.raw, SOL_SOCKET, name, &value, &length)
      return status == 0 ? value : nil
    }
    guard
      option(SO_DOMAIN) == AF_UNIX, option(SO_TYPE) == Int32(SOCK_STREAM.rawValue),
      option(SO_ACCEPTCONN) == 1
    else {
      throw SocketError(.notAListener, phase: .open)
    }
    var address = sockaddr_un()
    var length = socklen_t(MemoryLayout<sockaddr_un>.size)
    let status = unsafe withUnsafeMutablePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { general in
        unsafe getsockname(descriptor.raw, general, &length)
      }
    }
    let pathBytes = Int(length) - MemoryLayout<sa_family_t>.size
    guard status == 0, pathBytes > 0 else { throw SocketError(.notAListener, phase: .open) }
    let bytes = unsafe withUnsafeBytes(of: address.sun_path) { bytes in
      unsafe Array(bytes.prefix(pathBytes))
    }
    guard bytes.first != 0 else { throw SocketError(.abstractName, phase: .open) }
    return String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
  }
}
