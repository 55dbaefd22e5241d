import Foundation
import Glibc
import LatchkeyWire

/// A connection without a client: what is sent is what the test says.
///
/// Blocking, with limits on the time that reading and writing take: used from few tests, briefly.
final class RawConnection: Sendable {
  struct Failed: Error { let call: String, number: Int32 }

  static let preface: [UInt8] = [0x89, 0x4C, 0x4B, 0x50, 0x0D, 0x0A, 0x1A, 0x01]

  private let descriptor: Int32

  init(to path: String, secondsMax: Int = 60) throws {
    self.descriptor = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    guard self.descriptor >= 0 else { throw Failed(call: "socket", number: errno) }
    var limit = timeval(tv_sec: secondsMax, tv_usec: 0)
    for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
      _ = unsafe setsockopt(
        self.descriptor, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
    }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    unsafe withUnsafeMutableBytes(of: &address.sun_path) { field in
      unsafe field.copyBytes(from: path.utf8.prefix(107))
    }
    let status = unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe connect(self.descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard status == 0 else {
      let number = errno
      Glibc.close(self.descriptor)
      throw Failed(call: "connect", number: number)
    }
  }

  deinit { Glibc.close(self.descriptor) }

  /// A frame with its header.
  static func frame(
    _ type: UInt8, stream: UInt32, _ body: [UInt8], flags: UInt8 = 0
  ) -> [UInt8] {
    func bigEndian(_ number: UInt32) -> [UInt8] {
      [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
    }
    return bigEndian(UInt32(body.count)) + bigEndian(stream) + [type, flags, 0, 0] + body
  }

  /// At least so many bytes, or what came before the end.
  func read(atLeast count: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while bytes.count < count {
      let got = unsafe chunk.withUnsafeMutableBytes {
        unsafe recv(self.descriptor, $0.baseAddress, $0.count, 0)
      }
      if got < 0 && errno == EINTR { continue }
      guard got > 0 else { break }
      bytes += chunk[..<got]
    }
    return bytes
  }

  /// Sends bytes; false if the other end is gone.
  @discardableResult
  func send(_ bytes: [UInt8]) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes {
        unsafe Glibc.send(self.descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  /// Everything until the other end closes, at most 1 MiB; nil if the time is over before that.
  func rest() -> [UInt8]? {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while bytes.count < 1 << 20 {
      let count = unsafe chunk.withUnsafeMutableBytes {
        unsafe recv(self.descriptor, $0.baseAddress, $0.count, 0)
      }
      if count == 0 || (count < 0 && errno == ECONNRESET) { return bytes }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return nil }
      bytes += chunk[..<count]
    }
    return bytes
  }
}
