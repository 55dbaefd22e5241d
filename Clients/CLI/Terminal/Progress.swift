import Glibc
import LatchkeyBase

/// A counter on standard error, where that is a terminal.
struct Progress {
  private let isShown: Bool
  private let unit: String
  private let units: String
  private(set) var count: Int64 = 0
  private var shownAt = ContinuousClock.now

  init(of unit: String, _ units: String, isShown: Bool) {
    self.unit = unit
    self.units = units
    self.isShown = isShown && isatty(STDERR_FILENO) == 1
  }

  /// Counts one more. The line is drawn at most five times a second.
  mutating func advance() {
    self.count += 1
    guard self.isShown, ContinuousClock.now - self.shownAt > .milliseconds(200) else { return }
    self.shownAt = .now
    self.show()
  }

  /// Draws the final count, and ends the line.
  func end() {
    guard self.isShown else { return }
    self.show()
    Descriptor.write([0x0a], to: STDERR_FILENO)
  }

  private func show() {
    Descriptor.write(
      Array("\r\(Times.count(self.count, self.unit, self.units)) ".utf8), to: STDERR_FILENO)
  }
}
