import Foundation
import Glibc

/// Stands between clients and a daemon, on a path of its own, and can keep an answer back.
///
/// Blocking, with threads of its own: used from few tests, briefly.
final class Relay: Sendable {
  struct Failed: Error { let call: String, number: Int32 }

  private struct State {
    var listener: Int32 = -1
    /// What to do instead of handing over the daemon's next bytes.
    var strike: (@Sendable () -> Void)?
    var hasStruck = false
    var waiter: CheckedContinuation<Void, Never>?
  }

  private let path: String
  private let target: String
  private let state = Noted(State())

  /// Listens at a path, and hands everything on to another and back.
  init(from path: String, to target: String) throws {
    self.path = path
    self.target = target
    try self.open()
  }

  deinit { self.shut() }

  /// Listens, at first or again.
  func open() throws {
    _ = unsafe unlink(self.path)
    let listener = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard listener >= 0 else { throw Failed(call: "socket", number: errno) }
    var address = Self.address(of: self.path)
    let status = unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe bind(listener, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard status == 0, listen(listener, 16) == 0 else {
      throw Failed(call: "bind", number: errno)
    }
    self.state.note { $0.listener = listener }
    Thread.detachNewThread { [weak self] in
      while true {
        let client = accept(listener, nil, nil)
        guard client >= 0, let self else { break }
        self.serve(client)
      }
      Glibc.close(listener)
    }
  }

  /// Does something instead of handing over what the daemon says next; then nobody is reached here until
  /// ``open()``.
  func keepAnswer(_ strike: @escaping @Sendable () -> Void) {
    self.state.note { state in
      state.strike = strike
      state.hasStruck = false
    }
  }

  /// Waits until an answer was kept back.
  func untilKept() async {
    await withCheckedContinuation { continuation in
      let hasStruck = self.state.note { state in
        if !state.hasStruck { state.waiter = continuation }
        return state.hasStruck
      }
      if hasStruck { continuation.resume() }
    }
  }

  private func shut() {
    let listener = self.state.note { state in
      defer { state.listener = -1 }
      return state.listener
    }
    guard listener >= 0 else { return }
    _ = unsafe unlink(self.path)
    // Wakes the thread that accepts, which closes it.
    _ = shutdown(listener, Int32(SHUT_RDWR))
  }

  private func serve(_ client: Int32) {
    let daemon = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var address = Self.address(of: self.target)
    let status = unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe connect(daemon, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard status == 0 else {
      Glibc.close(daemon)
      Glibc.close(client)
      return
    }
    // Each descriptor is closed when both directions have ended.
    let ended = Noted(0)
    let end = { @Sendable in
      for one in [client, daemon] { _ = shutdown(one, Int32(SHUT_RDWR)) }
      let count = ended.note { count in
        count += 1
        return count
      }
      if count == 2 { for one in [client, daemon] { Glibc.close(one) } }
    }
    Thread.detachNewThread {
      Self.copy(from: client, to: daemon) { true }
      end()
    }
    Thread.detachNewThread { [weak self] in
      Self.copy(from: daemon, to: client) { self?.handsOver() ?? false }
      end()
    }
  }

  /// Whether the daemon's bytes go on to the client.
  private func handsOver() -> Bool {
    guard let strike = self.state.note({ $0.strike.take() }) else { return true }
    self.shut()
    strike()
    let waiter = self.state.note { state in
      state.hasStruck = true
      return state.waiter.take()
    }
    waiter?.resume()
    return false
  }

  private static func copy(from source: Int32, to target: Int32, while goesOn: () -> Bool) {
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = unsafe chunk.withUnsafeMutableBytes {
        unsafe recv(source, $0.baseAddress, $0.count, 0)
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0, goesOn() else { return }
      var rest = chunk[..<count]
      while !rest.isEmpty {
        let sent = unsafe rest.withUnsafeBytes {
          unsafe Glibc.send(target, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
        if sent < 0 && errno == EINTR { continue }
        guard sent > 0 else { return }
        rest = rest.dropFirst(sent)
      }
    }
  }

  private static func address(of path: String) -> sockaddr_un {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    unsafe withUnsafeMutableBytes(of: &address.sun_path) { field in
      unsafe field.copyBytes(from: path.utf8.prefix(107))
    }
    return address
  }
}
