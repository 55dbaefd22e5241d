import LatchkeyBase
import LatchkeyTestBasics
import LatchkeyWire

/// A server's connection without a socket: the machine, a driver as simple as one can be, handlers that return
/// when the seed says so, and a client. Every step is checked against what must always hold.
final class ServerSimulation {
  /// A call in progress.
  private struct Handler {
    var deadline: UInt64
    /// Past its commit point: it cannot be given up.
    var hasCommitted: Bool
    /// Was given up, and need not return for it.
    var wasGivenUp = false
    var isStalled = false
  }

  private(set) var machine: ServerConnectionMachine
  let rules: ServerConnectionRules
  var numbers: SeededNumbers
  var client: SimulatedClient
  private(set) var now: UInt64
  private(set) var violations: [String] = []
  private(set) var steps = 0
  /// How often the machine had something done: what no run does is not tested.
  private(set) var tally: [String: Int] = [:]
  /// Why the connection ended; nil while it has not.
  private(set) var ending: RuntimeReason?

  private let tokens: Int
  private let tokenMilliseconds: UInt64 = 100
  private let begin: UInt64
  private var handlers: [UInt32: Handler] = [:]
  private var given: Set<UInt32> = []
  private var terminals: [UInt32: Int] = [:]
  private var inbox: [(stream: UInt32, cost: Int)] = []
  private var held: [UInt8] = []
  private var heldSince: UInt64 = 0
  private var vainCalls = 0
  private var lastAllowed = UInt32.max
  private var output = 0
  /// When bytes began to wait, or some of them were taken last.
  private var waitsSince: UInt64?

  init(seed: UInt64, isHonest: Bool) {
    var numbers = SeededNumbers(seed: seed)
    var rules = ServerConnectionRules()
    rules.limits.streamsMax = Int.random(in: 1...8, using: &numbers)
    rules.limits.streamCredit = 1_024
    rules.limits.messageBytesMax = 4_096
    rules.limits.cancelsMax = [20, 1_000_000].randomElement(using: &numbers) ?? 20
    rules.outputBytesMax = 2_000
    rules.blockedBytes = 500
    rules.blockedMilliseconds = 300
    rules.stalledMilliseconds = 200
    rules.slotMilliseconds = 10
    rules.idleMilliseconds = 5_000
    rules.lingerMilliseconds = 20
    self.rules = rules
    self.tokens = [8, 64, 100_000].randomElement(using: &numbers) ?? 8
    self.now = 1_000_000_000
    self.begin = self.now
    self.machine = ServerConnectionMachine(
      rules: rules,
      bucket: TokenBucket(tokens: self.tokens, milliseconds: self.tokenMilliseconds, at: self.now),
      at: self.now)
    self.client = SimulatedClient(limits: rules.limits, isHonest: isHonest)
    self.numbers = numbers
  }

  /// Does one thing that the seed chooses.
  func step() {
    self.steps += 1
    switch Int.random(in: 0..<100, using: &self.numbers) {
    case 0..<35: self.client.act(at: self.now, &self.numbers)
    case 35..<60: self.deliver()
    case 60..<75: self.returnSome()
    case 75..<84: self.flush()
    case 84..<92: self.passTime()
    case 92..<95: self.consume()
    case 95..<99: self.stall()
    default: self.seldom()
    }
    if self.machine.nextDeadline <= self.now { self.work() }
    self.check()
  }

  /// Lets everything end that has begun, and checks that each stream was answered once.
  func settle() {
    guard self.ending == nil else { return }
    self.client.isSilent = true
    for _ in 0..<10_000 where self.ending == nil {
      self.deliver()
      self.consume()
      self.returnSome()
      self.flush()
      self.now += 1_000_000
      if self.machine.nextDeadline <= self.now { self.work() }
      self.check()
      if self.client.wire.isEmpty, self.held.isEmpty, self.handlers.isEmpty, self.output == 0 {
        break
      }
    }
    guard self.ending == nil, self.machine.isServing else { return }
    self.expect(self.handlers.isEmpty, "handlers are left")
    for stream in self.client.wholeRequests {
      self.expect(self.terminals[stream] == 1, "\(stream) has \(self.terminals[stream] ?? 0) ends")
    }
  }

