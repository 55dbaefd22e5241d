import Synchronization

/// The counters of one loop. Written by the loop's thread alone, read by any.
final class CounterCells: Sendable {
  /// One counter.
  enum Cell: Int, CaseIterable {
    case accepted, refused, open, dispatched, running, succeeded, failed, turnedAway, expired
    case cancelled, lateFrames, skippedFrames, badPrefaces, faults, slowReaders, idled, held,
      secretsKept
  }

  // One atomic each: a lock a call would cost more than all the counting.
  private let accepted = Atomic<UInt64>(0)
  private let refused = Atomic<UInt64>(0)
  private let open = Atomic<UInt64>(0)
  private let dispatched = Atomic<UInt64>(0)
  private let running = Atomic<UInt64>(0)
  private let succeeded = Atomic<UInt64>(0)
  private let failed = Atomic<UInt64>(0)
  private let turnedAway = Atomic<UInt64>(0)
  private let expired = Atomic<UInt64>(0)
  private let cancelled = Atomic<UInt64>(0)
  private let lateFrames = Atomic<UInt64>(0)
  private let skippedFrames = Atomic<UInt64>(0)
  private let badPrefaces = Atomic<UInt64>(0)
  private let faults = Atomic<UInt64>(0)
  private let slowReaders = Atomic<UInt64>(0)
  private let idled = Atomic<UInt64>(0)
  private let held = Atomic<UInt64>(0)
  private let secretsKept = Atomic<UInt64>(0)

  /// Adds to a counter; wraps below zero back, so that −1 is allowed.
  @inline(__always)
  func add(_ cell: Cell, _ amount: Int64 = 1) {
    let amount = UInt64(bitPattern: amount)
    switch cell {
    case .accepted: Self.add(self.accepted, amount)
    case .refused: Self.add(self.refused, amount)
    case .open: Self.add(self.open, amount)
    case .dispatched: Self.add(self.dispatched, amount)
    case .running: Self.add(self.running, amount)
    case .succeeded: Self.add(self.succeeded, amount)
    case .failed: Self.add(self.failed, amount)
    case .turnedAway: Self.add(self.turnedAway, amount)
    case .expired: Self.add(self.expired, amount)
    case .cancelled: Self.add(self.cancelled, amount)
    case .lateFrames: Self.add(self.lateFrames, amount)
    case .skippedFrames: Self.add(self.skippedFrames, amount)
    case .badPrefaces: Self.add(self.badPrefaces, amount)
    case .faults: Self.add(self.faults, amount)
    case .slowReaders: Self.add(self.slowReaders, amount)
    case .idled: Self.add(self.idled, amount)
    case .held: Self.add(self.held, amount)
    case .secretsKept: Self.add(self.secretsKept, amount)
    }
  }

  /// Adds this loop's counters to a sum.
  func add(to sum: inout ServerCounters) {
    sum.accepted &+= self.accepted.load(ordering: .relaxed)
    sum.refused &+= self.refused.load(ordering: .relaxed)
    sum.open &+= self.open.load(ordering: .relaxed)
    sum.dispatched &+= self.dispatched.load(ordering: .relaxed)
    sum.running &+= self.running.load(ordering: .relaxed)
    sum.succeeded &+= self.succeeded.load(ordering: .relaxed)
    sum.failed &+= self.failed.load(ordering: .relaxed)
    sum.turnedAway &+= self.turnedAway.load(ordering: .relaxed)
    sum.expired &+= self.expired.load(ordering: .relaxed)
    sum.cancelled &+= self.cancelled.load(ordering: .relaxed)
    sum.lateFrames &+= self.lateFrames.load(ordering: .relaxed)
    sum.skippedFrames &+= self.skippedFrames.load(ordering: .relaxed)
    sum.badPrefaces &+= self.badPrefaces.load(ordering: .relaxed)
    sum.faults &+= self.faults.load(ordering: .relaxed)
    sum.slowReaders &+= self.slowReaders.load(ordering: .relaxed)
    sum.idled &+= self.idled.load(ordering: .relaxed)
    sum.held &+= self.held.load(ordering: .relaxed)
    sum.secretsKept &+= self.secretsKept.load(ordering: .relaxed)
  }

  @inline(__always)
  private static func add(_ cell: borrowing Atomic<UInt64>, _ amount: UInt64) {
    // One writer: no read-modify-write instruction is needed.
    cell.store(cell.load(ordering: .relaxed) &+ amount, ordering: .relaxed)
  }
}
