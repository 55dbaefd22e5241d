import LatchkeyBase
import LatchkeySocket
import LatchkeyWire

/// One connection of a server: reads bytes, asks the machine, does what it says.
///
/// Belongs to its loop's thread from ``start()`` on. Tasks of handlers run on the same thread, so
/// that nothing here needs a lock; that is what makes the unchecked conformance true.
final class ServerConnection: @unchecked Sendable {
  /// What the driver is about.
  enum Phase {
    /// Bytes are taken. May become `parting` or `ended`.
    case serving
    /// Nothing but the rest of our output matters; the peer's bytes are read over. May become
    /// `lingering` or `ended`.
    case parting
    /// Our end is sent; the peer's is awaited for a moment. May become `ended`.
    case lingering
    /// Deregistered. Terminal.
    case ended
  }

  let number: UInt64
  let home: ServerLoop
  /// Said instead of serving; nil for an admitted peer.
  let refusal: CallFailure?
  let socket: UnixConnection

  let machine: Confined<ServerConnectionMachine>
  let output = Confined(OutputQueue())
  /// With calls that come to nothing.
  var patience: Patience
  /// Whether answers are taken fast enough; nil while none wait for the socket.
  var pace: LeastRate?
  /// Bytes that were read, the last ``unread`` of which wait until ``heldUntil``.
  var heldBytes: [UInt8] = []
  var unread = 0
  /// A request that waits for a handler to return.
  var waiting: WaitingRequest?
  var calls: [ServerCall] = []
  var phase = Phase.serving
  var registration: Registration?
  var isFlushPlanned = false
  var isReadingPaused = false
  var isBlocked = false
  /// The end of the peer's bytes was read.
  var peerHasEnded = false
  /// The client said GOAWAY: it opens no more streams.
  var clientIsLeaving = false
  /// Why the connection parts, for the log.
  var partingReason = RuntimeReason.eof

  // Moments, in nanoseconds of the monotonic clock; 0 is none.
  var startedAt: UInt64 = 0
  var lastActivity: UInt64 = 0
  /// The last look at the clock that was taken anyway. What comes behind slow handlers is held against it.
  var lastSeen: UInt64 = 0
  /// When ``heldBytes`` were read.
  var heldSince: UInt64 = 0
  var lingerUntil: UInt64 = 0
  var graceUntil: UInt64 = 0
  /// Until then nothing is read.
  var heldUntil: UInt64 = 0
  var wakeAt: UInt64 = .max
  var timer: TimerID?

  init(
    number: UInt64, socket: consuming UnixConnection, refusal: CallFailure?, patience: Patience,
    home: ServerLoop
  ) {
    self.number = number
    self.socket = socket
    self.patience = patience
    self.refusal = refusal
    self.home = home
    self.machine = Confined(
      ServerConnectionMachine(limits: home.shared.configuration.limits))
  }

  var shared: ServerShared { self.home.shared }
  var configuration: ServerConfiguration { self.home.shared.configuration }

  /// Begins on the loop's thread.
  func start() {
    self.startedAt = MonotonicInstant.now.nanoseconds
    self.lastActivity = self.startedAt
    self.home.insert(self)
    if self.refusal == nil {
      self.home.counters.add(.accepted)
      self.home.counters.add(.open)
    } else {
      self.home.counters.add(.refused)
    }
    do throws(SocketError) {
      self.registration = try self.home.loop.register(self.socket.descriptor, handler: self)
    } catch {
      self.end(.register)
      return
    }
    if let refusal = self.refusal {
      self.configuration.log(.refused(peer: self.socket.peer, reason: refusal.reason))
      self.write { $0.error(refusal, stream: 0) }
      self.part(.refused)
    } else {
      self.configuration.log(.accepted(connection: self.number, peer: self.socket.peer))
      self.wake(by: self.startedAt + self.configuration.helloMillisecondsMax * 1_000_000)
      self.holdWhenImpatient(self.startedAt)
      // Admitted on one thread while another began to drain.
      if self.shared.isStopping { self.refuseDraining() }
    }
  }

  /// Ends at once: calls are cancelled, nothing more is sent.
  func end(_ reason: RuntimeReason) {
    guard self.phase != .ended else { return }
    self.phase = .ended
    self.machine.value.close()
    if let registration = self.registration { self.home.loop.deregister(registration) }
    if let timer = self.timer { self.home.loop.cancel(timer) }
    self.registration = nil
    self.timer = nil
    // Handlers that do not listen hold this connection, and with it the descriptor.
    self.socket.shutdownAll()
    self.output.value.discard()
    self.waiting = nil
    let now = MonotonicInstant.now.nanoseconds
    let owed = self.owedAtTheEnd(now)
    self.shared.leave(self.calls)
    // A copy: a cancelled handler may return at once and leave the list.
    for call in self.calls { self.giveUp(call, .abandoned(.cancelled)) }
    self.home.remove(self)
    self.countFrames()
    if self.refusal == nil {
      self.home.counters.add(.open, -1)
      self.configuration.log(.closed(connection: self.number, reason: reason.rawValue))
      self.shared.leave(self.socket.peer, owing: owed, at: now)
    } else {
      self.shared.leaveRefused()
    }
  }

