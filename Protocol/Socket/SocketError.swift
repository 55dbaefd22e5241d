internal import Glibc

/// What a socket operation could not do: the kind to switch on, and where and why for the log.
///
/// ``description`` names the path, the phase and the system's reason, and says what to do next.
public struct SocketError: Error, Hashable, Sendable {
  /// What went wrong, for a caller that acts on it.
  public enum Kind: Hashable, Sendable {
    /// The path has no byte, more than 107, or a zero byte among them.
    case unusablePath
    /// The name would be in the abstract namespace, where no file mode protects it.
    case abstractName
    /// A server answers at this path already, or holds its lock. Unlike ``foreignFile``, it may be
    /// one of ours.
    case alreadyServed
    /// Something that is not a socket lies at the path; it was left alone.
    case foreignFile
    /// The descriptor handed over is no listening Unix stream socket with a path.
    case notAListener
    /// No file at this path: no server was ever started here.
    case noSuchSocket
    /// A socket file without a server behind it.
    case nobodyListens
    /// The server has a full queue of connections; later may work.
    case queueFull
    /// The file mode or a folder's mode forbids it.
    case permissionDenied
    /// The other side closed; what it sent before may still be read.
    case disconnected
    /// The process or the machine has no descriptor or memory left.
    case exhausted
    /// Any other failure of the system, told by ``SocketError/code``.
    case system
  }

  /// The step that failed.
  public enum Phase: String, Hashable, Sendable {
    /// Opening or taking the lock file of the socket.
    case lock
    /// Asking whether a server has the path already.
    case probe
    /// Making the socket, and setting it up.
    case open
    /// Binding it to its path.
    case bind
    /// Starting to listen.
    case listen
    /// Taking a connection.
    case accept
    /// Reading who the other side is.
    case identify
    /// Connecting to a path.
    case connect
    /// Receiving bytes.
    case read
    /// Sending bytes.
    case write
    /// Making or driving an event loop.
    case poll
  }

  /// What went wrong.
  public let kind: Kind
  /// The step that failed.
  public let phase: Phase
  /// The system's error number (errno), 0 where no system call failed.
  public let code: Int32
  /// The path of the socket, nil for a connection without one.
  public let path: String?

  /// Makes an error from its parts.
  ///
  /// - Parameters:
  ///   - kind: What went wrong.
  ///   - phase: The step that failed.
  ///   - code: The system's error number, 0 where no system call failed.
  ///   - path: The path of the socket, if it has one.
  public init(_ kind: Kind, phase: Phase, code: Int32 = 0, path: String? = nil) {
    self.kind = kind
    self.phase = phase
    self.code = code
    self.path = path
  }

  /// Sorts a system's error number into a kind.
  init(errno code: Int32, phase: Phase, path: String? = nil) {
    let kind: Kind =
      switch code {
      case EACCES, EPERM: .permissionDenied
      case ECONNREFUSED: .nobodyListens
      case ENOENT: .noSuchSocket
      case EAGAIN: .queueFull
      case EADDRINUSE: .alreadyServed
      case EPIPE, ECONNRESET, ENOTCONN: .disconnected
      case EMFILE, ENFILE, ENOMEM, ENOBUFS: .exhausted
      default: .system
      }
    self.init(kind, phase: phase, code: code, path: path)
  }
}

extension SocketError: CustomStringConvertible {
  /// One line: where, what, the system's reason, and what to do next.
  public var description: String {
    let place = self.path.map { " \($0)" } ?? ""
    let reason = self.code == 0 ? "" : " (\(Self.name(of: self.code)))"
    return "Socket\(place), \(self.phase.rawValue): \(self.advice)\(reason)"
  }

  private var advice: String {
    switch self.kind {
    case .unusablePath:
      """
      the path must have 1 to \(UnixAddress.pathBytesMax) bytes and no zero byte. Choose a shorter \
      folder.
      """
    case .abstractName:
      "abstract names have no file mode to protect them. Give a path in the file system."
    case .alreadyServed:
      "another process serves this path. Stop it, or choose another path."
    case .foreignFile:
      "a file that is not a socket is in the way. Move it, or choose another path."
    case .notAListener:
      "the descriptor handed over is not a listening Unix stream socket with a path."
    case .noSuchSocket:
      "no such file. Start the server, or check the path and that its folder exists."
    case .nobodyListens:
      "nobody listens. Start the server."
    case .queueFull:
      "the server's queue of connections is full. Try again shortly."
    case .permissionDenied:
      "not permitted. Check the modes and the group of the file and its folder."
    case .disconnected:
      "the other side closed the connection."
    case .exhausted:
      "out of descriptors or memory. Raise the limit of open files, or close connections."
    case .system:
      "the system refused."
    }
  }

  /// The system's words for a number.
  private static func name(of code: Int32) -> String {
    guard let text = unsafe strerror(code) else { return "error \(code)" }
    return unsafe "error \(code), \(String(cString: text))"
  }
}
