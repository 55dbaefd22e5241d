internal import CLinux
internal import Glibc

/// A connected Unix stream socket: non-blocking, closed on exec, with the identity of its other
/// end.
///
/// Ancillary data is never asked for, so that descriptors a peer sends are dropped by the kernel.
public struct UnixConnection: ~Copyable, Sendable {
  /// The socket. Register it with an ``EventLoop`` and keep this value alive until it is
  /// deregistered.
  public let descriptor: OwnedDescriptor
  /// Who is at the other end, as recorded when the connection was made.
  public let peer: PeerIdentity

  init(_ descriptor: consuming OwnedDescriptor) throws(SocketError) {
    let peer = try PeerIdentity(of: descriptor)
    self.descriptor = descriptor
    self.peer = peer
  }

  /// Connects to a server's path without waiting.
  ///
  /// - Parameter path: Where the server listens, 1 to 107 bytes.
  /// - Returns: The connection.
  /// - Throws: ``SocketError``, among them `noSuchSocket`, `nobodyListens`, `queueFull` and
  ///   `permissionDenied`.
  public static func connect(path: String) throws(SocketError) -> UnixConnection {
    let address = try UnixAddress(path: path, phase: .connect)
    let descriptor = try UnixSocket.make(path: path)
    try UnixSocket.connect(descriptor, to: address, phase: .connect)
    return try UnixConnection(descriptor)
  }

  /// Makes two connections that are each other's ends.
  ///
  /// - Returns: Both ends; this process is the peer of each.
  /// - Throws: ``SocketError`` when descriptors run out.
  public static func socketPair() throws(SocketError) -> UnixConnectionPair {
    var raw: [Int32] = [-1, -1]
    let kind = Int32(SOCK_STREAM.rawValue) | UnixSocket.creationFlags
    guard unsafe socketpair(AF_UNIX, kind, 0, &raw) == 0 else {
      throw SocketError(errno: errno, phase: .open)
    }
    let first = OwnedDescriptor(owning: raw[0])
    let second = OwnedDescriptor(owning: raw[1])
    return UnixConnectionPair(
      first: try UnixConnection(first), second: try UnixConnection(second))
  }
}

/// The two ends of a connection within one process.
@frozen public struct UnixConnectionPair: ~Copyable, Sendable {
  /// One end.
  public var first: UnixConnection
  /// The other end.
  public var second: UnixConnection
}

/// What a read or a write came to when it did not fail.
public enum TransferOutcome: Hashable, Sendable {
  /// So many bytes were moved, at least one unless the buffer was empty.
  case bytes(Int)
  /// Nothing can be moved now; the event loop tells when that changes.
  case wouldBlock
  /// The other side has sent everything it will ever send. Reads only.
  case endOfFile
}

extension UnixConnection {
  /// Receives what is there, up to the room in a buffer.
  ///
  /// - Parameters:
  ///   - buffer: What to fill.
  ///   - start: Where to begin, at most the buffer's count; what is before it is left alone.
  /// - Returns: The number of bytes, or that nothing is there now, or that nothing will come any
  ///   more.
  /// - Throws: ``SocketError`` of kind `disconnected` when the peer reset the connection.
  public borrowing func read(
    into buffer: inout MutableSpan<UInt8>, from start: Int = 0
  ) throws(SocketError) -> TransferOutcome {
    precondition(start >= 0 && start <= buffer.count, "Reading begins within the buffer.")
    let raw = self.descriptor.raw
    let room = buffer.count - start
    let (moved, code) = unsafe buffer.withUnsafeMutableBytes { bytes in
      while true {
        let moved = unsafe recv(raw, bytes.baseAddress.map { unsafe $0 + start }, room, 0)
        if moved < 0 && errno == EINTR { continue }
        return (moved, moved < 0 ? errno : 0)
      }
    }
    if moved > 0 { return .bytes(moved) }
    if moved == 0 { return room == 0 ? .bytes(0) : .endOfFile }
    if code == EAGAIN { return .wouldBlock }
    throw SocketError(errno: code, phase: .read)
  }

