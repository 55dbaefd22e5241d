import LatchkeyBase
import LatchkeySocket
import LatchkeyWire
import Synchronization

/// What all connections of one server share.
final class ServerShared: Sendable {
  /// Who is connected, and who waits for nobody to be.
  private struct Presence {
    var connections = 0
    var perUser: [UInt32: Int] = [:]
    var owed = OwedPatience()
    var refusals = 0
    var isStopping = false
    var waiters: [CheckedContinuation<Void, Never>] = []
  }

  /// Refused peers that are being told so at once; more are cut off without a word.
  private static let refusalsMax = 64

  let handler: any CallHandler
  let configuration: ServerConfiguration
  private let presence = Mutex(Presence())
  /// As many as are present, for those who ask without the lock.
  private let connections = Atomic<Int>(0)
  private let calls: CallPlaces
  private let endless: CallPlaces
  private let connectionNumbers = Atomic<UInt64>(0)

  init(handler: any CallHandler, configuration: ServerConfiguration) {
    self.handler = handler
    self.configuration = configuration
    self.calls = CallPlaces(
      configuration.callsMax, forFew: configuration.callsMax / 4, few: configuration.fewCalls)
    self.endless = CallPlaces(configuration.endlessCallsMax)
  }

  /// A number that no other connection of this server has.
  func nextConnectionNumber() -> UInt64 {
    self.connectionNumbers.add(1, ordering: .relaxed).newValue
  }

  /// What a peer gets at the door.
  enum Admission {
    /// A place, to be given back by ``ServerShared/leave(_:owing:at:)``.
    case admitted(Patience)
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
      var patience = self.wholePatience(now)
      patience.owe(presence.owed.take(of: peer.uid, atMost: patience.inheritedMax, at: now))
      return .admitted(patience)
    }
  }

  /// Patience with somebody who has not used up any.
  func wholePatience(_ now: UInt64) -> Patience {
    Patience(
      count: self.configuration.vainCallsMax,
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
  ///   - owed: What it has used up of our patience and is not back.
  ///   - now: Nanoseconds of the monotonic clock.
  func leave(_ peer: PeerIdentity, owing owed: UInt64, at now: UInt64) {
    self.connections.subtract(1, ordering: .relaxed)
    self.changePresence { presence in
      presence.owed.leave(owed, of: peer.uid, at: now)
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

  /// Returns when nobody is connected.
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

  /// Takes one of the places for calls.
  ///
  /// - Parameters:
  ///   - calls: Those that the connection has in progress.
  ///   - isEndless: Whether the call has no end of its own.
  /// - Returns: False when no place is left for this connection.
  func takeCall(besides calls: [ServerCall], isEndless: Bool) -> Bool {
    let connections = self.connections.load(ordering: .relaxed)
    guard !isEndless || self.endless.take(held: calls.endless, connections: connections) else {
      return false
    }
    if self.calls.take(held: calls.count, connections: connections) { return true }
    if isEndless { self.endless.giveBack(held: calls.endless) }
    return false
  }

  /// Gives a place back.
  ///
  /// - Parameters:
  ///   - calls: Those that the connection still has in progress; nil when it is gone.
  ///   - isEndless: Whether the call had no end of its own.
  func giveCallBack(besides calls: [ServerCall]?, isEndless: Bool) {
    if isEndless { self.endless.giveBack(held: calls?.endless) }
    self.calls.giveBack(held: calls?.count)
  }

  /// A connection is gone, its handlers are not.
  func leave(_ calls: [ServerCall]) {
    self.endless.leave(held: calls.endless)
    self.calls.leave(held: calls.count)
  }
}

extension [ServerCall] {
  /// How many have no end of their own.
  fileprivate var endless: Int { self.count { $0.isEndless } }
}
