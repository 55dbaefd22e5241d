import Glibc
import LatchkeySocket
import Synchronization
import Testing

/// A folder of its own for a test, removed with what is in it.
struct ScratchFolder: ~Copyable {
  let path: String

  init() throws {
    self.path = "/tmp/latchkey-\(getpid())-\(String(UInt64.random(in: 0 ... .max), radix: 36))"
    let status = unsafe mkdir(self.path, 0o700)
    try #require(status == 0)
  }

  deinit {
    for name in names(in: self.path) {
      let entry = "\(self.path)/\(name)"
      if unsafe unlink(entry) != 0 { unsafe rmdir(entry) }
    }
    unsafe rmdir(self.path)
  }

  /// A path within, as long as asked for.
  func path(ofBytes count: Int) -> String {
    let start = self.path + "/"
    return start + String(repeating: "s", count: count - start.utf8.count)
  }
}

/// What a folder holds, sorted.
func names(in folder: String) -> [String] {
  guard let directory = unsafe opendir(folder) else { return [] }
  defer { unsafe closedir(directory) }
  var names: [String] = []
  while let entry = unsafe readdir(directory) {
    let name = unsafe withUnsafeBytes(of: entry.pointee.d_name) { bytes in
      unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
    if name != "." && name != ".." { names.append(name) }
  }
  return names.sorted()
}

/// The permission bits of a path, nil when nothing is there.
func mode(of path: String) -> UInt32? {
  var status = stat()
  guard unsafe lstat(path, &status) == 0 else { return nil }
  return UInt32(status.st_mode) & 0o7777
}

func exists(_ path: String) -> Bool { mode(of: path) != nil }

/// How many descriptors of a kind this process has open; the test library has some of other kinds,
/// and opens more.
func openDescriptorCount(of kind: String) -> Int {
  names(in: "/proc/self/fd").count { name in
    var target = [UInt8](repeating: 0, count: 64)
    let path = "/proc/self/fd/\(name)"
    let length = unsafe target.withUnsafeMutableBufferPointer { target in
      unsafe target.withMemoryRebound(to: CChar.self) { target -> Int in
        guard let start = target.baseAddress else { return 0 }
        return unsafe readlink(path, start, target.count)
      }
    }
    return String(decoding: target.prefix(max(0, length)), as: UTF8.self).hasPrefix(kind)
  }
}

/// Makes an ordinary file.
func makeFile(_ path: String) {
  let raw = unsafe open(path, O_CREAT | O_WRONLY, 0o600)
  if raw >= 0 { close(raw) }
}

/// A socket at a path, made by hand: bound, and listening when there is a backlog.
func makeRawSocket(at path: String, backlog: Int32?) throws -> OwnedDescriptor {
  let raw = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
  try #require(raw >= 0)
  let descriptor = OwnedDescriptor(owning: raw)
  var address = sockaddr_un()
  address.sun_family = sa_family_t(AF_UNIX)
  unsafe withUnsafeMutableBytes(of: &address.sun_path) { target in
    unsafe target.copyBytes(from: Array(path.utf8))
  }
  let status = unsafe withUnsafePointer(to: address) { pointer in
    unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { general in
      unsafe bind(raw, general, socklen_t(MemoryLayout<sockaddr_un>.size))
    }
  }
  try #require(status == 0)
  if let backlog { try #require(listen(raw, backlog) == 0) }
  return descriptor
}

/// The error a body throws, nil when it does not.
func failure<Result: ~Copyable>(
  of body: () throws(SocketError) -> Result
) -> SocketError? {
  do throws(SocketError) {
    _ = try body()
    return nil
  } catch {
    return error
  }
}

extension UnixConnection {
  /// Receives up to so many bytes as an array; the outcome when there are none.
  borrowing func receive(_ count: Int) throws(SocketError) -> ([UInt8], TransferOutcome) {
    var bytes = [UInt8](repeating: 0, count: count)
    var span = bytes.mutableSpan
    let outcome = try self.read(into: &span)
    guard case .bytes(let moved) = outcome else { return ([], outcome) }
    return (Array(bytes.prefix(moved)), outcome)
  }

  borrowing func send(_ bytes: [UInt8]) throws(SocketError) -> TransferOutcome {
    try self.write(bytes.span)
  }
}

/// A value that tasks and threads of a test share.
final class Shared<Value: Sendable>: Sendable {
  private let guarded: Mutex<Value>

  init(_ value: Value) {
    self.guarded = Mutex(value)
  }

  var value: Value { self.guarded.withLock { $0 } }

  func update(_ body: @Sendable (inout Value) -> Void) {
    self.guarded.withLock { value in
      body(&value)
    }
  }
}
