import CLinux
import Foundation
import Glibc
import LatchkeySocket
import Testing

@Suite("A connection")
struct ConnectionTests {
  @Test("Both ends know each other as this process")
  func identity() throws {
    let folder = try ScratchFolder()
    var listener = try UnixListener(path: "\(folder.path)/s")
    let client = try UnixConnection.connect(path: "\(folder.path)/s")
    guard case .connection(let server) = try listener.accept() else {
      Issue.record("The waiting client was not accepted.")
      return
    }
    var groups = [gid_t](repeating: 0, count: 65_536)
    let count = unsafe getgroups(Int32(groups.count), &groups)
    let expected = PeerIdentity(
      uid: geteuid(), gid: getegid(), groups: Array(groups.prefix(Int(count))), pid: getpid())
    #expect(client.peer == expected)
    #expect(server.peer == expected)
  }

  @Test("The peer's process can be held by a descriptor that names it")
  func peerProcess() throws {
    let pair = try UnixConnection.socketPair()
    // Kernels before 6.5 have none, which is no failure.
    guard let process = pair.first.peerProcess() else { return }
    let lines = try String(contentsOfFile: "/proc/self/fdinfo/\(process.raw)", encoding: .utf8)
    #expect(lines.contains("Pid:\t\(getpid())\n"))
  }

