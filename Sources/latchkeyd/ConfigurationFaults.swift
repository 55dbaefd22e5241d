/// Everything that is wrong with a configuration, each fault with its place.
struct ConfigurationFaults: Error, CustomStringConvertible {
  /// The faults, in the order in which they were met.
  private(set) var faults: [ConfigurationError] = []

  /// A line for each fault.
  var description: String {
    self.faults.map { "latchkeyd: \($0)" }.joined(separator: "\n")
  }

  /// Runs a check, and keeps its fault: the next check runs all the same.
  mutating func collect(_ check: () throws(ConfigurationError) -> Void) {
    do {
      try check()
    } catch {
      self.faults.append(error)
    }
  }

  /// Adds the faults of a part.
  mutating func collect(partBy check: () throws(ConfigurationFaults) -> Void) {
    do {
      try check()
    } catch {
      self.faults += error.faults
    }
  }

  /// Throws all faults, if there are any.
  func raise() throws(ConfigurationFaults) {
    if !self.faults.isEmpty { throw self }
  }
}
