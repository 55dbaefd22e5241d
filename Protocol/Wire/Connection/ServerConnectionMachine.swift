public import LatchkeyBase

/// The server's side of one connection, all of it but the I/O: bytes, moments and the ends of handlers in,
/// actions out.
///
/// Holds what a frame means (``ServerFrameMachine``) and when something is due: HELLO, deadlines of calls,
/// minimum throughput, the token bucket, the request that waits for a slot, drain, idle, parting. Time is an
/// argument. The driver reads, writes, runs handlers, and asks ``work(at:)`` again and again, at the latest at
/// ``nextDeadline``.
public struct ServerConnectionMachine: ~Copyable {
  /// What the connection is about.
  public enum Phase: Hashable, Sendable {
    /// Bytes are taken. May become `parting` or `ended`.
    case serving
    /// Only the rest of our output matters, the peer's bytes are read over. May become `lingering` or `ended`.
    case parting(RuntimeReason)
    /// Our end is sent; the peer's end is awaited until a time, in nanoseconds. May become `ended`.
    case lingering(RuntimeReason, until: UInt64)
    /// Nothing happens any more but the ends of handlers. Terminal.
    case ended
  }

  /// Whether the peer's bytes are looked at.
  enum Reading: Hashable, Sendable {
    /// They are. May become `held`.
    case open
    /// The token bucket is empty, or a request waits for a slot, until a time. May become `open`.
    case held(until: UInt64)
  }

  /// How the connection ends by agreement.
  enum Departure: Hashable, Sendable {
    /// It does not. May become any other.
    case none
    /// The client opens no more streams. May become `draining`.
    case client
    /// Ours was announced; calls have until a time. May become `overdue`.
    case draining(graceUntil: UInt64)
    /// The grace is over; calls past their commit point have until a time.
    case overdue(until: UInt64)
  }

  /// What the connection is about.
  public internal(set) var phase = Phase.serving
  /// What it is held to.
  public let rules: ServerConnectionRules
  /// When ``work(at:)`` is to be asked at the latest, in nanoseconds; `max` for never. It may come for nothing: a
  /// deadline that disappears does not move it, so that a call costs no timer.
  public internal(set) var nextDeadline = UInt64.max
  /// What frames mean.
  var frames: ServerFrameMachine
  var calls = RunningCalls()
  var bucket: TokenBucket
  private var holds = 0
  /// A request that waits for a handler to return; then ``reading`` is held.
  var waiting: WaitingRequest?
  var reading = Reading.open
  var departure = Departure.none
  /// Whether the peer takes what waits for the socket; nil while nothing does.
  var throughput: MinimumThroughput?
  /// So many answers wait that nothing more is read.
  var isPaused = false
  /// Bytes that were read wait to be handed in again.
  var hasUnread = false
  /// The end of the peer's bytes was read.
  var peerHasEnded = false
  /// When the last bytes came, in nanoseconds.
  var lastActivity: UInt64
  /// The last time that was seen; what comes behind slow handlers is held against it.
  var lastSeen: UInt64
  private let helloUntil: UInt64

  /// A connection of an admitted peer.
  ///
  /// - Parameters:
  ///   - rules: What it is held to.
  ///   - bucket: Its tokens, less the debt of its user.
  ///   - now: Nanoseconds of a clock that never goes back.
  package init(rules: ServerConnectionRules, bucket: TokenBucket, at now: UInt64) {
    self.rules = rules
    self.bucket = bucket
    self.frames = ServerFrameMachine(limits: rules.limits)
    self.lastActivity = now
    self.lastSeen = now
    self.helloUntil = now + rules.helloMilliseconds * 1_000_000
    self.nextDeadline = self.helloUntil
    self.holdWhenEmpty(at: now)
  }

