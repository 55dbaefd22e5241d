/// Whether a loop looks for work for a while before it sleeps.
///
/// To be woken costs tens of microseconds on an idle machine, to look costs a core. So a loop looks only
/// while that finds something: after some looks in vain it sleeps at once, until a sleep turns out so short
/// that a look would have been enough.
package struct SpinPolicy: Hashable, Sendable {
  /// Looks in vain, one after the other, that end the looking.
  package static let missesMax = 8

  /// How long a look may take, in nanoseconds; 0 never looks.
  package let nanosecondsMax: UInt64
  private var misses = 0

  package init(microseconds: Int) {
    self.nanosecondsMax = UInt64(microseconds) * 1_000
  }

  /// Whether the setting is on, so that sleeps are to be measured.
  package var isOn: Bool { self.nanosecondsMax > 0 }

  /// How long to look now, in nanoseconds.
  package var nanoseconds: UInt64 { self.misses < Self.missesMax ? self.nanosecondsMax : 0 }

  /// A look has found work.
  package mutating func found() { self.misses = 0 }

  /// A look was in vain.
  package mutating func missed() { self.misses = min(self.misses + 1, Self.missesMax) }

  /// The loop has slept.
  ///
  /// - Parameter nanoseconds: How long.
  package mutating func slept(_ nanoseconds: UInt64) {
    if nanoseconds <= self.nanosecondsMax { self.misses = 0 }
  }
}
