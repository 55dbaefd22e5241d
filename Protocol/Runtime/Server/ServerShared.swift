import LatchkeySocket
import LatchkeyWire
import Synchronization

/// What all connections of one server share.
final class ServerShared: Sendable {
  /// Who is connected, and who waits for nobody to be.
  private struct Presence {
    var connections = 0
    var perUser: [UInt32: Int] = [:]
    var refusals = 0
    var isStopping = false
    var waiters: [CheckedContinuation<Void, Never>] = []
  }

  /// Refused peers that are being told so at once; more are cut off without a word.
  private static let refusalsMax = 64

  let handler: any CallHandler
  let configuration: ServerConfiguration
  private let presence = Mutex(Presence())
  private let calls = Atomic<Int>(0)
  private let endlessCalls = Atomic<Int>(0)
  private let connectionNumbers = Atomic<UInt64>(0)

  init(handler: any CallHandler, configuration: ServerConfiguration) {
    self.handler = handler
    self.configuration = configuration
  }

  /// A number that no other connection of this server has.
  func nextConnectionNumber() -> UInt64 {
    self.connectionNumbers.add(1, ordering: .relaxed).newValue
  }

  /// What a peer gets at the door.
  enum Admission {
    /// A place, to be given back by ``ServerShared/leave(_:)``.
    case admitted
    /// A word, and a place for the time that it takes, to be given back by
    /// ``ServerShared/leaveRefused()``.
    case refused(CallFailure)
    /// Nothing.
    case cutOff
  }

  /// Decides about a peer at accept.
  func admit(_ peer: PeerIdentity) -> Admission {
    let refusal = self.configuration.admit(peer)
    let configuration = self.configuration
    return self.presence.withLock { presence in
      var failure = refusal
      if failure == nil, presence.isStopping {
        failure = CallFailure(
          code: .unavailable, reason: "DRAINING", message: "This server is going away.",
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
      return .admitted
    }
  }

  private static func crowded(_ message: String, _ configuration: ServerConfiguration)
    -> CallFailure
  {
    CallFailure(
      code: .resourceExhausted, reason: "TOO_MANY_CONNECTIONS", message: message,
      retryAfterMilliseconds: configuration.retryAfterMilliseconds, outcome: .notStarted)
  }

  /// An admitted peer is gone.
  func leave(_ peer: PeerIdentity) {
    self.changePresence { presence in
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

  /// Takes one of the places for calls; false when all are taken.
  func takeCall(isEndless: Bool) -> Bool {
    guard !isEndless || Self.take(self.endlessCalls, of: self.configuration.endlessCallsMax) else {
      return false
    }
    if Self.take(self.calls, of: self.configuration.callsMax) { return true }
    if isEndless { self.endlessCalls.subtract(1, ordering: .relaxed) }
    return false
  }

  @inline(__always)
  private static func take(_ places: borrowing Atomic<Int>, of max: Int) -> Bool {
    let before = places.add(1, ordering: .relaxed).oldValue
    if before < max { return true }
    places.subtract(1, ordering: .relaxed)
    return false
  }

  /// Gives a place back.
  func giveCallBack(isEndless: Bool) {
    if isEndless { self.endlessCalls.subtract(1, ordering: .relaxed) }
    self.calls.subtract(1, ordering: .relaxed)
  }
}
