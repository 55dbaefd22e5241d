public import LatchkeySocket
import Synchronization

/// Serves LKP/1 on Unix sockets.
///
/// A server may be created and let go without ever listening. It ends by ``drain(graceMilliseconds:)``
/// or ``stopNow()``, and its loops outlive it.
public final class RPCServer: Sendable {
  private let shared: ServerShared
  private let homes: [ServerLoop]
  private let listeners = Mutex<[ServerListener]>([])

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

  /// Accepts connections of a listener from now on. May be called for several listeners.
  public func serve(_ listener: consuming UnixListener) {
    let listener = ServerListener(listener, homes: self.homes)
    self.listeners.withLock { $0.append(listener) }
    self.homes[0].loop.execute { listener.start() }
  }

  /// Stops accepting, lets calls finish, and returns when every connection is closed.
  ///
  /// - Parameter graceMilliseconds: How long calls may take before they are cancelled.
  public func drain(graceMilliseconds: UInt64) async {
    self.stopAccepting()
    for home in self.homes {
      home.loop.execute { home.drain(graceMilliseconds: graceMilliseconds) }
    }
    await self.shared.allGone()
  }

  /// Closes everything now. Calls in progress are cancelled, their callers see a lost connection.
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

  private func stopAccepting() {
    self.shared.stopAdmitting()
    let listeners = self.listeners.withLock { listeners in
      let taken = listeners
      listeners = []
      return taken
    }
    for listener in listeners {
      self.homes[0].loop.execute { listener.stop() }
    }
  }
}
