import LatchkeyBase
import LatchkeySocket
import LatchkeyWire

/// One connection of a server: reads and writes bytes and runs handlers, as its machine says.
///
/// What a frame means and when something is due is ``LatchkeyWire/ServerConnectionMachine``'s. Belongs to its
/// loop's thread from ``start()`` on; the tasks of handlers run on the same thread.
// Unsafe: unchecked Sendable, because everything here happens on the thread of one loop.
final class ServerConnection: @unchecked Sendable {
  let number: UInt64
  let home: ServerLoop
  let unixSocket: UnixConnection
  let machine: ThreadConfined<ServerConnectionMachine>
  let output = ThreadConfined(OutputQueue())
  var calls: [ServerCall] = []
  /// Said instead of serving; nil for an admitted peer.
  private let refusal: CallFailure?
  /// Bytes that were read, the last of which wait until the machine reads on, and when they were.
  private var held: (bytes: [UInt8], waiting: Int, readAt: UInt64) = ([], 0, 0)
  private var registration: Registration?
  private var interest = ReadinessInterest.read
  private var timer: TimerID?
  private var wakeAt = UInt64.max
  private var holdsCounted = 0
  /// Longest message that may be sent, in bytes.
  private(set) var messageBytesMax: Int
  private var isFlushPlanned = false
  private var isBlocked = false
  private(set) var isClosed = false

  init(
    number: UInt64, socket: consuming UnixConnection, refusal: CallFailure?, bucket: TokenBucket,
    home: ServerLoop
  ) {
    self.number = number
    self.unixSocket = socket
    self.refusal = refusal
    self.home = home
    self.messageBytesMax = home.shared.rules.limits.messageBytesMax
    self.machine = ThreadConfined(
      ServerConnectionMachine(
        rules: home.shared.rules, bucket: bucket, at: MonotonicInstant.now.nanoseconds))
  }

  var shared: ServerShared { self.home.shared }
  var configuration: ServerConfiguration { self.home.shared.configuration }

  /// Begins on the loop's thread.
  func start() {
    self.home.insert(self)
    if self.refusal == nil {
      self.home.counters.add(.accepted)
      self.home.counters.add(.open)
    } else {
      self.home.counters.add(.refused)
    }
    do throws(SocketError) {
      self.registration = try self.home.loop.register(self.unixSocket.descriptor, handler: self)
    } catch {
      return self.close(.register)
    }
    if let refusal = self.refusal {
      self.configuration.log(.refused(peer: self.unixSocket.peer, reason: refusal.reason))
      self.write { $0.error(refusal, stream: 0) }
      self.part(.refused)
    } else {
      self.configuration.log(.accepted(connection: self.number, peer: self.unixSocket.peer))
      // Admitted on one thread while another began to drain.
      if self.shared.isStopping { self.refuseDraining() }
    }
    self.settle()
  }

  /// Closes at once: calls are cancelled, nothing more is sent.
  func close(_ reason: RuntimeReason) {
    guard !self.isClosed else { return }
    self.isClosed = true
    let now = MonotonicInstant.now.nanoseconds
    let debt = self.machine.value.debt(at: now)
    self.machine.value.end()
    if let registration = self.registration { self.home.loop.deregister(registration) }
    if let timer = self.timer { self.home.loop.cancel(timer) }
    self.registration = nil
    self.timer = nil
    // Handlers that do not listen hold this connection, and with it the descriptor.
    self.unixSocket.shutdownAll()
    self.output.value.discard()
    Wiping.wipe(&self.held.bytes)
    self.shared.leave(held: self.calls.count, endless: self.endlessCalls)
    self.work(at: now)
    self.home.remove(self)
    self.home.counters.add(.lateFrames, Int64(self.machine.value.lateFrames))
    self.home.counters.add(.skippedFrames, Int64(self.machine.value.skippedFrames))
    if self.refusal == nil {
      self.home.counters.add(.open, -1)
      self.configuration.log(.closed(connection: self.number, reason: reason.rawValue))
      self.shared.leave(self.unixSocket.peer, owing: debt, at: now)
    } else {
      self.shared.leaveRefused()
    }
  }

  /// Sends what waits, then our end.
  func part(_ reason: RuntimeReason) {
    self.machine.value.part(reason)
    self.work(at: MonotonicInstant.now.nanoseconds)
    self.planFlush()
  }

  /// Parts when the connection is being sent away and nothing is open, running or unsent.
  func partWhenDone() {
    guard self.output.value.isEmpty, self.machine.value.isDone() else { return }
    self.part(.drained)
  }

  /// How many calls have no end of their own.
  var endlessCalls: Int { self.calls.count { $0.isEndless } }

