import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema
import Synchronization

/// Long work that runs once at a time: each run reads the whole store.
final class ExclusiveWork: Sendable {
  private let isRunning = Atomic<Bool>(false)

  /// Begins the work.
  ///
  /// - Throws: A refusal with a delay while it is under way.
  func begin() throws(Failure) {
    guard !self.isRunning.exchange(true, ordering: .acquiringAndReleasing) else {
      throw .refusal(Refusal(.overloaded, retryAfter: .seconds(1)))
    }
  }

  /// Ends the work.
  func end() {
    self.isRunning.store(false, ordering: .releasing)
  }
}
