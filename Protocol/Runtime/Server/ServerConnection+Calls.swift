import LatchkeyBase
import LatchkeySocket
import LatchkeyWire

// From requests to handlers, and from their results to answers.

extension ServerConnection {
  func call(on stream: UInt32) -> ServerCall? { self.calls.first { $0.stream == stream } }

  /// Gives a request to the handler, or says why not.
  ///
  /// - Parameters:
  ///   - stream: Its number.
  ///   - envelope: The request.
  ///   - isSensitive: Whether a frame of it said so.
  ///   - isOpenEnded: Whether messages may follow.
  ///   - arrivedAt: When its last byte was read, in nanoseconds.
  func dispatch(
    _ stream: UInt32, _ envelope: consuming RequestEnvelope, isSensitive: Bool, isOpenEnded: Bool,
    arrivedAt: UInt64
  ) {
    let traits = self.shared.handler.resolve(envelope.method)
    let deadline: MonotonicInstant
    do throws(CallFailure) {
      deadline = MonotonicInstant(
        nanoseconds: try self.machine.value.admit(
          traits?.callTraits, remainingMilliseconds: envelope.remainingMilliseconds,
          isOpenEnded: isOpenEnded, arrivedAt: arrivedAt))
    } catch {
      return self.turnAway(stream, error, slot: traits?.figuresSlot ?? 0)
    }
    guard let traits else { return }
    let isSensitive = isSensitive || traits.isSensitive
    let context = CallContext()
    if traits.mayAnswerSynchronously {
      let incoming = IncomingCall(
        consume envelope, deadline: deadline, peer: self.unixSocket.peer, connection: self.number,
        context: context)
      if let result = self.shared.handler.answerSynchronously(incoming) {
        return self.answered(
          stream, consume incoming, result, traits, isSensitive: isSensitive, startedAt: arrivedAt)
      }
      guard self.takeSlot(for: stream, traits) else { return }
      return self.begin(
        consume incoming, stream, traits, nil, isSensitive: isSensitive, startedAt: arrivedAt)
    }
    guard self.takeSlot(for: stream, traits) else { return }
    let pipe = self.makePipe(for: stream, traits, isOpenEnded: isOpenEnded)
    let incoming = IncomingCall(
      consume envelope, deadline: deadline, peer: self.unixSocket.peer, connection: self.number,
      context: context, stream: pipe.map { ServerStream(pipe: $0) })
    self.begin(
      consume incoming, stream, traits, pipe, isSensitive: isSensitive, startedAt: arrivedAt)
  }

  /// Takes one of the server's call slots, or refuses for want of one.
  private func takeSlot(for stream: UInt32, _ traits: MethodTraits) -> Bool {
    if self.shared.takeCall(
      held: self.calls.count, endless: traits.isEndless ? self.endlessCalls : nil)
    {
      return true
    }
    self.turnAway(
      stream,
      CallFailure(
        code: .resourceExhausted, reason: .overloaded,
        message: "No place is left for a further call of this connection.",
        retryAfterMilliseconds: self.configuration.retryAfterMilliseconds, outcome: .notStarted),
      slot: traits.figuresSlot)
    return false
  }

  /// Notes a call in progress, and lets its handler begin.
  private func begin(
    _ incoming: consuming IncomingCall, _ stream: UInt32, _ traits: MethodTraits,
    _ pipe: MessagePipe?, isSensitive: Bool, startedAt: UInt64
  ) {
    let call = ServerCall(
      stream: stream, context: incoming.context, startedAt: startedAt, index: self.calls.count,
      figuresSlot: traits.figuresSlot)
    call.pipe = pipe
    call.serverStreams = traits.serverStreams
    call.isEndless = traits.isEndless
    self.calls.append(call)
    self.machine.value.began(
      stream, deadline: incoming.deadline.nanoseconds, isEndless: traits.isEndless)
    self.home.counters.add(.dispatched)
    self.home.counters.add(.running)
    call.incoming = consume incoming
    self.run(call, isSensitive: isSensitive)
  }