  /// Brings timer, interest and counters in line with the machine.
  func settle() {
    guard !self.isClosed, let registration = self.registration else { return }
    let wishes = self.machine.value.wishes()
    if wishes.deadline < self.wakeAt {
      // Not moved when a deadline disappears, so that a call costs no timer: it fires once for nothing.
      if let timer = self.timer { self.home.loop.cancel(timer) }
      self.wakeAt = wishes.deadline
      self.timer = self.home.loop.schedule(at: MonotonicInstant(nanoseconds: wishes.deadline), self)
    }
    if wishes.holds != self.holdsCounted {
      self.home.counters.add(.held, Int64(wishes.holds - self.holdsCounted))
      self.holdsCounted = wishes.holds
    }
    var interest: ReadinessInterest = wishes.reads ? .read : []
    if self.isBlocked { interest.insert(.write) }
    guard interest != self.interest else { return }
    self.interest = interest
    self.home.loop.setInterest(interest, of: registration)
  }
}

// MARK: - Time

extension ServerConnection: TimerHandler {
  func timerFired(_ timer: TimerID) {
    self.timer = nil
    self.wakeAt = .max
    self.work(at: MonotonicInstant.now.nanoseconds)
  }

  /// Does what is due.
  func work(at now: UInt64) {
    while let work = self.machine.value.work(at: now) {
      switch work {
      case .abandon(let stream, let reason):
        guard let call = self.call(on: stream) else { continue }
        self.giveUp(call, .abandoned(reason), counting: reason.cell)
      case .request(let stream, let envelope, let isSensitive, let isOpenEnded, let arrivedAt):
        self.dispatch(
          stream, consume envelope, isSensitive: isSensitive, isOpenEnded: isOpenEnded,
          arrivedAt: arrivedAt)
        self.machine.value.answersWait(self.output.value.bytesWaiting)
      case .refuse(let stream, let failure): self.refuse(stream, failure)
      case .readOn: self.readOn()
      case .leaveIdle(let goAway):
        self.home.counters.add(.idled)
        self.write { $0.goAway(goAway) }
      case .part: self.planFlush()
      case .end(let reason):
        if reason == .helloTimeout { self.home.counters.add(.faults) }
        if reason == .slowReader { self.home.counters.add(.slowReaders) }
        self.close(reason)
      }
    }
    self.settle()
  }
}

extension ServerConnection: ServedConnection {
  /// Sends the peer away; open calls have so long.
  func drain(graceMilliseconds: UInt64) {
    let now = MonotonicInstant.now.nanoseconds
    switch self.machine.value.drain(graceMilliseconds: graceMilliseconds, at: now) {
    case .nothing: return
    case .refuse: self.refuseDraining()
    case .goAway(let goAway):
      self.write { $0.goAway(goAway) }
      self.work(at: now)
    }
  }

  /// Sends a peer away that has not introduced itself: nothing of it was started.
  private func refuseDraining() {
    self.write {
      $0.error(
        CallFailure(
          code: .unavailable, reason: .draining, message: "This server is going away.",
          outcome: .notStarted), stream: 0)
    }
    self.part(.drained)
  }

  var bytesUnsent: Int { self.output.value.bytesUnsent }
  var streamsOpen: Int { self.calls.count { $0.pipe != nil } }
}

// MARK: - Reading

extension ServerConnection: ReadinessHandler {
  func readable() {
    var input = self.home.buffers.takeInput()
    self.read(into: &input)
    self.home.buffers.giveBackInput(input)
  }

  func hungUp() {
    // What the peer sent before it went may still be unread, a CANCEL among it; answers have no reader left.
    self.close(self.machine.value.partingReason(or: .eof))
  }

  private func read(into input: inout [UInt8]) {
    let outcome: TransferOutcome
    do throws(SocketError) {
      var span = input.mutableSpan
      outcome = try self.unixSocket.read(into: &span)
    } catch {
      return self.close(.lost)
    }
    switch outcome {
    case .bytes(let count):
      let waiting = self.take(input.span.extracting(first: count), readAt: nil)
      if waiting > 0 {
        let readAt = self.machine.value.lastReadAt
        self.held = (
          [UInt8](copying: input.span.extracting(count - waiting..<count)), waiting, readAt
        )
      }
      if self.machine.value.takeSawSensitive() || waiting > 0 {
        Wiping.wipe(0..<count, of: &input)
      }
      self.settle()
    case .wouldBlock: return
    case .endOfFile:
      switch self.machine.value.peerEnded(outputIsEmpty: self.output.value.isEmpty) {
      case .nothing: self.settle()
      case .part(let reason): self.part(reason)
      case .end(let reason): self.close(reason)
      }
    }
  }

  /// Hands in again what was read and had to wait.
  private func readOn() {
    var held = self.held
    self.held = ([], 0, 0)
    held.waiting = self.take(
      held.bytes.span.extracting(last: held.waiting), readAt: held.readAt)
    if held.waiting > 0, !self.isClosed {
      // Stopped in the middle once more.
      self.held = held
    } else {
      // They may have held secrets.
      Wiping.wipe(&held.bytes)
    }
  }

