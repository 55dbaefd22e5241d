public import LatchkeyApplication
public import LatchkeyRuntime

/// What the service does to itself and its host when the operator asks for it.
public struct HostActions: Sendable {
  /// Makes new keys.
  public var keys: any KeyKeeping
  /// Copies the store.
  public var backup: any StoreBackup
  /// Begins the orderly stop, as the signal to terminate does. Must return at once.
  public var drain: @Sendable () -> Void
  /// What was counted since the service began.
  public var metrics: @Sendable () async -> HostMetrics

  /// Actions on a host.
  public init(
    keys: any KeyKeeping, backup: any StoreBackup, drain: @escaping @Sendable () -> Void,
    metrics: @escaping @Sendable () async -> HostMetrics = { HostMetrics() }
  ) {
    self.keys = keys
    self.backup = backup
    self.drain = drain
    self.metrics = metrics
  }
}

/// What the service's host counts.
public struct HostMetrics: Sendable {
  /// When it was read.
  public var takenAt: Int64
  /// How calls ended.
  public var calls: [CallFigures]
  /// What the runtime counts.
  public var counters: ServerCounters
  /// What waits in the runtime.
  public var queues: ServerQueues
  /// Changes that wait for the store's writer.
  public var writesWaiting: Int
  /// Passwords that wait to be hashed.
  public var hashesWaiting: Int
  /// Passwords that were hashed.
  public var hashes: Int

  /// What was counted.
  public init(
    takenAtMilliseconds: Int64 = 0, calls: [CallFigures] = [],
    counters: ServerCounters = ServerCounters(), queues: ServerQueues = ServerQueues(),
    writesWaiting: Int = 0, hashesWaiting: Int = 0, hashes: Int = 0
  ) {
    self.takenAt = takenAtMilliseconds
    self.calls = calls
    self.counters = counters
    self.queues = queues
    self.writesWaiting = writesWaiting
    self.hashesWaiting = hashesWaiting
    self.hashes = hashes
  }
}