  /// Sends what the handler answered on the spot.
  private func answered(
    _ stream: UInt32, _ incoming: consuming IncomingCall,
    _ result: consuming Result<Reply, CallFailure>, _ traits: MethodTraits, isSensitive: Bool,
    startedAt: UInt64
  ) {
    let context = incoming.context
    if isSensitive { self.wipe(&incoming) }
    self.home.counters.add(.dispatched)
    guard self.machine.value.answeredSynchronously(stream) else { return }
    let ending = Ending(
      stream: stream, figuresSlot: traits.figuresSlot, startedAt: startedAt, context: context,
      isStream: false)
    switch consume result {
    case .success(let reply):
      self.answer(ending, reply, isSensitive: isSensitive || reply.isSensitive)
    case .failure(let failure): self.fail(ending, failure)
    }
  }

  /// Starts the handler at once, on this thread; one that never waits has answered on return.
  private func run(_ call: ServerCall, isSensitive: Bool) {
    // Unsafe: the call belongs to this loop's thread, and so do all parts of the task.
    nonisolated(unsafe) let call = call
    let task = Task.immediate(executorPreference: self.home.loop) {
      // Taken, not captured: a closure keeps what it captured.
      guard var incoming = unsafe call.incoming.take() else { return }
      let result = await self.shared.handler.handle(incoming)
      if isSensitive { self.wipe(&incoming) }
      unsafe self.returned(call, result, isSensitive: isSensitive)
    }
    guard unsafe !call.hasReturned else { return }
    unsafe call.task = task
    // One that has returned was counted, and the clock seen.
    self.machine.value.saw(MonotonicInstant.now.nanoseconds)
  }

  /// Wipes what a handler was given.
  private func wipe(_ incoming: inout IncomingCall) {
    if !incoming.wipeSecrets() { self.home.counters.add(.secretsKept) }
  }

  /// A handler returned: its slot is free, and its answer goes out unless one did before.
  private func returned(
    _ call: ServerCall, _ result: consuming Result<Reply, CallFailure>, isSensitive: Bool
  ) {
    call.hasReturned = true
    call.task = nil
    self.calls.swapAt(call.index, self.calls.count - 1)
    self.calls[call.index].index = call.index
    self.calls.removeLast()
    self.shared.giveCallBack(
      held: self.isClosed ? nil : self.calls.count,
      endless: self.isClosed || !call.isEndless ? nil : self.endlessCalls,
      wasEndless: call.isEndless)
    self.home.counters.add(.running, -1)
    let isTruncated = call.pipe != nil && self.closePipe(of: call, nil)
    let mayAnswer = self.machine.value.returned(call.stream)
    defer { self.settle() }
    // Given up and answered before: its slot may be the last thing that a farewell waits for.
    guard mayAnswer else { return self.partWhenDone() }
    let ending = Ending(
      stream: call.stream, figuresSlot: call.figuresSlot, startedAt: call.startedAt,
      context: call.context, isStream: call.serverStreams)
    switch consume result {
    case .success where isTruncated: self.fail(ending, call.context.failing(.truncated))
    case .success(let reply):
      self.answer(ending, reply, isSensitive: isSensitive || reply.isSensitive)
    case .failure(let failure):
      // Given up in the middle of a part: the handler knows that it was, and not why.
      let isAbandoned = failure.reason == RuntimeReason.abandoned.rawValue
      self.fail(ending, (isAbandoned ? call.givenUp : nil) ?? failure)
    }
    self.partWhenDone()
  }

  /// What a terminal frame needs to know of its call.
  private struct Ending {
    let stream: UInt32
    let figuresSlot: Int
    let startedAt: UInt64
    let context: CallContext
    let isStream: Bool
  }

  /// Answers a call with the failure that its handler returned.
  private func fail(_ call: Ending, _ failure: CallFailure) {
    self.home.counters.add(.failed)
    self.note(call.figuresSlot, since: call.startedAt, failure.code.rawValue)
    let failure = call.context.correcting(failure)
    self.write { $0.error(failure, stream: call.stream) }
  }

  /// Counts the end of a call.
  private func note(_ slot: Int, since startedAt: UInt64, _ status: UInt8) {
    let now = MonotonicInstant.now.nanoseconds
    self.machine.value.saw(now)
    self.home.ledger.note(
      slot: slot, status: status, nanoseconds: now > startedAt ? now - startedAt : 0)
  }