  /// Longest frame body that the client accepts, in bytes.
  public var peerFrameBytesMax: Int { self.frames.peerFrameBytesMax }
  /// Longest message that may be sent, in bytes: what both ends allow.
  public var sentMessageBytesMax: Int {
    min(self.rules.limits.messageBytesMax, self.frames.peerMessageBytesMax)
  }
  /// Credit that every stream of messages to the client begins with, in bytes.
  public var peerStreamCredit: UInt32 { self.frames.peerStreamCredit }
  /// Frames for streams that are over, so far.
  public var lateFrames: UInt64 { self.frames.lateFrames }
  /// Frames of unknown types, so far.
  public var skippedFrames: UInt64 { self.frames.skippedFrames }
  /// Calls with a handler that has not returned.
  public var runningCalls: Int { self.calls.count }

  /// When bytes were handed in last, in nanoseconds.
  public var lastReadAt: UInt64 { self.lastActivity }

  /// Whether the connection takes bytes and calls.
  public var isServing: Bool { self.phase == .serving }

  /// What a driver brings itself in line with behind everything that it has reported.
  public struct Wishes: Hashable, Sendable {
    /// When ``ServerConnectionMachine/work(at:)`` is to be asked at the latest, in nanoseconds; `max` for never.
    public let deadline: UInt64
    /// Whether the socket is to be read.
    public let reads: Bool
    /// How often the socket was left unread because the token bucket was empty.
    public let holds: Int
  }

  /// What the driver is to bring itself in line with.
  ///
  /// Mutating, as are other questions that are asked for every call: a value is lent in its place then, where a
  /// question that only reads has all of it copied first.
  public mutating func wishes() -> Wishes {
    Wishes(deadline: self.nextDeadline, reads: self.wantsToRead, holds: self.holds)
  }

  private var wantsToRead: Bool {
    // The end of the file stays readable for ever: it is looked at once.
    if self.isPaused || self.peerHasEnded { return false }
    return self.phase != .serving || (self.reading == .open && !self.hasUnread)
  }

  /// Why the connection parts, or what is said of one that does not.
  ///
  /// - Parameter other: For a connection that serves, or has ended.
  /// - Returns: The reason for the log.
  public func partingReason(or other: RuntimeReason) -> RuntimeReason {
    switch self.phase {
    case .serving, .ended: other
    case .parting(let reason), .lingering(let reason, _): reason
    }
  }

  /// Whether bytes of a sensitive frame were lent since the last call of this method.
  public mutating func takeSawSensitive() -> Bool { self.frames.takeSawSensitive() }

  /// Has ``work(at:)`` asked at a time at the latest.
  mutating func wake(by moment: UInt64) { self.nextDeadline = min(self.nextDeadline, moment) }

  /// A call came to nothing: it was refused before a handler saw it, or cancelled.
  mutating func noteVainCall() {
    // At the time of the read that brought it.
    self.bucket.take(at: self.lastActivity)
    self.holdWhenEmpty(at: self.lastActivity)
  }

  private mutating func holdWhenEmpty(at now: UInt64) {
    guard self.reading == .open, let end = self.bucket.closedUntil(at: now) else { return }
    self.reading = .held(until: end)
    self.holds += 1
    self.wake(by: end)
  }

  /// The earliest time at which something is due now, in nanoseconds.
  var earliestDeadline: UInt64 {
    var next = min(self.calls.nextDue, self.throughput?.end ?? .max)
    switch self.phase {
    case .serving:
      if case .held(let until) = self.reading { next = min(next, until) }
      if !self.frames.isGreeted { next = min(next, self.helloUntil) }
      if self.calls.isEmpty { next = min(next, self.idleUntil) }
      switch self.departure {
      case .none, .client: break
      case .draining(let until), .overdue(let until): next = min(next, until)
      }
    case .lingering(_, let until): next = min(next, until)
    case .parting, .ended: break
    }
    return next
  }

  /// Whether the time for the HELLO is over and none has come.
  func isHelloOverdue(at now: UInt64) -> Bool { !self.frames.isGreeted && now >= self.helloUntil }

  /// When a connection without calls has done nothing for too long, in nanoseconds.
  var idleUntil: UInt64 { self.lastActivity + self.rules.idleMilliseconds * 1_000_000 }
}