  private func expect(_ condition: Bool, _ what: @autoclosure () -> String) {
    if !condition, self.violations.count < 5 {
      self.violations.append("step \(self.steps): \(what())")
    }
  }

  /// What must hold between any two steps.
  private func check() {
    self.expect(self.handlers.count <= self.rules.limits.streamsMax, "too many handlers")
    self.expect(self.machine.runningCalls == self.handlers.count, "calls are miscounted")
    let elapsed = Int((self.now - self.begin) / (self.tokenMilliseconds * 1_000_000))
    // One more, and what waited for a slot or was read over at a drain, may come on top.
    self.expect(
      self.vainCalls <= self.tokens + elapsed + 2 + self.rules.limits.streamsMax,
      "\(self.vainCalls) vain calls")
    guard self.ending == nil else { return }
    self.expect(self.machine.nextDeadline > self.now, "work is left behind")
    for (stream, handler) in self.handlers where !handler.hasCommitted && !handler.wasGivenUp {
      self.expect(handler.deadline > self.now, "\(stream) runs behind its deadline")
      self.expect(self.machine.nextDeadline <= handler.deadline, "nobody wakes for \(stream)")
    }
    if let since = self.waitsSince {
      self.expect(
        self.now < since + self.rules.blockedMilliseconds * 1_000_000 + 1,
        "a peer that takes nothing is kept")
    }
  }

  // MARK: - Input

  private func deliver() {
    // Bytes that wait are handed in again by the machine's own wish; the socket is read when it wants to.
    guard self.ending == nil, self.machine.wishes().reads, !self.client.wire.isEmpty else { return }
    let count = Int.random(in: 1...min(self.client.wire.count, 200), using: &self.numbers)
    let bytes = [UInt8](self.client.wire.prefix(count))
    self.client.wire.removeFirst(count)
    self.expect(
      self.held.isEmpty || !self.machine.isServing, "the socket is read while bytes wait")
    self.take(bytes, readAt: nil)
  }

  private func take(_ bytes: [UInt8], readAt: UInt64?) {
    self.machine.beginRead(at: self.now)
    var offset = 0
    while true {
      do throws(ConnectionFault) {
        let action = try self.machine.next(
          in: bytes.span, at: &offset, now: self.now, readAt: readAt)
        if self.ending != nil, case .needsBytes = action {
        } else {
          self.expect(self.ending == nil, "an action behind the end")
        }
        switch action {
        case .needsBytes:
          self.expect(offset == bytes.count, "bytes are left")
          return
        case .pause:
          self.tally["pause", default: 0] += 1
          self.held = [UInt8](bytes[offset...])
          self.heldSince = readAt ?? self.now
          return
        case .request(let stream, let envelope, _, let isOpenEnded):
          self.dispatch(stream, envelope, isOpenEnded: isOpenEnded, arrivedAt: readAt ?? self.now)
          self.machine.answersWait(self.output)
        case .message(let stream, let message, _):
          if let message { self.inbox.append((stream, message.cost)) }
        case .sendCredit(let stream, let bytes):
          self.tally["credit", default: 0] += 1
          self.give(stream, bytes)
        case .refuse(let stream, _): self.refuse(stream)
        case .cancel(let stream, _):
          self.vainCalls += 1
          self.tally["cancel", default: 0] += 1
          self.giveUp(stream)
        case .breach(let stream, _):
          self.expect(!self.client.isHonest, "an honest client is said to break a stream")
          self.giveUp(stream)
        case .sendGoAway(let goAway):
          self.tally["calm", default: 0] += 1
          self.lastAllowed = min(self.lastAllowed, goAway.lastStream)
        case .clientLeaves: self.partWhenDone()
        case .clientFailed: self.close(.peerFault)
        case .greet, .pong: self.send(30)
        case .dropped, .ponged, .credit: break
        }
      } catch {
        self.expect(!self.client.isHonest || error.rule == .calm, "fault \(error.rule)")
        self.send(40)
        self.part(error.rule.reason)
      }
    }
  }

