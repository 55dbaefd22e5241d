import Synchronization

/// A value that several tasks note something in.
final class Noted<Value: Sendable>: Sendable {
  private let storage: Mutex<Value>

  init(_ value: Value) { self.storage = Mutex(value) }

  var value: Value { self.storage.withLock { $0 } }

  @discardableResult
  func note<Answer: Sendable>(_ change: @Sendable (inout Value) -> Answer) -> Answer {
    self.storage.withLock { change(&$0) }
  }
}