  /// Lets the machine go through bytes.
  ///
  /// - Parameters:
  ///   - bytes: What was read.
  ///   - readAt: When, if it has waited here.
  /// - Returns: How many bytes at the end have to wait.
  private func take(_ bytes: Span<UInt8>, readAt: UInt64?) -> Int {
    let now = MonotonicInstant.now.nanoseconds
    self.machine.value.beginRead(at: now)
    var offset = 0
    while true {
      do throws(ConnectionFault) {
        switch try self.machine.value.next(in: bytes, at: &offset, now: now, readAt: readAt) {
        case .needsBytes: return 0
        case .pause:
          // Now: while the socket is full nothing is flushed, and a further read would come first.
          self.machine.value.outputWaits(self.output.value.bytesWaiting)
          return bytes.count - offset
        case .dropped, .ponged: break
        case .request(let stream, let envelope, let isSensitive, let isOpenEnded):
          self.dispatch(
            stream, consume envelope, isSensitive: isSensitive, isOpenEnded: isOpenEnded,
            arrivedAt: readAt ?? now)
          self.machine.value.answersWait(self.output.value.bytesWaiting)
        case .message(let stream, let message, let isLast):
          self.received(message, isLast: isLast, on: stream)
        case .credit(let stream, let bytes): self.credited(stream, bytes)
        case .sendCredit(let stream, let bytes): self.write { $0.credit(bytes, stream: stream) }
        case .breach(let stream, let failure): self.breached(stream, failure)
        case .refuse(let stream, let failure): self.refuse(stream, failure)
        case .cancel(let stream, let reason): self.cancel(stream, reason)
        case .greet(let hello): self.greet(hello)
        case .pong(let opaque): self.write { $0.pong(opaque) }
        case .sendGoAway(let goAway): self.write { $0.goAway(goAway) }
        case .clientLeaves: self.partWhenDone()
        case .clientFailed: self.close(.peerFault)
        }
      } catch {
        self.fail(error)
      }
    }
  }

  /// A fault of the peer: said on stream 0 when there is something to say.
  private func fail(_ fault: ConnectionFault) {
    self.home.counters.add(fault.rule == .preface ? .badPrefaces : .faults)
    guard let failure = fault.failure else { return self.close(fault.rule.reason) }
    self.write { $0.error(failure, stream: 0) }
    self.part(fault.rule.reason)
  }

  private func greet(_ hello: Hello) {
    let configuration = self.configuration
    self.output.value.frameBytesMax = self.machine.value.peerFrameBytesMax
    self.messageBytesMax = self.machine.value.sentMessageBytesMax
    var answer = Hello(
      limits: configuration.limits, schemaHash: configuration.schemaHash,
      agent: configuration.agent, instance: configuration.instance)
    let peer = self.unixSocket.peer
    answer.peer = Hello.Peer(uid: peer.uid, gid: peer.gid, pid: UInt32(clamping: peer.pid))
    if let ours = configuration.schemaHash, let theirs = hello.schemaHash, ours != theirs {
      configuration.log(
        .schemaDiffers(connection: self.number, agent: hello.agent ?? "unnamed"))
    }
    self.write { $0.hello(answer) }
  }
}

// MARK: - Writing

extension ServerConnection: EndOfTurnHandler {
  /// Writes small frames, to be sent at the end of the loop's turn.
  func write(_ body: (inout FrameWriter) -> Void) {
    self.output.value.write(self.home.buffers, body)
    self.planFlush()
  }

  /// Asks for one flush at the end of the turn.
  func planFlush() {
    guard !self.isFlushPlanned, !self.isBlocked else { return }
    self.isFlushPlanned = true
    self.home.loop.atEndOfTurn(self)
  }

  func endOfTurn() {
    self.isFlushPlanned = false
    self.flush()
  }

  func writable() { self.flush() }

  /// Sends what the socket takes.
  private func flush() {
    guard !self.isClosed else { return }
    let sentBefore = self.output.value.totalSent
    let state: OutputQueue.State
    do throws(SocketError) {
      state = try self.output.value.flush(to: self.unixSocket, buffers: self.home.buffers)
    } catch {
      return self.close(.lost)
    }
    self.isBlocked = state == .blocked
    self.machine.value.outputWaits(self.output.value.bytesWaiting)
    if state == .drained {
      switch self.machine.value.drained(at: MonotonicInstant.now.nanoseconds) {
      case .nothing: self.partWhenDone()
      case .shutDownWriting: self.unixSocket.shutdownWrite()
      case .end(let reason): return self.close(reason)
      }
    } else {
      self.machine.value.stillWaits(
        sent: self.output.value.totalSent - sentBefore, at: MonotonicInstant.now.nanoseconds)
      if state == .interrupted { self.planFlush() }
    }
    self.settle()
  }
}
