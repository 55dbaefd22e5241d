import LatchkeyBase

// What becomes of requests, and of the handlers that run for them.

/// What a server's connection asks about a method.
public struct CallTraits: Hashable, Sendable {
  /// Longest time a call may take, in milliseconds; nil for a stream without an end of its own.
  public var deadlineMillisecondsMax: UInt32?
  /// Whether messages of the client follow its request.
  public var clientStreams: Bool

  /// Traits of a method.
  ///
  /// - Parameters:
  ///   - deadlineMillisecondsMax: Longest time a call may take, in milliseconds.
  ///   - clientStreams: Whether messages of the client follow its request.
  public init(deadlineMillisecondsMax: UInt32?, clientStreams: Bool) {
    self.deadlineMillisecondsMax = deadlineMillisecondsMax
    self.clientStreams = clientStreams
  }
}

extension ServerConnectionMachine {
  /// Decides whether a request may be given to a handler.
  ///
  /// - Parameters:
  ///   - traits: Of its method; nil when there is none of that number or name.
  ///   - remainingMilliseconds: Time that the client still has; nil leaves it to the method.
  ///   - isOpenEnded: Whether messages may follow.
  ///   - arrivedAt: When its last byte was read, in nanoseconds: the time that it has counts from there.
  /// - Returns: The deadline of the call, in nanoseconds.
  /// - Throws: ``CallFailure`` when it may not: ``reject(_:)`` its stream and say so.
  public mutating func admit(
    _ traits: CallTraits?, remainingMilliseconds: UInt64?, isOpenEnded: Bool, arrivedAt: UInt64
  ) throws(CallFailure) -> UInt64 {
    guard let traits else {
      throw CallFailure(
        code: .unimplemented, reason: .unknownMethod, message: "There is no such method here.",
        outcome: .notStarted)
    }
    guard traits.clientStreams || !isOpenEnded else {
      throw CallFailure(
        code: .unimplemented, reason: .cardinality,
        message: "This method takes one request, which ends with END.", outcome: .notStarted)
    }
    let milliseconds = min(
      remainingMilliseconds ?? .max, traits.deadlineMillisecondsMax.map { UInt64($0) } ?? .max)
    let (span, isEndless) = milliseconds.multipliedReportingOverflow(by: 1_000_000)
    let (sum, isBeyond) = arrivedAt.addingReportingOverflow(span)
    let deadline = isEndless || isBeyond ? .max : sum
    // Nothing is left of no time at all, nor of a little behind a handler that took longer.
    guard deadline > self.lastSeen else {
      throw CallFailure(
        code: .deadlineExceeded, reason: .deadline, message: "No time was left for this call.",
        outcome: .notStarted)
    }
    return deadline
  }

  /// A request was refused after it was given out: no handler will run for it.
  ///
  /// - Parameter stream: Its number.
  public mutating func reject(_ stream: UInt32) {
    _ = self.frames.finished(stream)
    self.noteVainCall()
  }

  /// A request was answered on the spot, without a call in progress.
  ///
  /// - Parameter stream: Its number.
  /// - Returns: Whether the terminal frame may be sent.
  public mutating func answeredSynchronously(_ stream: UInt32) -> Bool {
    self.frames.finished(stream)
  }

  /// The handler of a request begins.
  ///
  /// - Parameters:
  ///   - stream: Of the call.
  ///   - deadline: When it is given up, in nanoseconds.
  ///   - isEndless: Whether it has no end of its own.
  public mutating func began(_ stream: UInt32, deadline: UInt64, isEndless: Bool) {
    self.calls.insert(stream, deadline: deadline, isEndless: isEndless)
    self.wake(by: deadline)
  }

  /// A handler has returned: its slot is free, and the request that waits for one has it.
  ///
  /// - Parameter stream: Of the call.
  /// - Returns: Whether its terminal frame may be sent: false when the stream had one already, or the connection
  ///   parts.
  public mutating func returned(_ stream: UInt32) -> Bool {
    self.calls.remove(stream)
    if self.waiting != nil {
      self.reading = .held(until: self.lastActivity)
      self.wake(by: self.lastActivity)
    }
    guard self.phase == .serving else {
      self.frames.released()
      return false
    }
    if self.calls.isEmpty { self.wake(by: self.idleUntil) }
    return self.frames.finished(stream)
  }

  /// A call is being given up, its messages with it: its deadline no longer matters.
  ///
  /// - Parameter stream: Of the call.
  public mutating func abandoning(_ stream: UInt32) {
    self.calls.forgetDeadline(of: stream)
    self.calls.endStall(of: stream)
  }

  /// A call was given up before its handler has returned, and its terminal frame is about to be sent.
  ///
  /// - Parameter stream: Of the call.
  /// - Returns: Whether it may be: false when the stream had one already.
  public mutating func gaveUp(_ stream: UInt32) -> Bool { self.frames.answered(stream) }

  /// The clock was looked at.
  ///
  /// - Parameter now: Nanoseconds of a clock that never goes back.
  public mutating func saw(_ now: UInt64) { self.lastSeen = now }

  /// The consumer of a stream has taken a message.
  ///
  /// - Parameters:
  ///   - stream: Of the message.
  ///   - cost: That of the message.
  /// - Returns: Credit to be sent now, in bytes; nil while there is enough, or the stream is over.
  public mutating func consumed(on stream: UInt32, cost: Int) -> UInt32? {
    self.frames.consumed(on: stream, cost: cost)
  }

  /// A message of a call begins to wait for credit.
  ///
  /// - Parameters:
  ///   - stream: Of the call.
  ///   - now: Nanoseconds of a clock that never goes back.
  public mutating func stalled(_ stream: UInt32, at now: UInt64) {
    let throughput = MinimumThroughput(
      bytes: self.rules.stalledBytes, milliseconds: self.rules.stalledMilliseconds, at: now)
    self.calls.stall(stream, throughput)
    self.wake(by: throughput.end)
  }

  /// No message of a call waits for credit any more.
  ///
  /// - Parameter stream: Of the call.
  public mutating func unstalled(_ stream: UInt32) { self.calls.endStall(of: stream) }
}
