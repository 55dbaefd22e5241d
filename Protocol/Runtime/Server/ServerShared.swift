import LatchkeyBase
import LatchkeySocket
import LatchkeyWire
import Synchronization

/// What all connections of one server share.
final class ServerShared: Sendable {
  /// Who is connected, and who waits until no peer is.
  private struct Presence {
    var connections = 0
    var perUser: [UInt32: Int] = [:]
    var debts = TokenDebts()
    var refusals = 0
    var isStopping = false
    var waiters: [CheckedContinuation<Void, Never>] = []
  }

  /// Refused peers that are being told so at once; more are cut off without a word.
  private static let refusalsMax = 64

  let handler: any CallHandler
  let configuration: ServerConfiguration
  /// What every connection is held to.
  let rules: ServerConnectionRules
  private let presence = Mutex(Presence())
  /// As many as are present, for those who ask without the lock.
  private let connections = Atomic<Int>(0)
  private let calls: CallSlots
  private let endless: CallSlots
  private let connectionNumbers = Atomic<UInt64>(0)

  init(handler: any CallHandler, configuration: ServerConfiguration) {
    self.handler = handler
    self.configuration = configuration
    self.rules = configuration.rules
    self.calls = CallSlots(
      configuration.callsMax, forFew: configuration.callsMax / 4, few: configuration.fewCalls)
    self.endless = CallSlots(configuration.endlessCallsMax)
  }

  /// A number that no other connection of this server has.
  func nextConnectionNumber() -> UInt64 {
    self.connectionNumbers.add(1, ordering: .relaxed).newValue
  }

  /// What a peer gets at the door.
  enum Admission {
    /// A place, to be given back by ``ServerShared/leave(_:owing:at:)``.
    case admitted(TokenBucket)
    /// A word, and a place for the time that it takes, to be given back by
    /// ``ServerShared/leaveRefused()``.
    case refused(CallFailure)
    /// Nothing.
    case cutOff
  }

  /// Decides about a peer at accept.
  ///
  /// - Parameters:
  ///   - peer: Who.
  ///   - now: Nanoseconds of the monotonic clock.
  /// - Returns: What it gets.
  func admit(_ peer: PeerIdentity, at now: UInt64) -> Admission {
    let refusal = self.configuration.admit(peer)
    let configuration = self.configuration
    return self.presence.withLock { presence in
      var failure = refusal
      if failure == nil, presence.isStopping {
        failure = CallFailure(
          code: .unavailable, reason: .draining, message: "This server is going away.",
          outcome: .notStarted)
      }
      if failure == nil, presence.connections >= configuration.connectionsMax {
        failure = Self.crowded(
          "This server has at most \(configuration.connectionsMax) connections.", configuration)
      }
      if failure == nil,
        presence.perUser[peer.uid, default: 0] >= configuration.connectionsPerUserMax
      {
        failure = Self.crowded(
          "A user has at most \(configuration.connectionsPerUserMax) connections.", configuration)
      }
      if let failure {
        guard presence.refusals < Self.refusalsMax else { return .cutOff }
        presence.refusals += 1
        return .refused(failure)
      }
      presence.connections += 1
      presence.perUser[peer.uid, default: 0] += 1
      self.connections.add(1, ordering: .relaxed)
      var bucket = self.fullBucket(now)
      bucket.takeOver(
        debt: presence.debts.take(of: peer.uid, atMost: bucket.debtMax, at: now))
      return .admitted(bucket)
    }
  }

  /// The tokens of a user without a debt.
  func fullBucket(_ now: UInt64) -> TokenBucket {
    TokenBucket(
      tokens: self.configuration.vainCallsMax,
      milliseconds: self.configuration.vainCallMilliseconds, at: now)
  }

  private static func crowded(_ message: String, _ configuration: ServerConfiguration)
    -> CallFailure
  {
    CallFailure(
      code: .resourceExhausted, reason: .tooManyConnections, message: message,
      retryAfterMilliseconds: configuration.retryAfterMilliseconds, outcome: .notStarted)
  }

  /// An admitted peer is gone.
  ///
  /// - Parameters:
  ///   - peer: Who.
  ///   - owed: Its debt of tokens, in nanoseconds until it is paid.
  ///   - now: Nanoseconds of the monotonic clock.
  func leave(_ peer: PeerIdentity, owing owed: UInt64, at now: UInt64) {
    self.connections.subtract(1, ordering: .relaxed)
    self.changePresence { presence in
      presence.debts.leave(owed, of: peer.uid, at: now)
      presence.connections -= 1
      let left = presence.perUser[peer.uid, default: 1] - 1
      presence.perUser[peer.uid] = left == 0 ? nil : left
    }
  }

  /// A refused peer is gone.
  func leaveRefused() {
    self.changePresence { $0.refusals -= 1 }
  }

  private func changePresence(_ change: (inout sending Presence) -> Void) {
    let waiters = self.presence.withLock { presence in
      change(&presence)
      guard presence.connections == 0, presence.refusals == 0 else {
        return [CheckedContinuation<Void, Never>]()
      }
      let waiters = presence.waiters
      presence.waiters = []
      return waiters
    }
    for waiter in waiters { waiter.resume() }
  }

  /// Refuses everybody from now on.
  func stopAdmitting() {
    self.presence.withLock { $0.isStopping = true }
  }

  /// Whether everybody is refused.
  var isStopping: Bool { self.presence.withLock { $0.isStopping } }

  /// Returns when no peer is connected.
  func allGone() async {
    await withCheckedContinuation { continuation in
      let isEmpty = self.presence.withLock { presence in
        if presence.connections == 0, presence.refusals == 0 { return true }
        presence.waiters.append(continuation)
        return false
      }
      if isEmpty { continuation.resume() }
    }
  }

  /// Takes one of the call slots.
  ///
  /// - Parameters:
  ///   - held: Calls that the connection has in progress.
  ///   - endless: How many of them have no end of their own; nil when the new one has an end.
  /// - Returns: False when no slot is left for this connection.
  func takeCall(held: Int, endless: Int?) -> Bool {
    let connections = self.connections.load(ordering: .relaxed)
    if let endless, !self.endless.take(held: endless, connections: connections) { return false }
    if self.calls.take(held: held, connections: connections) { return true }
    if let endless { self.endless.giveBack(held: endless) }
    return false
  }

  /// Gives a slot back.
  ///
  /// - Parameters:
  ///   - held: Calls that the connection still has in progress; nil when it is gone.
  ///   - endless: How many of them have no end of their own; nil when the one that ended had one.
  ///   - wasEndless: Whether the call had no end of its own.
  func giveCallBack(held: Int?, endless: Int?, wasEndless: Bool) {
    if wasEndless { self.endless.giveBack(held: endless) }
    self.calls.giveBack(held: held)
  }

  /// A connection is gone, its handlers are not.
  ///
  /// - Parameters:
  ///   - held: Calls that it has in progress.
  ///   - endless: How many of them have no end of their own.
  func leave(held: Int, endless: Int) {
    self.endless.leave(held: endless)
    self.calls.leave(held: held)
  }
}