  @Test("More groups than the first guess are all told", arguments: [0, 1, 31, 32, 33, 200])
  func manyGroups(count: Int) async throws {
    guard geteuid() == 0 else { return }
    await #expect(processExitsWith: .success) { [count] in
      let groups = (0..<count).map { gid_t(5_000 + $0) }
      #expect(unsafe setgroups(groups.count, groups) == 0)
      let pair = try UnixConnection.socketPair()
      #expect(pair.first.peer.groups == groups)
    }
  }

  @Test("Bytes arrive in order; nothing there is no failure")
  func transfer() throws {
    let pair = try UnixConnection.socketPair()
    #expect(try pair.first.receive(8).1 == .wouldBlock)
    #expect(try pair.second.send([1, 2, 3]) == .bytes(3))
    #expect(
      try pair.second.write(
        [4, 5].span, from: 0, inserting: [UnixConnection.Insert([6], 0..<1, at: 2)])
        == .bytes(3))
    #expect(try pair.first.receive(4).0 == [1, 2, 3, 4])
    #expect(try pair.first.receive(4).0 == [5, 6])
    #expect(try pair.first.receive(4).1 == .wouldBlock)
    #expect(try pair.first.receive(0).1 == .wouldBlock)
  }

  @Test("A read may begin anywhere in the buffer, its end included", arguments: 0...4)
  func readingFromAStart(start: Int) throws {
    let pair = try UnixConnection.socketPair()
    #expect(try pair.second.send([1, 2, 3, 4, 5]) == .bytes(5))
    var buffer: [UInt8] = [0, 0, 0, 0]
    var span = buffer.mutableSpan
    let outcome = try pair.first.read(into: &span, from: start)
    // Asking for nothing when something is there moves nothing, and is not the end of the file.
    #expect(outcome == .bytes(4 - start))
    #expect(buffer == [UInt8](repeating: 0, count: start) + [1, 2, 3, 4].prefix(4 - start))
  }

  @Test(
    "Either the buffer or what is inserted may be empty",
    arguments: [([], []), ([1], []), ([], [2]), ([1], [2])] as [([UInt8], [UInt8])])
  func emptyParts(first: [UInt8], second: [UInt8]) throws {
    let pair = try UnixConnection.socketPair()
    let sum = first + second
    let insert = UnixConnection.Insert(second, 0..<second.count, at: first.count)
    #expect(try pair.first.write(first.span, from: 0, inserting: [insert]) == .bytes(sum.count))
    #expect(try pair.second.receive(8).0 == sum)
  }

  @Test("A half-closed connection ends for the reader and still carries the answer")
  func halfClose() throws {
    let pair = try UnixConnection.socketPair()
    #expect(try pair.first.send([1]) == .bytes(1))
    pair.first.shutdownWrite()
    #expect(try pair.second.receive(8).0 == [1])
    #expect(try pair.second.receive(8).1 == .endOfFile)
    #expect(try pair.second.send([2]) == .bytes(1))
    #expect(try pair.first.receive(8).0 == [2])
    let error = failure { () throws(SocketError) in try pair.first.send([3]) }
    #expect(error?.kind == .disconnected)
  }

  @Test("Writing to a closed peer is an error and no signal; what it sent can be read first")
  func closedPeer() throws {
    let near = try Self.nearEnd { far throws(SocketError) in
      _ = try far.send([9])
    }
    let error = failure { () throws(SocketError) in try near.send([1]) }
    #expect(error?.kind == .disconnected)
    #expect(error?.phase == .write)
    let gathered = failure { () throws(SocketError) in
      try near.write(
        [1].span, from: 0, inserting: [UnixConnection.Insert([2], 0..<1, at: 1)])
    }
    #expect(gathered?.kind == .disconnected)
    #expect(try near.receive(8).0 == [9])
    #expect(try near.receive(8).1 == .endOfFile)
  }

  /// One end of a pair whose other end did something and was closed.
  static func nearEnd(
    after body: (borrowing UnixConnection) throws(SocketError) -> Void
  ) throws(SocketError) -> UnixConnection {
    let pair = try UnixConnection.socketPair()
    try body(pair.second)
    return pair.first
  }

  @Test("A full socket would block, and takes more after a read", arguments: [1, 64, 4096, 65_536])
  func fullSocket(size: Int) throws {
    let pair = try UnixConnection.socketPair()
    let block = [UInt8](repeating: 7, count: size)
    var sent = 0
    while case .bytes(let count) = try pair.first.send(block) { sent += count }
    #expect(sent > 0)
    let insert = UnixConnection.Insert(block, 0..<size, at: size)
    #expect(try pair.first.write(block.span, from: 0, inserting: [insert]) == .wouldBlock)
    var received = 0
    while case .bytes(let count) = try pair.second.receive(1_000_000).1 { received += count }
    #expect(received == sent)
    #expect(try pair.first.send([1]) == .bytes(1))
  }

  @Test(
    "Inserts go between the bytes of the buffer, at their places",
    arguments: [
      (0, [], [1, 2, 3, 4]), (3, [], [4]), (0, [0], [9, 8, 1, 2, 3, 4]),
      (1, [1, 3], [9, 8, 2, 3, 9, 8, 4]), (2, [2, 2], [9, 8, 9, 8, 3, 4]),
      (4, [4], [9, 8]), (0, [4], [1, 2, 3, 4, 9, 8]),
      (0, [0, 0, 1, 2, 2, 3, 4, 4], [9, 8, 9, 8, 1, 9, 8, 2, 9, 8, 9, 8, 3, 9, 8, 4, 9, 8, 9, 8]),
    ] as [(Int, [Int], [UInt8])])
  func inserts(start: Int, places: [Int], sent: [UInt8]) throws {
    let pair = try UnixConnection.socketPair()
    let inserts = places.map { UnixConnection.Insert([7, 9, 8, 7], 1..<3, at: $0) }
    let bytes: [UInt8] = [1, 2, 3, 4]
    #expect(try pair.first.write(bytes.span, from: start, inserting: inserts) == .bytes(sent.count))
    #expect(try pair.second.receive(64).0 == sent)
  }

  @Test("Descriptors that a peer sends along are dropped")
  func ancillaryData() async {
    // A process of its own: other tests open and close sockets in this one.
    await #expect(processExitsWith: .success) {
      let pair = try UnixConnection.socketPair()
      let before = openDescriptorCount(of: "socket:")
      let raw = pair.first.descriptor.raw
      try Self.sendDescriptors([raw, raw, raw], over: raw)
      #expect(try pair.second.receive(8).0 == [1])
      #expect(openDescriptorCount(of: "socket:") == before)
    }
  }

  /// One byte with descriptors attached.
  static func sendDescriptors(_ descriptors: [Int32], over raw: Int32) throws {
    // struct cmsghdr: length, level, type; then the descriptors, padded to eight bytes.
    let bytes = 16 + 4 * descriptors.count
    var control: [UInt32] = [UInt32(bytes), 0, UInt32(SOL_SOCKET), 1]
    control += descriptors.map(UInt32.init(bitPattern:)) + [0]
    var payload: [UInt8] = [1]
    let sent = unsafe payload.withUnsafeMutableBytes { payload in
      unsafe control.withUnsafeMutableBytes { control in
        var part = unsafe iovec(iov_base: payload.baseAddress, iov_len: 1)
        return unsafe withUnsafeMutablePointer(to: &part) { part in
          var message = unsafe msghdr()
          unsafe message.msg_iov = part
          unsafe message.msg_iovlen = 1
          unsafe message.msg_control = control.baseAddress
          unsafe message.msg_controllen = (bytes + 7) & ~7
          return unsafe sendmsg(raw, &message, 0)
        }
      }
    }
    try #require(sent == 1)
  }

  @Test("Connecting says what is wrong with the path")
  func connectErrors() throws {
    let folder = try ScratchFolder()
    func kind(_ path: String) -> SocketError.Kind? {
      failure { () throws(SocketError) in try UnixConnection.connect(path: path) }?.kind
    }
    #expect(kind("\(folder.path)/none") == .noSuchSocket)
    makeFile("\(folder.path)/file")
    #expect(kind("\(folder.path)/file") == .nobodyListens)
    let deaf = try makeRawSocket(at: "\(folder.path)/deaf", backlog: nil)
    #expect(kind("\(folder.path)/deaf") == .nobodyListens)
    let busy = try makeRawSocket(at: "\(folder.path)/busy", backlog: 0)
    let first = try UnixConnection.connect(path: "\(folder.path)/busy")
    #expect(kind("\(folder.path)/busy") == .queueFull)
    _ = (consume deaf)
    _ = (consume busy)
    _ = (consume first)
  }

  @Test("Ten thousand connections come and go without a descriptor left open")
  func descriptorsComeBack() async throws {
    let folder = try ScratchFolder()
    let path = "\(folder.path)/s"
    // A process of its own: other tests open and close descriptors in this one.
    await #expect(processExitsWith: .success) { [path = path as String] in
      var listener = try UnixListener(path: path)
      let before = openDescriptorCount(of: "socket:")
      for _ in 0..<10_000 {
        let client = try UnixConnection.connect(path: path)
        guard case .connection(let server) = try listener.accept() else { fatalError("Waiting.") }
        _ = consume server
        _ = consume client
      }
      let after = openDescriptorCount(of: "socket:")
      #expect(after == before, "\(after) instead of \(before)")
    }
  }
}