  private func answer(_ call: Ending, _ reply: consuming Reply, isSensitive: Bool) {
    let bytesMax = self.messageBytesMax
    guard reply.body.count <= bytesMax, reply.metadata.isWithinLimits else {
      let failure = CallFailure(
        code: .resourceExhausted, reason: .messageTooLarge,
        message: "The response has \(reply.body.count) bytes; \(bytesMax) are allowed.",
        outcome: .rolledBack)
      return self.fail(call, call.context.failing(failure))
    }
    self.home.counters.add(.succeeded)
    self.note(call.figuresSlot, since: call.startedAt, 0)
    var envelope = ResponseEnvelope(
      metadata: reply.metadata, body: call.isStream ? nil : reply.body)
    reply.body = []
    self.output.value.response(
      envelope, stream: call.stream, isSensitive: isSensitive, self.home.buffers)
    if isSensitive { envelope.wipeBody() }
    self.planFlush()
  }

  /// A refusal after the machine opened the stream: no handler will run.
  private func turnAway(_ stream: UInt32, _ failure: CallFailure, slot: Int) {
    self.machine.value.reject(stream)
    self.refuse(stream, failure, slot)
  }

  /// Counts a call that no handler sees, and answers it.
  func refuse(_ stream: UInt32, _ failure: CallFailure, _ slot: Int = 0) {
    self.home.counters.add(.turnedAway)
    self.home.ledger.note(slot: slot, status: failure.code.rawValue, nanoseconds: 0)
    self.write { $0.error(failure, stream: stream) }
  }

  /// A CANCEL: the task is told, and the caller answered at once, unless the handler has committed.
  func cancel(_ stream: UInt32, _ reason: CancelReason) {
    guard let call = self.call(on: stream) else { return }
    let code: StatusCode =
      switch reason {
      case .user, .shutdown: .cancelled
      case .deadline: .deadlineExceeded
      }
    self.giveUp(call, .abandoned(code), counting: .cancelled)
  }

  /// The client broke the rules of a stream.
  func breached(_ stream: UInt32, _ failure: CallFailure) {
    guard let call = self.call(on: stream) else { return }
    self.giveUp(call, failure, counting: .cancelled)
  }

  /// Gives a call up before its commit point, and says so to its caller; in the middle of a part, once
  /// that has ended. The messages of the call end in any case.
  ///
  /// - Parameters:
  ///   - call: Which.
  ///   - failure: What the caller is told, but for the outcome, which is the true one.
  ///   - cell: What it is counted as, if that is counted.
  func giveUp(_ call: ServerCall, _ failure: CallFailure, counting cell: CounterCells.Cell?) {
    self.machine.value.abandoning(call.stream)
    // Unsafe: the call is only touched on this loop's thread, and the closure runs there.
    nonisolated(unsafe) let later = call
    let isGivenUp = call.context.abandon(failure.code) {
      self.home.loop.execute {
        if unsafe !later.hasReturned { unsafe self.giveUp(later, failure, counting: cell) }
      }
    }
    let told = call.context.failing(failure)
    if call.pipe != nil { _ = self.closePipe(of: call, told) }
    guard isGivenUp else {
      call.givenUp = call.givenUp ?? failure
      return
    }
    guard self.machine.value.gaveUp(call.stream) else { return }
    if let cell { self.home.counters.add(cell) }
    self.note(call.figuresSlot, since: call.startedAt, told.code.rawValue)
    if self.machine.value.isServing { self.write { $0.error(told, stream: call.stream) } }
    // Last: the handler may return inside of this.
    call.task?.cancel()
  }
}

extension Abandonment {
  /// What a call that ends so is counted as, in addition to its status.
  var cell: CounterCells.Cell? {
    switch self {
    case .deadline: .expired
    case .slowConsumer: .slowReaders
    case .connectionLost, .shutdown, .reconnect: nil
    }
  }
}

extension MethodTraits {
  /// What the connection's machine asks.
  fileprivate var callTraits: CallTraits {
    CallTraits(
      deadlineMillisecondsMax: self.deadlineMillisecondsMax, clientStreams: self.clientStreams)
  }
}
