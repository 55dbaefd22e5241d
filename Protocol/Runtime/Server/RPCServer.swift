public import LatchkeySocket
import Synchronization

/// Serves LKP/1 on Unix sockets.
///
/// A server may be created and let go without ever listening. It ends by ``drain(graceMilliseconds:)``
/// or ``stopNow()``, and its loops outlive it.
public final class RPCServer: Sendable {
  private let shared: ServerShared
  private let homes: [ServerLoop]
  private let listening = Mutex(Listening())

  /// Where a server listens, and whether it may.
  private struct Listening {
    var listeners: [ServerListener] = []
    /// Set for good when the server begins to end.
    var hasEnded = false
  }

  /// A server that is not listening yet.
  ///
  /// - Parameters:
  ///   - handler: The service.
  ///   - configuration: Limits and hooks.
  ///   - loops: Where connections live, at least one; each connection stays on one loop.
  public init(
    handler: any CallHandler, configuration: ServerConfiguration, loops: [EventLoop]
  ) {
    precondition(!loops.isEmpty, "A server has a loop.")
    let shared = ServerShared(handler: handler, configuration: configuration)
    self.shared = shared
    self.homes = loops.map { ServerLoop(loop: $0, shared: shared) }
  }

  /// Accepts connections of a listener from now on. May be called for several listeners. A server that
  /// is ending, or has ended, lets the listener's path go instead.
  public func serve(_ listener: consuming UnixListener) {
    let served = ServerListener(listener, homes: self.homes)
    let isServed = self.listening.withLock { listening in
      if !listening.hasEnded { listening.listeners.append(served) }
      return !listening.hasEnded
    }
    // The end of the server has taken the listeners: this one would not be stopped.
    self.homes[0].loop.execute { isServed ? served.start() : served.stop() }
  }

  /// Serves one connection that is there already, an end of a socket pair for example. It is admitted
  /// or refused like one that was accepted.
  public func serve(_ connection: consuming UnixConnection) {
    ServerListener.host(connection, on: self.homes[0])
  }

  /// Stops accepting, lets calls finish, and returns when every connection is closed.
  ///
  /// - Parameter graceMilliseconds: How long calls may take before they are cancelled.
  public func drain(graceMilliseconds: UInt64) async {
    await self.stopAcceptingAndWait()
    for home in self.homes {
      home.loop.execute { home.drain(graceMilliseconds: graceMilliseconds) }
    }
    await self.shared.allGone()
  }

  /// Closes everything soon and returns at once. Calls in progress are cancelled, their callers see a
  /// lost connection. Use ``drain(graceMilliseconds:)`` to know when the paths are free.
  public func stopNow() {
    self.stopAccepting()
    for home in self.homes {
      home.loop.execute { home.stopNow() }
    }
  }

  /// What was counted so far.
  public var counters: ServerCounters {
    var sum = ServerCounters()
    for home in self.homes { home.counters.add(to: &sum) }
    return sum
  }

  /// How calls ended so far, by method and status: those that did.
  ///
  /// Each loop is asked on its own thread, so that counting costs a call nothing but the counting.
  public func figures() async -> [CallFigures] {
    var sums: [SlotAndStatus: CallFigures] = [:]
    for home in self.homes {
      let figures = await withCheckedContinuation { continuation in
        let isQueued = home.loop.execute { continuation.resume(returning: home.ledger.all) }
        if !isQueued { continuation.resume(returning: []) }
      }
      for one in figures {
        let key = SlotAndStatus(slot: one.slot, status: one.status)
        sums[key, default: CallFigures(slot: one.slot, status: one.status)].add(one)
      }
    }
    return sums.values.sorted { ($0.slot, $0.status) < ($1.slot, $1.status) }
  }

  /// What waits now. Each loop is asked on its own thread; a busy one says so when it gets to it.
  public func queues() async -> ServerQueues {
    var sum = ServerQueues()
    for home in self.homes {
      let queues = await withCheckedContinuation { continuation in
        let isQueued = home.loop.execute { continuation.resume(returning: home.queues) }
        if !isQueued { continuation.resume(returning: ServerQueues()) }
      }
      sum.streams += queues.streams
      sum.outputBytes += queues.outputBytes
      sum.jobs += queues.jobs
    }
    return sum
  }

  private struct SlotAndStatus: Hashable {
    var slot: Int
    var status: UInt8
  }

  /// Returns when the paths are let go, so that the next server can have them.
  private func stopAcceptingAndWait() async {
    let listeners = self.takeListeners()
    let loop = self.homes[0].loop
    await withCheckedContinuation { continuation in
      let isQueued = loop.execute {
        for listener in listeners { listener.stop() }
        continuation.resume()
      }
      if !isQueued { continuation.resume() }
    }
  }

  private func stopAccepting() {
    let listeners = self.takeListeners()
    self.homes[0].loop.execute {
      for listener in listeners { listener.stop() }
    }
  }

  private func takeListeners() -> [ServerListener] {
    self.shared.stopAdmitting()
    return self.listening.withLock { listening in
      listening.hasEnded = true
      let taken = listening.listeners
      listening.listeners = []
      return taken
    }
  }
}
