public import LatchkeySocket

/// Serves LKP/1 on Unix sockets.
public final class RPCServer: Sendable {
  /// A server that is not listening yet.
  ///
  /// - Parameters:
  ///   - handler: The service.
  ///   - configuration: Limits and hooks.
  ///   - loops: Where connections live; each stays on one loop.
  public init(handler: any CallHandler, configuration: ServerConfiguration, loops: [EventLoop]) {}

  /// Accepts connections of a listener from now on. May be called for several listeners.
  public func serve(_ listener: consuming UnixListener) {}

  /// Stops accepting, lets calls finish, and returns when every connection is closed.
  ///
  /// - Parameter graceMilliseconds: How long calls may take before they are cancelled.
  public func drain(graceMilliseconds: UInt64) async {}

  /// Closes everything now. Calls in progress are cancelled, their callers see a lost connection.
  public func stopNow() {}

  /// What was counted so far.
  public var counters: ServerCounters { ServerCounters() }
}