  /// Sends bytes, as many as fit into the socket now.
  ///
  /// - Parameter bytes: What to send.
  /// - Returns: The number of bytes the kernel took, or `wouldBlock`.
  /// - Throws: ``SocketError`` of kind `disconnected` when they cannot be read any more; no signal
  ///   is raised.
  public borrowing func write(_ bytes: Span<UInt8>) throws(SocketError) -> TransferOutcome {
    let raw = self.descriptor.raw
    let (moved, code) = unsafe bytes.withUnsafeBytes { bytes in
      while true {
        let moved = unsafe Glibc.send(raw, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
        if moved < 0 && errno == EINTR { continue }
        return (moved, moved < 0 ? errno : 0)
      }
    }
    return try Self.outcome(ofWriting: moved, code: code)
  }

  /// Sends bytes with others in between, in order and with one system call, as many as fit into the
  /// socket now.
  ///
  /// - Parameters:
  ///   - bytes: Say small frames that were gathered in one buffer.
  ///   - start: Where in them to begin.
  ///   - inserts: Say large payloads that are not worth copying, at most ``Insert/countMax`` of them, by
  ///     rising places.
  /// - Returns: The number of bytes of all of them that the kernel took, or `wouldBlock`.
  /// - Throws: ``SocketError`` of kind `disconnected` when they cannot be read any more; no signal
  ///   is raised.
  public borrowing func write(
    _ bytes: Span<UInt8>, from start: Int, inserting inserts: [Insert]
  ) throws(SocketError) -> TransferOutcome {
    precondition(inserts.count <= Insert.countMax, "A write has room for some inserts only.")
    let raw = self.descriptor.raw
    let (moved, code) = unsafe bytes.withUnsafeBytes { bytes in
      var parts = unsafe InlineArray<17, iovec>(repeating: iovec())
      return unsafe Self.gather(bytes, start, inserts[...], &parts, 0, to: raw)
    }
    return try Self.outcome(ofWriting: moved, code: code)
  }

  /// Other bytes that go between those of one buffer.
  public struct Insert: Sendable {
    /// Most of them in one write.
    public static let countMax = 8
    /// How many bytes of the buffer go before them.
    public var place: Int
    /// The others.
    public var bytes: [UInt8]
    /// Which of them.
    public var range: Range<Int>

    /// Bytes of an array.
    ///
    /// - Parameters:
    ///   - bytes: The array.
    ///   - range: Which of its bytes.
    ///   - place: How many bytes of the buffer go before them.
    public init(_ bytes: [UInt8], _ range: Range<Int>, at place: Int) {
      self.bytes = bytes
      self.range = range
      self.place = place
    }
  }

  // One level deeper for each insert: its memory is lent for as long as the levels below run.
  private static func gather(
    _ bytes: UnsafeRawBufferPointer, _ start: Int, _ inserts: ArraySlice<Insert>,
    _ parts: inout InlineArray<17, iovec>, _ count: Int, to raw: Int32
  ) -> (Int, Int32) {
    var count = count
    let end = inserts.first?.place ?? bytes.count
    if end > start {
      unsafe parts[count] = Self.part(UnsafeRawBufferPointer(rebasing: bytes[start..<end]))
      count += 1
    }
    guard let insert = inserts.first else { return unsafe Self.send(&parts, count, to: raw) }
    return unsafe insert.bytes.span.extracting(insert.range).withUnsafeBytes { other in
      unsafe parts[count] = Self.part(other)
      return unsafe Self.gather(bytes, end, inserts.dropFirst(), &parts, count + 1, to: raw)
    }
  }

  private static func part(_ bytes: UnsafeRawBufferPointer) -> iovec {
    // The kernel only reads through this pointer; iovec is the same type for both directions.
    unsafe iovec(
      iov_base: UnsafeMutableRawPointer(mutating: bytes.baseAddress), iov_len: bytes.count)
  }

  private static func send(
    _ parts: inout InlineArray<17, iovec>, _ count: Int, to raw: Int32
  ) -> (Int, Int32) {
    var span = unsafe parts.mutableSpan
    return unsafe span.withUnsafeMutableBufferPointer { vector in
      var message = unsafe msghdr()
      unsafe message.msg_iov = vector.baseAddress
      unsafe message.msg_iovlen = count
      while true {
        let moved = unsafe sendmsg(raw, &message, Int32(MSG_NOSIGNAL))
        if moved < 0 && errno == EINTR { continue }
        return (moved, moved < 0 ? errno : 0)
      }
    }
  }

  private static func outcome(
    ofWriting moved: Int, code: Int32
  ) throws(SocketError) -> TransferOutcome {
    if moved >= 0 { return .bytes(moved) }
    if code == EAGAIN { return .wouldBlock }
    throw SocketError(errno: code, phase: .write)
  }

  /// Tells the other side that nothing more will be sent; reading goes on.
  ///
  /// A connection that is gone already is left as it is.
  public borrowing func shutdownWrite() {
    _ = shutdown(self.descriptor.raw, Int32(SHUT_WR))
  }

  /// Ends both directions. The peer hears of it at once, however long the descriptor is still held.
  public borrowing func shutdownAll() {
    _ = shutdown(self.descriptor.raw, Int32(SHUT_RDWR))
  }
}