  /// Sends what waits, then our end, then waits a moment for the peer's: closing earlier could take
  /// the last frames back.
  func part(_ reason: RuntimeReason) {
    guard self.phase == .serving else { return }
    self.refuseWaiting()
    self.phase = .parting
    self.partingReason = reason
    self.machine.value.close()
    for call in self.calls { self.giveUp(call, .abandoned(.cancelled)) }
    self.planFlush()
  }

  /// A fault of the peer: said on stream 0 when there is something to say.
  func fail(_ fault: ConnectionFault) {
    self.home.counters.add(fault.rule == .preface ? .badPrefaces : .faults)
    guard let failure = fault.failure else { return self.end(fault.rule.reason) }
    self.write { $0.error(failure, stream: 0) }
    self.part(fault.rule.reason)
  }

  private func countFrames() {
    self.home.counters.add(.lateFrames, Int64(self.machine.value.lateFrames))
    self.home.counters.add(.skippedFrames, Int64(self.machine.value.skippedFrames))
  }
}

// MARK: - Reading

extension ServerConnection: ReadinessHandler {
  func readable() {
    var input = self.home.buffers.takeInput()
    self.read(into: &input)
    self.home.buffers.giveBackInput(input)
  }

  private func read(into input: inout [UInt8]) {
    let outcome: TransferOutcome
    do throws(SocketError) {
      var span = input.mutableSpan
      outcome = try self.socket.read(into: &span)
    } catch {
      return self.end(.lost)
    }
    switch outcome {
    case .bytes(let count):
      guard self.phase == .serving else { return }
      self.take(input.span.extracting(first: count), readAt: nil)
      self.keepUnread(of: input.span.extracting(first: count))
      if self.machine.value.takeSawSensitive() || self.unread > 0 {
        Wiping.wipe(0..<count, of: &input)
      }
    case .wouldBlock:
      return
    case .endOfFile:
      self.peerEnded()
    }
  }

  func writable() { self.flush() }

  func hungUp() {
    // What the peer sent before it went may still be unread, a CANCEL among it; answers have nobody
    // left to read them.
    self.end(self.phase == .serving ? .eof : self.partingReason)
  }

  /// The peer sends nothing more. It may still read: what is answered already goes out.
  private func peerEnded() {
    self.peerHasEnded = true
    switch self.phase {
    case .serving where self.calls.isEmpty && !self.output.value.isEmpty: self.part(.eof)
    case .parting where !self.output.value.isEmpty: break
    case .serving: return self.end(.eof)
    case .parting, .lingering: return self.end(self.partingReason)
    case .ended: return
    }
    if let registration = self.registration { self.updateInterest(registration) }
  }

  /// Lets the machine go through the bytes of one read.
  ///
  /// - Parameters:
  ///   - bytes: What was read.
  ///   - readAt: When, if it has waited here.
  func take(_ bytes: Span<UInt8>, readAt: UInt64?) {
    let now = MonotonicInstant.now.nanoseconds
    self.lastActivity = now
    self.lastSeen = now
    var offset = 0
    while self.phase == .serving {
      guard self.heldUntil == 0, !self.isReadingPaused else {
        return self.unread = bytes.count - offset
      }
      do throws(ConnectionFault) {
        switch try self.machine.value.next(in: bytes, at: &offset, now: now) {
        case .needsBytes: return
        case .dropped: break
        case .request(let stream, let envelope, let isSensitive, let isOpenEnded):
          if self.machine.value.isOverfull {
            self.wait(
              WaitingRequest(
                stream, envelope, isSensitive: isSensitive, isOpenEnded: isOpenEnded,
                arrivedAt: readAt ?? now))
          } else {
            self.dispatch(
              stream, consume envelope, isSensitive: isSensitive, isOpenEnded: isOpenEnded,
              arrivedAt: readAt ?? now)
            self.pauseWhenFull()
          }
        case .message(let stream, let message, let isLast):
          self.received(message, isLast: isLast, on: stream)
        case .credit(let stream, let bytes): self.credited(stream, bytes, now: now)
        case .sendCredit(let stream, let bytes): self.write { $0.credit(bytes, stream: stream) }
        case .breach(let stream, let failure): self.breached(stream, failure)
        case .refuse(let stream, let failure):
          self.countRefusal(failure)
          self.write { $0.error(failure, stream: stream) }
        case .cancel(let stream, let reason): self.cancel(stream, reason)
        case .greet(let hello): self.greet(hello)
        case .pong(let opaque): self.write { $0.pong(opaque) }
        case .ponged: break
        case .sendGoAway(let goAway): self.write { $0.goAway(goAway) }
        case .clientLeaves:
          self.clientIsLeaving = true
          self.partWhenIdle()
        case .clientFailed: self.end(.peerFault)
        }
      } catch {
        self.fail(error)
      }
    }
  }

  private func greet(_ hello: Hello) {
    let configuration = self.configuration
    self.output.value.frameBytesMax = self.machine.value.peerFrameBytesMax
    var answer = Hello(
      limits: configuration.limits, schemaHash: configuration.schemaHash,
      agent: configuration.agent, instance: configuration.instance)
    let peer = self.socket.peer
    answer.peer = Hello.Peer(
      uid: peer.uid, gid: peer.gid, pid: UInt32(clamping: peer.pid))
    if let ours = configuration.schemaHash, let theirs = hello.schemaHash, ours != theirs {
      configuration.log(
        .schemaDiffers(connection: self.number, agent: hello.agent ?? "unnamed"))
    }
    self.write { $0.hello(answer) }
  }
}
