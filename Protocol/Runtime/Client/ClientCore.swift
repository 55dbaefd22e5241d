import LatchkeyBase
import LatchkeySocket
import LatchkeyWire
import Synchronization

/// What a client does on its loop's thread: keeps a connection, hands out streams, tries again.
///
/// Belongs to the loop's thread, but for what is constant.
final class ClientCore: @unchecked Sendable {
  /// Where the server is, for people.
  let path: String
  /// Whether one can connect there.
  private let hasPath: Bool
  /// A connection that was handed over and is not used yet.
  private var given: UnixConnection?
  let configuration: ClientConfiguration
  let loop: EventLoop
  let buffers = LoopBuffers()

  /// How the server introduced itself last. Read from any thread.
  let lastHello = Mutex<Hello?>(nil)

  /// The connection for new calls.
  private var connection: ClientConnection?
  /// Connections that take no new calls and still owe answers.
  private var leaving: [ClientConnection] = []
  /// Calls without a stream, in the order of their coming.
  private let waiting = ThreadConfined(CallQueue())
  private var isClosed = false

  private var backoffMilliseconds: UInt64 = 0
  private var retryTimer: TimerID?
  private var deadlineTimer: TimerID?
  private var wakeAt: UInt64 = .max

  init(path: String, configuration: ClientConfiguration, loop: EventLoop) {
    self.path = path
    self.hasPath = true
    self.configuration = configuration
    self.loop = loop
  }

  init(
    connection: consuming UnixConnection, configuration: ClientConfiguration, loop: EventLoop
  ) {
    self.path = "a connection that was handed over"
    self.hasPath = false
    self.given = consume connection
    self.configuration = configuration
    self.loop = loop
  }

  /// Takes a call from any thread.
  func submit(_ call: PendingCall) {
    if self.loop.isCurrent {
      self.start(call)
    } else if !self.loop.execute({ self.start(call) }) {
      call.fail(.closedHere)
    }
  }

  /// Begins a call, or a further try of it.
  func start(_ call: PendingCall) {
    call.wasBegun = true
    guard !call.wasCancelledEarly else { return call.fail(.cancelledHere) }
    guard !self.isClosed else { return call.fail(.closedHere) }
    if let refusal = call.refusal(
      limits: self.configuration.limits,
      messageBytesMax: self.connection?.machine.value.peerMessageBytesMax ?? .max)
    {
      return call.fail(refusal)
    }
    if let connection = self.connection, self.waiting.value.isEmpty, connection.canSend {
      // Its time has hardly begun: the clock is not asked again.
      connection.send(call, at: call.startedAt)
    } else {
      self.enqueue(call)
    }
    self.wake(by: call.deadline)
  }

  private func enqueue(_ call: PendingCall) {
    guard
      self.waiting.value.count < self.configuration.queuedCallsMax,
      self.waiting.value.byteCount + call.byteCount <= self.configuration.queuedBytesMax
    else {
      return call.fail(
        CallFailure(
          code: .resourceExhausted, reason: .clientQueueFull,
          message: "Too many calls wait in this client.", outcome: .notStarted))
    }
    self.waiting.value.append(call)
    if self.connection == nil, self.retryTimer == nil || !call.waitForReady { self.connect() }
  }

  /// Sends waiting calls as far as there are streams.
  func pump() {
    guard let connection = self.connection else {
      if !self.waiting.value.isEmpty, self.retryTimer == nil { self.connect() }
      return
    }
    guard !self.waiting.value.isEmpty else { return }
    let now = MonotonicInstant.now.nanoseconds
    while connection.canSend, let call = self.waiting.value.popFirst() {
      // The server's limits may have become known since.
      if let refusal = call.refusal(
        limits: self.configuration.limits,
        messageBytesMax: connection.machine.value.peerMessageBytesMax)
      {
        call.fail(refusal)
      } else {
        connection.send(call, at: now)
      }
    }
  }

  /// The caller's task was cancelled.
  func cancel(_ call: PendingCall) {
    // A task that was cancelled before it called may be heard of before its call is.
    guard call.wasBegun else {
      call.wasCancelledEarly = true
      return
    }
    self.drop(call, .cancelledHere, .user)
  }

  /// The same from any thread, once what runs now has returned.
  func cancelSoon(_ call: PendingCall) {
    self.loop.execute { self.cancel(call) }
  }

  /// Fails a call here, and tells the server when it knows of it.
  private func drop(_ call: PendingCall, _ failure: CallFailure, _ reason: CancelReason) {
    switch call.state {
    case .waiting:
      call.fail(failure, dropsMessages: true)
      self.waiting.value.noteFinished(call)
    case .sent:
      var failure = failure
      let owner = self.owner(of: call)
      if owner?.cancel(call, reason) != true { failure.outcome = .unknown }
      call.fail(failure, dropsMessages: true)
      self.pump()
    case .finished:
      break
    }
  }

  private func owner(of call: PendingCall) -> ClientConnection? {
    if let connection = self.connection, connection.owns(call) { return connection }
    return self.leaving.first { $0.owns(call) }
  }

  /// Ends everything; later calls fail.
  func close() {
    guard !self.isClosed else { return }
    self.isClosed = true
    if let timer = self.retryTimer { self.loop.cancel(timer) }
    if let timer = self.deadlineTimer { self.loop.cancel(timer) }
    self.retryTimer = nil
    self.deadlineTimer = nil
    let connections = self.leaving + (self.connection.map { [$0] } ?? [])
    self.connection = nil
    self.leaving = []
    for connection in connections { connection.shutDown() }
    while let call = self.waiting.value.popFirst() { call.fail(.closedHere) }
  }
}

