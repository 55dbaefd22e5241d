import LatchkeyBase
import LatchkeySocket
import LatchkeyWire

/// One connection of a client. Belongs to the loop's thread.
final class ClientConnection {
  /// What the driver is about.
  enum Phase {
    /// Answers are taken. May become `ended`.
    case running
    /// Deregistered. Terminal.
    case ended
  }

  let core: ClientCore
  private let socket: UnixConnection
  let machine: ThreadConfined<ClientConnectionMachine>
  let output = ThreadConfined(OutputQueue())
  let sent = ThreadConfined(SentCalls())
  private var phase = Phase.running
  private var registration: Registration?
  private var isFlushPlanned = false
  private var isBlocked = false

  // Moments, in nanoseconds of the monotonic clock; 0 is none.
  private var startedAt: UInt64 = 0
  private var lastHeard: UInt64 = 0
  private var pingedAt: UInt64 = 0

  init(_ socket: consuming UnixConnection, core: ClientCore) {
    self.socket = socket
    self.core = core
    self.machine = ThreadConfined(ClientConnectionMachine(limits: core.configuration.limits))
  }

  /// Begins: requests may follow the HELLO at once.
  func start() throws(SocketError) {
    self.startedAt = MonotonicInstant.now.nanoseconds
    self.lastHeard = self.startedAt
    self.registration = try self.core.loop.register(self.socket.descriptor, handler: self)
    let configuration = self.core.configuration
    let hello = Hello(
      limits: configuration.limits, schemaHash: configuration.schemaHash,
      agent: configuration.agent, instance: nil)
    self.write {
      $0.bytes.append(contentsOf: Preface.bytes)
      $0.hello(hello)
    }
    self.core.wake(by: self.startedAt + configuration.helloMillisecondsMax * 1_000_000)
  }

  /// Whether a call can be sent now.
  var canSend: Bool {
    self.phase == .running && self.machine.value.canOpen
      && self.output.value.bytesWaiting < 4 * self.core.configuration.limits.messageBytesMax
  }

  /// Whether a call is in progress here.
  func owns(_ call: PendingCall) -> Bool {
    self.sent.value.call(on: call.stream) === call
  }

  /// Sends a call, after its envelope was looked at, on a stream of its own.
  ///
  /// - Parameters:
  ///   - call: Which.
  ///   - now: The time now, in nanoseconds; one that is a little past only gives the server more time.
  func send(_ call: PendingCall, at now: UInt64) {
    var remaining: UInt64?
    if call.deadline != .max {
      // Rounded up: a server that gives up before its client would only confuse.
      let left = call.deadline > now ? call.deadline - now : 0
      remaining = (left + 999_999) / 1_000_000
    }
    let stream = self.machine.value.openStream(receivesMessages: call.receivesMessages)
    call.stream = stream
    call.state = .sent
    call.attempts += 1
    call.position = self.output.value.position
    if self.sent.value.isEmpty { self.lastHeard = now }
    self.sent.value.append(call)
    // Taken out first: what is called with a variable of a class holds it, and that is checked.
    let body = call.body
    let requestWaits = self.output.value.request(
      call.head, remaining: remaining, body: body, stream: stream, isSensitive: call.isSensitive,
      follower: call.sendsMessages ? call.pipe : nil, self.core.buffers)
    call.pipe?.attach(
      to: self, stream: stream, window: SendWindow(credit: self.machine.value.peerStreamCredit),
      requestWaits: requestWaits && call.sendsMessages)
    self.planFlush()
    self.core.wake(by: self.lastHeard + self.core.configuration.keepaliveMilliseconds * 1_000_000)
    // The last number of this connection was taken.
    if self.machine.value.state == .leaving { self.core.leaves(self) }
  }

  /// Gives a call up and tells the server, who may have begun it.
  ///
  /// - Returns: Whether no byte of it has left yet, so that the server cannot have.
  func cancel(_ call: PendingCall, _ reason: CancelReason) -> Bool {
    guard self.owns(call), self.takeCall(call.stream) != nil else { return false }
    _ = self.machine.value.abandon(call.stream)
    let isUnsent = !self.mayHaveStarted(call)
    self.output.value.withdraw(call.stream)
    self.write { $0.cancel(reason, stream: call.stream) }
    self.endWhenIdle()
    return isUnsent
  }

  /// Whether a byte of a call's request was taken by the kernel.
  private func mayHaveStarted(_ call: PendingCall) -> Bool {
    self.output.value.totalSent > call.position
  }

  /// The client is closed: the server hears of it by the end of the file.
  func shutDown() {
    let calls = self.end()
    for call in calls {
      if self.mayHaveStarted(call) { call.mayHaveStarted = true }
      call.fail(.closedHere)
    }
  }

