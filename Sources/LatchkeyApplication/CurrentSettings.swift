import LatchkeyBase
public import LatchkeyDomain
internal import Synchronization

/// The settings in force: what was decided, over the facts of the installation, by the clock.
///
/// Read at every call, and so kept here; the store has what was decided. A value that was announced
/// takes effect when its time has come.
public final class CurrentSettings: Sendable {
  /// What holds between two moments.
  private final class InForce: Sendable {
    let stored: StoredSettings
    let settings: DeskSettings
    let from: Timestamp?
    let until: Timestamp?

    init(_ stored: StoredSettings, on host: DeskSettings, at now: Timestamp) {
      self.stored = stored
      self.settings = stored.settings(on: host, at: now)
      self.from = stored.lastChange(upTo: now)
      self.until = stored.nextChange(after: now)
    }

    /// Whether only a look at the clock tells that this still holds.
    var dependsOnTime: Bool { self.from != nil || self.until != nil }

    func holds(at now: Timestamp) -> Bool {
      self.from.map { $0 <= now } ?? true && self.until.map { now < $0 } ?? true
    }
  }

  /// The facts of the installation: what no call changes.
  public let host: DeskSettings
  private let clock: any Clock
  private let snapshot: Mutex<InForce>

  /// The settings in force.
  ///
  /// - Parameters:
  ///   - host: The facts of the installation, and defaults.
  ///   - stored: What was decided, from the store.
  ///   - clock: Tells the time.
  public init(
    host: DeskSettings, stored: StoredSettings = StoredSettings(), clock: any Clock
  ) {
    self.host = host
    self.clock = clock
    self.snapshot = Mutex(InForce(stored, on: host, at: clock.now()))
  }

  /// The settings in force now.
  public var now: DeskSettings {
    let snapshot = self.snapshot.withLock { $0 }
    guard snapshot.dependsOnTime else { return snapshot.settings }
    let now = self.clock.now()
    if snapshot.holds(at: now) { return snapshot.settings }
    return self.take(snapshot.stored, at: now).settings
  }

  /// Takes over what the store holds, unless something newer was taken over before.
  public func adopt(_ stored: StoredSettings) {
    _ = self.take(stored, at: self.clock.now())
  }

  /// The settings in force at a time, as a transaction has them.
  ///
  /// The snapshot serves when its revision is the stored one: one number is read then.
  func settings(
    in transaction: any StoreReading, at now: Timestamp
  ) throws(Failure) -> DeskSettings {
    let snapshot = self.snapshot.withLock { $0 }
    if try transaction.settingsRevision() == snapshot.stored.revision, snapshot.holds(at: now) {
      return snapshot.settings
    }
    return try transaction.storedSettings().settings(on: self.host, at: now)
  }

  private func take(_ stored: StoredSettings, at now: Timestamp) -> InForce {
    let fresh = InForce(stored, on: self.host, at: now)
    return self.snapshot.withLock { snapshot in
      if stored.revision >= snapshot.stored.revision { snapshot = fresh }
      return snapshot
    }
  }
}