// MARK: - Connecting

extension ClientCore {
  private func connect() {
    if let timer = self.retryTimer { self.loop.cancel(timer) }
    self.retryTimer = nil
    do throws(SocketError) {
      let connection = ClientConnection(try self.nextConnection(), core: self)
      try connection.start()
      self.connection = connection
      self.pump()
    } catch {
      self.connectFailed(error)
    }
  }

  private func nextConnection() throws(SocketError) -> UnixConnection {
    if let given = self.given.take() { return given }
    // It was the only one.
    guard self.hasPath else { throw SocketError(.disconnected, phase: .connect) }
    return try UnixConnection.connect(path: self.path)
  }

  private func connectFailed(_ error: SocketError) {
    let failure = CallFailure(
      code: .unavailable, reason: .connect,
      message: "No connection to \(self.path): \(error).", outcome: .notStarted)
    // A full queue of the listener passes by itself; anything else is said at once to those who
    // did not ask to wait.
    if error.kind != .queueFull {
      self.waiting.value.failImpatient(failure, at: MonotonicInstant.now.nanoseconds)
    }
    self.retryLater()
  }

  private func retryLater() {
    guard !self.waiting.value.isEmpty, self.retryTimer == nil, !self.isClosed else { return }
    self.backoffMilliseconds = min(
      max(self.backoffMilliseconds * 2, self.configuration.backoffMillisecondsMin),
      self.configuration.backoffMillisecondsMax)
    self.retryTimer = self.loop.schedule(
      at: .now.advanced(byMilliseconds: self.backoffMilliseconds)
    ) { [weak self] in
      self?.retryTimer = nil
      self?.connect()
    }
  }

  /// The server's HELLO came.
  func greeted(_ hello: Hello) {
    self.lastHello.withLock { $0 = hello }
    self.backoffMilliseconds = 0
    self.pump()
  }

  /// A connection takes no new calls but still owes some.
  func leaves(_ connection: ClientConnection) {
    guard self.connection === connection else { return }
    self.connection = nil
    self.leaving.append(connection)
  }

  /// A connection is over.
  func ended(_ connection: ClientConnection) {
    if self.connection === connection { self.connection = nil }
    self.leaving.removeAll { $0 === connection }
  }

  /// Calls that lost their connection: those that may be tried again are, the others fail.
  ///
  /// - Parameters:
  ///   - calls: Already told whether they may have started.
  ///   - failure: What the others hear.
  ///   - wasRefused: Whether the server refused the connection itself, so that another try at once
  ///     would meet the same.
  ///   - pauses: Whether the next try waits: the connection was lost before the server's HELLO.
  func retry(
    _ calls: [PendingCall], _ failure: CallFailure, wasRefused: Bool, pauses: Bool = false
  ) {
    let now = MonotonicInstant.now.nanoseconds
    // A second failure in a row is no chance any more.
    let pauses = pauses || calls.contains { $0.attempts > 1 }
    for call in calls where call.state != .finished {
      call.state = .waiting
      call.pipe?.detach()
      let canRetry =
        wasRefused
        ? call.isPatient(at: now)
        : call.isRepeatable && call.attempts < self.configuration.attemptsMax
      guard canRetry, !self.isClosed else {
        var failure = failure
        failure.outcome = call.mayHaveStarted ? .unknown : .notStarted
        call.fail(failure)
        continue
      }
      if call.mayHaveStarted, call.patientUntil == 0 {
        call.patientUntil = now + self.configuration.doubtMillisecondsMax * 1_000_000
      }
      self.waiting.value.append(call)
    }
    if wasRefused {
      self.waiting.value.failImpatient(failure, at: now)
      self.retryLater()
    } else if pauses, self.connection == nil {
      self.retryLater()
    } else {
      self.pump()
    }
  }
}

// MARK: - Time

extension ClientCore: TimerHandler {
  /// Makes sure that the timer fires at a time at the latest. It is not moved when calls end, so
  /// that most calls cost no timer.
  func wake(by moment: UInt64) {
    guard moment < self.wakeAt, !self.isClosed else { return }
    if let timer = self.deadlineTimer { self.loop.cancel(timer) }
    self.wakeAt = moment
    self.deadlineTimer = self.loop.schedule(at: MonotonicInstant(nanoseconds: moment), self)
  }

  func timerFired(_ timer: TimerID) {
    self.deadlineTimer = nil
    self.wakeAt = .max
    let now = MonotonicInstant.now.nanoseconds
    let connections = self.leaving + (self.connection.map { [$0] } ?? [])
    var overdue = self.waiting.value.overdue(at: now)
    for connection in connections { overdue += connection.overdue(at: now) }
    for call in overdue {
      self.drop(
        call,
        CallFailure(
          code: .deadlineExceeded, reason: .deadline,
          message: "No answer from \(self.path) before the deadline.", outcome: .notStarted),
        .deadline)
    }
    for connection in connections { connection.checkTime(now) }
    if let next = self.waiting.value.nextDeadline { self.wake(by: next) }
    for connection in connections { connection.wakeForDeadlines() }
  }
}
