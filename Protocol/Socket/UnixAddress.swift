internal import Glibc

/// A path in the form that bind and connect want.
struct UnixAddress {
  /// Linux: `sun_path` has 108 bytes, the last one is the terminating zero.
  static let pathBytesMax = 107

  let path: String
  private let address: sockaddr_un

  init(path: String, phase: SocketError.Phase) throws(SocketError) {
    var bytes = path.utf8.makeIterator()
    let count = path.utf8.count
    // A leading zero byte is the kernel's mark of an abstract name, a leading @ how people write
    // it.
    if let first = path.utf8.first, first == 0 || first == UInt8(ascii: "@") {
      throw SocketError(.abstractName, phase: phase, path: path)
    }
    guard (1...Self.pathBytesMax).contains(count), !path.utf8.contains(0) else {
      throw SocketError(.unusablePath, phase: phase, code: ENAMETOOLONG, path: path)
    }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    unsafe withUnsafeMutableBytes(of: &address.sun_path) { target in
      for index in 0..<count {
        unsafe target[index] = bytes.next() ?? 0
      }
    }
    self.path = path
    self.address = address
  }

  /// Lends the address to a system call.
  func withSystemForm<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
    unsafe withUnsafePointer(to: self.address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { general in
        unsafe body(general, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
  }
}