  /// Deregisters and lets the calls go.
  private func end() -> [PendingCall] {
    guard self.phase != .ended else { return [] }
    self.phase = .ended
    self.machine.value.close()
    if let registration = self.registration { self.core.loop.deregister(registration) }
    self.registration = nil
    return self.sent.value.takeAll()
  }

  /// The connection is lost.
  private func lose(_ failure: CallFailure, wasRefused: Bool = false) {
    let calls = self.end()
    for call in calls where self.mayHaveStarted(call) && !wasRefused {
      call.mayHaveStarted = true
    }
    self.output.value.discard()
    self.core.ended(self)
    self.core.retry(
      calls, failure, wasRefused: wasRefused, pauses: !self.machine.value.isGreeted)
  }

  private func lost(_ phase: String, _ error: SocketError?) {
    let detail = error.map { ": \($0)" } ?? ": the server closed the connection"
    self.lose(
      CallFailure(
        code: .unavailable, reason: .connectionLost,
        message: "Lost \(self.core.path) in \(phase)\(detail).", outcome: .unknown))
  }

  /// A connection that takes no new calls ends with its last one.
  private func endWhenIdle() {
    guard self.machine.value.state == .leaving, self.sent.value.isEmpty, self.phase == .running
    else { return }
    if self.output.value.isEmpty {
      _ = self.end()
      self.core.ended(self)
    }
  }
}

// MARK: - Reading

extension ClientConnection: ReadinessHandler {
  func readable() { _ = self.readOnce() }

  func writable() { self.flush() }

  func hungUp() {
    // The server's last frames may still be unread.
    while self.readOnce() {}
    if self.phase == .running { self.lost("wait", nil) }
  }

  /// Reads once; false when nothing is left, or the connection ended.
  private func readOnce() -> Bool {
    guard self.phase == .running else { return false }
    var input = self.core.buffers.takeInput()
    let mayGoOn = self.readOnce(into: &input)
    self.core.buffers.giveBackInput(input)
    return mayGoOn
  }

  private func readOnce(into input: inout [UInt8]) -> Bool {
    let outcome: TransferOutcome
    do throws(SocketError) {
      var span = input.mutableSpan
      outcome = try self.socket.read(into: &span)
    } catch {
      self.lost("wait", error)
      return false
    }
    switch outcome {
    case .bytes(let count):
      self.take(input.span.extracting(first: count))
      if self.machine.value.takeSawSensitive() { Wiping.wipe(0..<count, of: &input) }
      return self.phase == .running
    case .wouldBlock:
      return false
    case .endOfFile:
      self.lost("wait", nil)
      return false
    }
  }

  private func take(_ bytes: Span<UInt8>) {
    let now = MonotonicInstant.now.nanoseconds
    self.lastHeard = now
    var offset = 0
    while self.phase == .running {
      do throws(ConnectionFault) {
        switch try self.machine.value.next(in: bytes, at: &offset, now: now) {
        case .needsBytes:
          self.core.pump()
          self.endWhenIdle()
          return
        case .dropped: break
        case .greeted(let hello):
          self.output.value.frameBytesMax = self.machine.value.peerFrameBytesMax
          self.giveFirstCredit()
          self.core.greeted(hello)
        case .message(let stream, let message, _):
          // The end that counts is the terminal frame: it may be a bad one.
          if let message { self.call(on: stream)?.pipe?.receive(message) }
        case .credit(let stream, let bytes): self.credited(stream, bytes)
        case .sendCredit(let stream, let bytes): self.write { $0.credit(bytes, stream: stream) }
        case .breach(let stream, let failure): self.breached(stream, failure)
        case .response(let stream, let envelope, let isSensitive):
          self.answered(
            stream,
            .success(
              Reply(
                body: envelope.body ?? [], metadata: envelope.metadata, isSensitive: isSensitive)))
        case .failure(let stream, let failure): self.failed(stream, failure)
        case .pong(let opaque): self.write { $0.pong(opaque) }
        case .ponged: self.pingedAt = 0
        case .goAway(let goAway): self.sentAway(goAway)
        case .connectionFailed(let failure): self.connectionFailed(failure)
        }
      } catch {
        self.breached(error)
      }
    }
  }

  func takeCall(_ stream: UInt32) -> PendingCall? { self.sent.value.take(stream) }

  private func answered(_ stream: UInt32, _ result: Result<Reply, CallFailure>) {
    guard let call = self.takeCall(stream) else { return }
    if call.pipe != nil { self.output.value.withdraw(stream) }
    call.finish(result)
  }