  private func dispatch(
    _ stream: UInt32, _ envelope: RequestEnvelope, isOpenEnded: Bool, arrivedAt: UInt64
  ) {
    self.expect(stream <= self.lastAllowed, "\(stream) begins behind GOAWAY")
    self.expect(self.given.insert(stream).inserted, "\(stream) begins twice")
    let method = SimulatedClient.Method(envelope.method)
    let deadline: UInt64
    do throws(CallFailure) {
      deadline = try self.machine.admit(
        method?.traits, remainingMilliseconds: envelope.remainingMilliseconds,
        isOpenEnded: isOpenEnded, arrivedAt: arrivedAt)
    } catch {
      self.machine.reject(stream)
      return self.refuse(stream)
    }
    self.expect(deadline > self.now, "a call begins behind its deadline")
    if method == .quick {
      self.expect(self.machine.answeredSynchronously(stream), "\(stream) was answered before")
      return self.end(stream)
    }
    self.machine.began(stream, deadline: deadline, isEndless: method == .endless)
    self.handlers[stream] = Handler(
      deadline: deadline, hasCommitted: Int.random(in: 0..<8, using: &self.numbers) == 0)
  }

  // MARK: - Handlers

  private func returnSome() {
    guard let stream = self.handlers.keys.sorted().randomElement(using: &self.numbers),
      let handler = self.handlers.removeValue(forKey: stream)
    else { return }
    let mayAnswer = self.machine.returned(stream)
    self.expect(!(mayAnswer && handler.wasGivenUp), "\(stream) is answered twice")
    if mayAnswer { self.end(stream) }
    self.partWhenDone()
  }

  private func giveUp(_ stream: UInt32) {
    guard let handler = self.handlers[stream] else {
      return self.expect(false, "\(stream) is given up and does not run")
    }
    self.machine.abandoning(stream)
    guard !handler.hasCommitted else { return }
    self.handlers[stream]?.wasGivenUp = true
    if self.machine.gaveUp(stream) { self.end(stream) }
  }

  private func consume() {
    for (stream, cost) in self.inbox {
      guard let bytes = self.machine.consumed(on: stream, cost: cost) else { continue }
      self.tally["credit", default: 0] += 1
      self.give(stream, bytes)
    }
    self.inbox.removeAll()
  }

  private func give(_ stream: UInt32, _ bytes: UInt32) {
    let credit = self.client.receive(credit: bytes, on: stream)
    self.expect(credit <= Int(self.rules.limits.streamCredit), "\(credit) bytes of credit")
  }

  private func stall() {
    guard let stream = self.handlers.keys.sorted().randomElement(using: &self.numbers) else {
      return
    }
    if Bool.random(using: &self.numbers) {
      self.machine.stalled(stream, at: self.now)
      self.handlers[stream]?.isStalled = true
    } else {
      self.machine.unstalled(stream)
      self.handlers[stream]?.isStalled = false
    }
  }

  // MARK: - Output

  private func end(_ stream: UInt32) {
    self.terminals[stream, default: 0] += 1
    self.expect(self.terminals[stream] == 1, "\(stream) ends twice")
    self.client.ended(stream)
    self.send(Int.random(in: 20...400, using: &self.numbers))
  }

  private func refuse(_ stream: UInt32) {
    self.vainCalls += 1
    self.tally["refuse", default: 0] += 1
    self.end(stream)
  }

  private func send(_ bytes: Int) {
    guard self.ending == nil else { return }
    self.output += bytes
  }

