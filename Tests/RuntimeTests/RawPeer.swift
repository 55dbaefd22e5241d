import Glibc
import LatchkeySocket
import LatchkeyWire
import Testing

/// A peer that speaks bytes, to say what no driver of ours would.
final class RawPeer {
  /// Bytes received and not yet taken as frames.
  private(set) var received: [UInt8] = []
  private let connection: UnixConnection

  init(path: String) throws(SocketError) {
    self.connection = try UnixConnection.connect(path: path)
  }

  init(_ connection: consuming UnixConnection) {
    self.connection = connection
  }

  /// A peer that waits while the server's queue is full.
  static func patient(path: String) async throws -> RawPeer {
    while true {
      do throws(SocketError) {
        return try RawPeer(path: path)
      } catch {
        guard error.kind == .queueFull else { throw error }
      }
      await Task.yield()
    }
  }

  /// A peer that has said preface and HELLO and heard the server's.
  static func greeted(path: String, hello: [UInt8] = RawPeer.hello) async throws -> RawPeer {
    let peer = try RawPeer(path: path)
    try peer.send(Preface.bytes + hello)
    let frame = await peer.frame()
    precondition(frame?.type == 1, "The server answers a HELLO with its own.")
    return peer
  }

  static let hello = frame(1, [0xa1, 0x01, 0x82, 0x01, 0x01])

  /// A frame by hand.
  static func frame(
    _ type: UInt8, stream: UInt32 = 0, flags: UInt8 = 0, zero: UInt16 = 0, length: UInt32? = nil,
    _ body: [UInt8] = []
  ) -> [UInt8] {
    let length = length ?? UInt32(body.count)
    var bytes: [UInt8] = []
    for value in [length, stream] {
      for shift in [24, 16, 8, 0] as [UInt32] {
        bytes.append(UInt8(truncatingIfNeeded: value >> shift))
      }
    }
    return bytes + [
      type, flags, UInt8(truncatingIfNeeded: zero >> 8), UInt8(truncatingIfNeeded: zero),
    ]
      + body
  }

  /// A whole request.
  static func request(_ stream: UInt32, method: UInt64 = 1, body: [UInt8] = [1, 2, 3]) -> [UInt8] {
    var writer = FrameWriter()
    writer.request(
      RequestEnvelope(method: .number(method), body: body), stream: stream, isSensitive: false)
    return writer.bytes
  }

  /// Sends all bytes, yielding while the socket is full.
  func send(_ bytes: [UInt8]) throws(SocketError) {
    var sent = 0
    while sent < bytes.count {
      if case .bytes(let count) = try self.connection.write(
        bytes.span.extracting(droppingFirst: sent))
      {
        sent += count
      }
    }
  }

  /// Sends what fits now and says how much that was.
  func sendSome(_ bytes: [UInt8]) throws(SocketError) -> Int {
    guard case .bytes(let count) = try self.connection.write(bytes.span) else { return 0 }
    return count
  }

  func shutdownWrite() { self.connection.shutdownWrite() }

  /// Whoever writes to this end from now on meets EPIPE, while this end may still write.
  func shutdownRead() { shutdown(self.connection.descriptor.raw, Int32(SHUT_RD)) }

  /// Whether bytes wait in the kernel that were not read.
  var hasUnread: Bool {
    var byte: UInt8 = 0
    let flags = Int32(MSG_PEEK) | Int32(MSG_DONTWAIT)
    return unsafe recv(self.connection.descriptor.raw, &byte, 1, flags) == 1
  }

  /// Sends all bytes, letting others go on while the socket is full; false when that takes ten minutes.
  func sendPatiently(_ bytes: [UInt8]) async throws(SocketError) -> Bool {
    var sent = 0
    let end = MonotonicInstant.now.advanced(byMilliseconds: 600_000)
    while sent < bytes.count {
      guard MonotonicInstant.now < end else { return false }
      if case .bytes(let count) = try self.connection.write(
        bytes.span.extracting(droppingFirst: sent))
      {
        sent += count
      } else {
        await Task.yield()
      }
    }
    return true
  }

  /// One frame as it came.
  struct Frame {
    var type: UInt8
    var stream: UInt32
    var flags: UInt8
    var body: [UInt8]

    /// The body of an ERROR.
    var failure: CallFailure? {
      try? CallFailure(reading: self.body.span)
    }
  }

  /// The next frame, or nil at the end of the connection.
  func frame() async -> Frame? {
    while true {
      if let frame = self.takeFrame() { return frame }
      guard await self.receive() else { return nil }
    }
  }

  /// The first eight bytes of a client.
  func preface() async -> [UInt8] {
    while self.received.count < 8, await self.receive() {}
    let bytes = Array(self.received.prefix(8))
    self.received.removeFirst(bytes.count)
    return bytes
  }

  /// Whether the server closes without a further frame.
  func isClosed() async -> Bool { await self.frame() == nil }

  private func takeFrame() -> Frame? {
    guard self.received.count >= 12 else { return nil }
    let header = FrameHeader(reading: self.received.span)
    let end = 12 + Int(header.length)
    guard self.received.count >= end else { return nil }
    let frame = Frame(
      type: header.typeByte, stream: header.stream, flags: header.flags.rawValue,
      body: Array(self.received[12..<end]))
    self.received.removeFirst(end)
    return frame
  }

  /// Receives once; false at the end. Ten minutes without either is a failure.
  private func receive() async -> Bool {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let end = MonotonicInstant.now.advanced(byMilliseconds: 600_000)
    while MonotonicInstant.now < end {
      do throws(SocketError) {
        var span = buffer.mutableSpan
        switch try self.connection.read(into: &span) {
        case .bytes(let count):
          self.received += buffer.prefix(count)
          return true
        case .endOfFile:
          return false
        case .wouldBlock:
          break
        }
      } catch {
        return false
      }
      await Task.yield()
    }
    Issue.record("For ten minutes the server has neither sent nor closed.")
    return false
  }
}