  /// The server failed a call; one that it did not start is tried again when it is going away.
  private func failed(_ stream: UInt32, _ failure: CallFailure) {
    guard let call = self.takeCall(stream) else { return }
    if call.pipe != nil { self.output.value.withdraw(stream) }
    if failure.outcome == .notStarted, failure.code == .unavailable,
      failure.reason == RuntimeReason.draining.rawValue,
      self.machine.value.state == .leaving
    {
      return self.core.retry([call], failure, wasRefused: false)
    }
    call.fail(failure)
  }

  private func sentAway(_ goAway: GoAway) {
    self.core.leaves(self)
    let untouched = self.sent.value.takeAll(above: goAway.lastStream)
    for call in untouched {
      _ = self.machine.value.abandon(call.stream)
      self.output.value.withdraw(call.stream)
    }
    self.core.retry(
      untouched,
      CallFailure(
        code: .unavailable, reason: goAway.reason,
        message: "The server at \(self.core.path) is going away.", outcome: .notStarted),
      wasRefused: false)
  }

  /// ERROR on stream 0. Before the HELLO it refuses the connection.
  private func connectionFailed(_ failure: CallFailure) {
    self.lose(failure, wasRefused: !self.machine.value.isGreeted)
  }

  /// The server broke the protocol.
  private func breached(_ fault: ConnectionFault) {
    if let failure = fault.failure {
      self.write { $0.error(failure, stream: 0) }
      self.flush()
    }
    self.lose(
      CallFailure(
        code: .internal, reason: fault.rule.reason,
        message: "The server at \(self.core.path) broke the protocol: \(fault.message)",
        outcome: .unknown))
  }
}

// MARK: - Writing

extension ClientConnection: EndOfTurnHandler {
  func write(_ body: (inout FrameWriter) -> Void) {
    self.output.value.write(self.core.buffers, body)
    self.planFlush()
  }

  func planFlush() {
    guard !self.isFlushPlanned, !self.isBlocked else { return }
    self.isFlushPlanned = true
    self.core.loop.atEndOfTurn(self)
  }

  func endOfTurn() {
    self.isFlushPlanned = false
    self.flush()
  }

  private func flush() {
    guard self.phase == .running, let registration = self.registration else { return }
    do throws(SocketError) {
      switch try self.output.value.flush(to: self.socket, buffers: self.core.buffers) {
      case .drained: self.isBlocked = false
      case .blocked: self.isBlocked = true
      case .interrupted:
        self.isBlocked = false
        self.planFlush()
      }
    } catch {
      // The server may have said why before it closed: its last frames are read first.
      while self.readOnce() {}
      if self.phase == .running { self.lost("send", error) }
      return
    }
    self.core.loop.setInterest(self.isBlocked ? [.read, .write] : .read, of: registration)
    guard !self.isBlocked else { return }
    self.core.pump()
    self.endWhenIdle()
  }
}

// MARK: - Time

extension ClientConnection {
  /// Calls past their deadline.
  func overdue(at now: UInt64) -> [PendingCall] {
    self.sent.value.calls.filter { $0.deadline <= now }
  }

  /// Asks to be woken for what comes first.
  func wakeForDeadlines() {
    guard self.phase == .running else { return }
    for call in self.sent.value.calls { self.core.wake(by: call.deadline) }
  }

  /// A server that does not introduce itself, or owes answers and is silent.
  func checkTime(_ now: UInt64) {
    guard self.phase == .running else { return }
    let configuration = self.core.configuration
    if !self.machine.value.isGreeted {
      let limit = self.startedAt + configuration.helloMillisecondsMax * 1_000_000
      guard now >= limit else { return self.core.wake(by: limit) }
      return self.lose(
        CallFailure(
          code: .unavailable, reason: .helloTimeout,
          message: "The server at \(self.core.path) does not introduce itself.",
          outcome: .unknown))
    }
    guard !self.sent.value.isEmpty else {
      self.pingedAt = 0
      return
    }
    if self.pingedAt > 0 {
      let limit = self.pingedAt + configuration.pongMillisecondsMax * 1_000_000
      guard now >= limit else { return self.core.wake(by: limit) }
      return self.lose(
        CallFailure(
          code: .unavailable, reason: .pingTimeout,
          message: "The server at \(self.core.path) does not answer a PING.", outcome: .unknown))
    }
    let silent = self.lastHeard + configuration.keepaliveMilliseconds * 1_000_000
    guard now >= silent else { return self.core.wake(by: silent) }
    self.pingedAt = now
    self.write { $0.ping(now) }
    self.core.wake(by: now + configuration.pongMillisecondsMax * 1_000_000)
  }
}