  private func flush() {
    guard self.ending == nil else { return }
    let room = self.client.reads ? Int.random(in: 0...4_000, using: &self.numbers) : 0
    let sent = min(room, self.output)
    self.output -= sent
    self.machine.outputWaits(self.output)
    guard self.output == 0 else {
      if sent > 0 || self.waitsSince == nil { self.waitsSince = self.now }
      return self.machine.stillWaits(sent: UInt64(sent), at: self.now)
    }
    self.waitsSince = nil
    switch self.machine.drained(at: self.now) {
    case .nothing: self.partWhenDone()
    case .shutDownWriting: break
    case .end(let reason): self.close(reason)
    }
  }

  private func partWhenDone() {
    if self.output == 0, self.ending == nil, self.machine.isDone() { self.part(.drained) }
  }

  // MARK: - Time and ends

  private func passTime() {
    // Far moments seldom: most connections would be idle or too slow before anything has happened.
    let isLong = Int.random(in: 0..<50, using: &self.numbers) == 0
    let next =
      isLong ? self.machine.nextDeadline : min(self.machine.nextDeadline, self.now + 100_000_000)
    switch Int.random(in: 0..<4, using: &self.numbers) {
    case 0 where next < .max && next > self.now: self.now = next
    case 1 where next < .max && next > self.now + 1: self.now = next - 1
    default: self.now += UInt64.random(in: 0...4_000_000, using: &self.numbers)
    }
  }

  private func work() {
    for _ in 0..<10_000 {
      guard let work = self.machine.work(at: self.now) else { return }
      self.tally[work.name, default: 0] += 1
      switch work {
      case .abandon(let stream, let reason):
        let handler = self.handlers[stream]
        if reason == .deadline {
          self.expect(handler.map { $0.deadline <= self.now } ?? false, "\(stream) expires early")
        }
        if reason == .slowConsumer {
          self.expect(handler?.isStalled == true, "\(stream) was not stalled")
        }
        self.giveUp(stream)
      case .request(let stream, let envelope, _, let isOpenEnded, let arrivedAt):
        self.dispatch(stream, envelope, isOpenEnded: isOpenEnded, arrivedAt: arrivedAt)
      case .refuse(let stream, _): self.refuse(stream)
      case .readOn:
        let held = self.held
        self.held = []
        self.take(held, readAt: self.heldSince)
      case .leaveIdle:
        self.expect(self.handlers.isEmpty, "a connection with calls is idle")
        self.send(30)
      case .part: break
      case .end(let reason): self.close(reason)
      }
    }
    self.expect(false, "work does not end")
  }

  private func part(_ reason: RuntimeReason) {
    self.machine.part(reason)
    self.work()
  }

  private func close(_ reason: RuntimeReason) {
    guard self.ending == nil else { return }
    self.ending = reason
    self.waitsSince = nil
    _ = self.machine.debt(at: self.now)
    self.machine.end()
    self.held = []
    self.work()
    self.expect(
      self.handlers.values.allSatisfy { $0.hasCommitted || $0.wasGivenUp }, "calls outlive the end")
  }

  private func seldom() {
    switch Int.random(in: 0..<40, using: &self.numbers) {
    case 0:
      switch self.machine.drain(graceMilliseconds: 30, at: self.now) {
      case .nothing: break
      case .refuse: self.part(.drained)
      case .goAway(let goAway):
        self.lastAllowed = min(self.lastAllowed, goAway.lastStream)
        self.send(30)
        self.work()
      }
    case 1:
      guard self.ending == nil, self.client.wire.isEmpty else { return }
      switch self.machine.peerEnded(outputIsEmpty: self.output == 0) {
      case .nothing: break
      case .part(let reason): self.part(reason)
      case .end(let reason): self.close(reason)
      }
    case 2..<4: self.client.reads.toggle()
    case 4..<8: self.client.reads = true
    default: break
    }
  }
}

extension ServerWork {
  /// What it is counted as.
  fileprivate var name: String {
    switch self {
    case .abandon(_, let reason): "abandon \(reason)"
    case .request: "a request gets its slot"
    case .refuse: "a request gets none"
    case .readOn: "read on"
    case .leaveIdle: "idle"
    case .part: "part"
    case .end(let reason): reason.rawValue
    }
  }
}
