import Glibc
import LatchkeyBase
import LatchkeyRuntime
import LatchkeySocket
import LatchkeyWire
import Testing

@Suite("A lost connection is described, and nothing is taken for whole that was cut")
struct LostConnectionTests {
  /// Where a call may fail, and what its message must say beside the path.
  enum Loss: CaseIterable {
    case noFile, nobodyListens, whileSending, resetWhileWaiting, endWhileWaiting

    /// The phase, and the system's number where there is one.
    var words: (phase: String, number: Int32?) {
      switch self {
      case .noFile: ("connect", ENOENT)
      case .nobodyListens: ("connect", ECONNREFUSED)
      case .whileSending: ("in send", EPIPE)
      case .resetWhileWaiting: ("in wait", ECONNRESET)
      case .endWhileWaiting: ("in wait", nil)
      }
    }

    var outcome: Outcome {
      switch self {
      case .noFile, .nobodyListens: .notStarted
      // Not a byte of the request was taken by the kernel.
      case .whileSending: .notStarted
      case .resetWhileWaiting, .endWhileWaiting: .unknown
      }
    }
  }

  private func expect(_ loss: Loss, _ failure: CallFailure?, _ path: String) {
    let message = failure?.message ?? ""
    #expect(failure?.code == .unavailable)
    #expect(failure?.outcome == loss.outcome)
    #expect(message.contains(path), "\(message)")
    #expect(message.contains(loss.words.phase), "\(message)")
    if let number = loss.words.number { #expect(message.contains("error \(number)"), "\(message)") }
  }

  private static let once: ClientConfiguration = {
    var configuration = ClientConfiguration.patient
    configuration.attemptsMax = 1
    return configuration
  }()

  @Test(
    "W4.10 without a server the message names path, step and error number",
    arguments: [Loss.noFile, .nobodyListens])
  func connecting(loss: Loss) async throws {
    let loop = try EventLoop(name: "client")
    defer { loop.shutdown() }
    let path = TestBed.freshPath()
    if loss == .nobodyListens {
      // The file of a server that was killed: bound once, and nobody behind it.
      let raw = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
      defer { close(raw) }
      var address = sockaddr_un()
      address.sun_family = sa_family_t(AF_UNIX)
      unsafe withUnsafeMutableBytes(of: &address.sun_path) {
        unsafe $0.copyBytes(from: Array(path.utf8))
      }
      let status = unsafe withUnsafePointer(to: address) { pointer in
        unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { general in
          unsafe bind(raw, general, socklen_t(MemoryLayout<sockaddr_un>.size))
        }
      }
      try #require(status == 0)
    }
    defer { unsafe unlink(path) }
    let client = RPCClient(path: path, configuration: Self.once, loop: loop)
    let failure = await failureOf { () async throws(CallFailure) in
      try await client.call(.number(1), body: [])
    }
    self.expect(loss, failure, path)
  }

  @Test(
    "W4.10 when the server goes, the message names path, step and error number",
    arguments: [Loss.whileSending, .resetWhileWaiting, .endWhileWaiting])
  func losing(loss: Loss) async throws {
    try await ScriptedServer.run { _, peer, curtain in
      let stream = await peer.introduction() ?? 0
      if loss == .whileSending { peer.shutdownRead() }
      try peer.send(
        RawPeer.hello + RawPeer.frame(4, stream: stream, flags: 1, [0xa1, 0x07, 0x40]))
      switch loss {
      case .whileSending: await curtain.hold()
      // Bytes that nobody read make the kernel say so.
      case .resetWhileWaiting:
        while !peer.hasUnread && !curtain.hasFallen { await Task.yield() }
      default: _ = await peer.frame()
      }
    } _: { path, loop in
      let client = RPCClient(path: path, configuration: Self.once, loop: loop)
      _ = try await client.call(.number(1), body: [])
      let failure = await failureOf { () async throws(CallFailure) in
        try await client.call(.number(1), body: [])
      }
      self.expect(loss, failure, path)
      #expect(failure?.reason == "CONNECTION_LOST")
      await client.close()
    }
  }

  /// Three messages of different lengths and the good end, as a server sends them.
  private static let streamed: (bytes: [UInt8], ends: [Int]) = {
    var (bytes, ends) = ([UInt8](), [Int]())
    for (index, size) in [1, 0, 37].enumerated() {
      bytes += RawPeer.frame(3, stream: 1, [UInt8](repeating: UInt8(index), count: size))
      ends.append(bytes.count)
    }
    // One in two frames.
    bytes += RawPeer.frame(3, stream: 1, flags: 2, [9, 9]) + RawPeer.frame(3, stream: 1, [9])
    ends.append(bytes.count)
    return (bytes + RawPeer.frame(4, stream: 1, flags: 1, [0xa0]), ends)
  }()

  private static let unary =
    RawPeer.frame(4, stream: 1, flags: 2, [0xa1, 0x07, 0x45, 1, 2])
    + RawPeer.frame(4, stream: 1, flags: 1, [3, 4, 5])

  @Test(
    "W4.43 an answer that is cut at any byte is an error, and the messages before it are whole",
    arguments: [true, false])
  func cutAnswers(isStream: Bool) async throws {
    let bytes = isStream ? Self.streamed.bytes : Self.unary
    try await ScriptedServer.run { number, peer, curtain in
      guard await peer.introduction() != nil else { return }
      try peer.send(RawPeer.hello + Array(bytes.prefix(number)))
      // What is cut ends with the connection; the last one is whole, and nothing ends it.
      if number >= bytes.count { await curtain.hold() }
    } _: { path, loop in
      let client = RPCClient(path: path, configuration: Self.once, loop: loop)
      for cut in 0...bytes.count {
        let isWhole = cut == bytes.count
        var messages: [[UInt8]] = []
        var failure: CallFailure?
        do throws(CallFailure) {
          if isStream {
            let stream = client.open(
              .number(1), body: [], sendsMessages: false, receivesMessages: true)
            while let message = try await stream.next() { messages.append(message) }
          } else {
            messages.append(try await client.call(.number(1), body: []).body)
          }
        } catch {
          failure = error
        }
        #expect((failure == nil) == isWhole, "cut at \(cut)")
        if !isWhole { #expect(failure?.reason == "CONNECTION_LOST", "cut at \(cut)") }
        let expected =
          isStream
          ? Array(
            [[0], [], [UInt8](repeating: 2, count: 37), [9, 9, 9]]
              .prefix(Self.streamed.ends.count { $0 <= cut }))
          : isWhole ? [[1, 2, 3, 4, 5]] : []
        #expect(messages == expected, "cut at \(cut)")
      }
      await client.close()
    }
  }

  @Test("W4.43 a request that is cut at any byte reaches no handler")
  func cutRequests() async throws {
    try await TestBed.run { bed in
      let body = [UInt8](repeating: 3, count: 40)
      let whole = RawPeer.request(1, body: body)
      for cut in 0..<whole.count {
        let peer = try await RawPeer.greeted(path: bed.path)
        try peer.send(Array(whole.prefix(cut)))
        peer.shutdownWrite()
        while let frame = await peer.frame() { #expect(frame.type != 4, "cut at \(cut)") }
      }
      #expect(await eventually { bed.server.counters.open == 0 })
      #expect(bed.service.handled == 0)
      #expect(bed.server.counters.dispatched == 0)
      let peer = try await RawPeer.greeted(path: bed.path)
      try peer.send(whole)
      #expect(await peer.frame()?.type == 4)
    }
  }

  @Test("W4.43 messages that are cut at any byte come to the handler whole or not at all")
  func cutMessages() async throws {
    try await TestBed.run { bed in
      var request = RawPeer.request(1, method: 22, body: [])
      request[9] = 0
      let first = RawPeer.frame(3, stream: 1, [1, 1, 1])
      let second =
        RawPeer.frame(3, stream: 1, flags: 2, [2, 2]) + RawPeer.frame(3, stream: 1, [2])
      for cut in 0...second.count {
        let peer = try await RawPeer.greeted(path: bed.path)
        try peer.send(request + first + Array(second.prefix(cut)))
        // Both answers are sent before the end is read, if there are two.
        var answers: [[UInt8]] = []
        while answers.count < (cut == second.count ? 2 : 1), let frame = await peer.frame() {
          if frame.type == 3 { answers.append(frame.body) }
        }
        peer.shutdownWrite()
        while let frame = await peer.frame() {
          if frame.type == 3 { answers.append(frame.body) }
        }
        #expect(
          answers == (cut == second.count ? [[1, 1, 1], [2, 2, 2]] : [[1, 1, 1]]), "cut at \(cut)")
      }
      #expect(await eventually { bed.server.counters.running == 0 })
      #expect(bed.server.counters.succeeded == 0)
    }
  }
}
