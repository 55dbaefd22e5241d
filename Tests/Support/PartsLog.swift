public import LatchkeyApplication
import Synchronization

/// A commit point that lets so many parts pass, and notes how each ended.
public final class PartsLog: CommitPoint {
  private let partsMax: Int
  private let refuse: @Sendable () throws -> Void
  private let state = Mutex((entered: 0, ends: [CommitEnd]()))

  /// - Parameters:
  ///   - partsMax: Parts that pass.
  ///   - refuse: Called by those behind them.
  public init(partsMax: Int, refuse: @escaping @Sendable () throws -> Void) {
    self.partsMax = partsMax
    self.refuse = refuse
  }

  /// How the commits ended, in their order.
  public var ends: [CommitEnd] { self.state.withLock { $0.ends } }

  /// Lets everything pass.
  public func enter() {}

  /// Lets the first ones pass.
  public func enterPart() throws(Failure) {
    let count = self.state.withLock { state in
      state.entered += 1
      return state.entered
    }
    guard count > self.partsMax else { return }
    do { try self.refuse() } catch { throw .abandoned(error) }
  }

  /// Notes it.
  public func leave(_ end: CommitEnd) {
    self.state.withLock { $0.ends.append(end) }
  }
}
