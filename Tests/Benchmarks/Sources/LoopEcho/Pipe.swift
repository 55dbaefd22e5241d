import LatchkeySocket

/// Length-prefixed messages over one connection, written once a turn.
class Pipe: ReadinessHandler, EndOfTurnHandler {
  let loop: EventLoop
  private let connection: UnixConnection
  private var registration: Registration?
  private var input = [UInt8](repeating: 0, count: 1 << 17)
  private var inputEnd = 0
  private var output: [UInt8] = []
  private var isQueued = false
  private var isBlocked = false

  init(_ loop: EventLoop, _ connection: consuming UnixConnection) throws(SocketError) {
    self.loop = loop
    self.connection = connection
    self.registration = try loop.register(self.connection.descriptor, handler: self)
  }

  /// One message came.
  func received(_ message: [UInt8]) {}

  func send(_ message: [UInt8]) {
    let count = UInt32(message.count)
    self.output.append(UInt8(truncatingIfNeeded: count >> 24))
    self.output.append(UInt8(truncatingIfNeeded: count >> 16))
    self.output.append(UInt8(truncatingIfNeeded: count >> 8))
    self.output.append(UInt8(truncatingIfNeeded: count))
    self.output.append(contentsOf: message)
    guard !self.isQueued else { return }
    self.isQueued = true
    self.loop.atEndOfTurn(self)
  }

  func readable() {
    do throws(SocketError) {
      var room = self.input.mutableSpan
      switch try self.connection.read(into: &room, from: self.inputEnd) {
      case .bytes(let count): self.inputEnd += count
      case .wouldBlock: return
      case .endOfFile: return self.hungUp()
      }
    } catch {
      return self.hungUp()
    }
    var start = 0
    while self.inputEnd - start >= 4 {
      let count =
        Int(self.input[start]) << 24 | Int(self.input[start + 1]) << 16
        | Int(self.input[start + 2]) << 8 | Int(self.input[start + 3])
      guard self.inputEnd - start - 4 >= count else { break }
      self.received(Array(self.input[start + 4..<start + 4 + count]))
      start += 4 + count
    }
    if start < self.inputEnd {
      for offset in 0..<self.inputEnd - start { self.input[offset] = self.input[start + offset] }
    }
    self.inputEnd -= start
  }

  func endOfTurn() {
    self.isQueued = false
    guard !self.isBlocked else { return }
    self.flush()
  }

  func writable() {
    self.isBlocked = false
    if let registration = self.registration {
      self.loop.setInterest(.read, of: registration)
    }
    self.flush()
  }

  func hungUp() {
    guard let registration = self.registration else { return }
    self.registration = nil
    self.loop.deregister(registration)
  }

  private func flush() {
    guard let registration = self.registration, !self.output.isEmpty else { return }
    do throws(SocketError) {
      switch try self.connection.write(self.output.span) {
      case .bytes(self.output.count):
        self.output.removeAll(keepingCapacity: true)
        return
      case .bytes(let count): self.output.removeFirst(count)
      default: break
      }
    } catch {
      return self.hungUp()
    }
    self.isBlocked = true
    self.loop.setInterest([.read, .write], of: registration)
  }
}

/// The client's end: answers come in the order of the calls.
final class ClientPipe: Pipe {
  private var waiting: [CheckedContinuation<[UInt8], Never>] = []
  private var firstWaiting = 0

  nonisolated(nonsending) func call(_ payload: [UInt8]) async -> [UInt8] {
    await withCheckedContinuation { continuation in
      self.waiting.append(continuation)
      self.send(payload)
    }
  }

  override func received(_ message: [UInt8]) {
    let continuation = self.waiting[self.firstWaiting]
    self.firstWaiting += 1
    if self.firstWaiting == self.waiting.count {
      self.waiting.removeAll(keepingCapacity: true)
      self.firstWaiting = 0
    }
    continuation.resume(returning: message)
  }
}

/// The server's end: one task a message.
final class ServerPipe: Pipe {
  override func received(_ message: [UInt8]) {
    nonisolated(unsafe) let pipe = self
    Task.immediate(executorPreference: self.loop) {
      let answer = await echo(message)
      unsafe pipe.send(answer)
    }
  }
}

func echo(_ message: [UInt8]) async -> [UInt8] { message }

/// Takes connections on the loop.
final class Acceptor: ReadinessHandler, @unchecked Sendable {
  private let loop: EventLoop
  private var listener: UnixListener
  private var pipes: [ServerPipe] = []

  init(_ loop: EventLoop, _ listener: consuming UnixListener) {
    self.loop = loop
    self.listener = listener
  }

  func start() {
    _ = try? self.loop.register(self.listener.descriptor, handler: self)
  }

  func readable() {
    guard case .connection(let connection) = try? self.listener.accept(),
      let pipe = try? ServerPipe(self.loop, connection)
    else { return }
    self.pipes.append(pipe)
  }

  func writable() {}
  func hungUp() {}
}
