package import LatchkeyApplication
package import LatchkeySocket

/// How well the store is, as far as it was reported, and when to look again.
///
/// A value: time comes in as an argument.
package struct StoreHealth: Sendable {
  /// The first pause before a failing store is tried again, in milliseconds; doubles with every vain try.
  package static let pauseMillisecondsMin: UInt64 = 500
  /// The longest one: so late is a recovery found at most.
  package static let pauseMillisecondsMax: UInt64 = 8_000

  /// What to try and when.
  package struct Probe: Hashable, Sendable {
    /// What failed.
    package var trouble: StoreTrouble
    /// When it is due.
    package var due: MonotonicInstant
  }

  private var isReadingWell = true
  private var isWritingWell = true
  private var isDamaged = false
  private var pauseMilliseconds = Self.pauseMillisecondsMin
  /// The next try; nil while all is well, where trying does not help, and while one is under way.
  package private(set) var probe: Probe?
  private var isProbing = false

  /// A store that nothing bad is known of.
  package init() {}

  /// The worst that is known.
  package var trouble: StoreTrouble? {
    if self.isDamaged { return .damage }
    if !self.isReadingWell { return .reading }
    return self.isWritingWell ? nil : .writing
  }

  /// Takes a report.
  ///
  /// - Returns: Whether ``trouble`` is another one now.
  package mutating func take(_ report: StoreReport, at now: MonotonicInstant) -> Bool {
    let before = self.trouble
    switch report {
    case .failed(.reading): self.isReadingWell = false
    case .failed(.writing): self.isWritingWell = false
    case .failed(.damage): self.isDamaged = true
    case .works(.reading): self.isReadingWell = true
    case .works(.writing): self.isWritingWell = true
    // One page that is whole does not mend another.
    case .works(.damage): break
    }
    let hasChanged = self.trouble != before
    if hasChanged { self.pauseMilliseconds = Self.pauseMillisecondsMin }
    self.plan(at: now)
    return hasChanged
  }

  /// Plans the next try, or none.
  private mutating func plan(at now: MonotonicInstant) {
    switch self.trouble {
    case nil, .damage:
      self.probe = nil
    case .reading, .writing:
      guard let trouble = self.trouble, !self.isProbing else { return }
      // Another failure in between does not put the try off.
      let due = self.probe?.due ?? now.advanced(byMilliseconds: self.pauseMilliseconds)
      self.probe = Probe(trouble: trouble, due: due)
    }
  }

  /// Begins the try that is due, if one is.
  ///
  /// - Returns: What to try; to be followed by ``endProbe(_:at:)``.
  package mutating func beginProbe(at now: MonotonicInstant) -> StoreTrouble? {
    guard let probe = self.probe, probe.due <= now else { return nil }
    self.probe = nil
    self.isProbing = true
    return probe.trouble
  }

  /// Takes down how a try ended.
  ///
  /// - Returns: Whether ``trouble`` is another one now.
  package mutating func endProbe(_ report: StoreReport, at now: MonotonicInstant) -> Bool {
    self.isProbing = false
    if case .failed = report {
      self.pauseMilliseconds = min(2 * self.pauseMilliseconds, Self.pauseMillisecondsMax)
    }
    return self.take(report, at: now)
  }
}
