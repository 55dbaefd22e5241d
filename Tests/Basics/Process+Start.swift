public import Foundation
internal import Synchronization

private let starting = Mutex(())

extension Process {
  /// Starts the program, one after the other: `run` was seen to crash when several threads start
  /// programs at once.
  ///
  /// - Throws: What the system said.
  public func start() throws {
    try starting.withLock { _ in try self.run() }
  }
}
