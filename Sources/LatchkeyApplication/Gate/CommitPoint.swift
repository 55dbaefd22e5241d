public import LatchkeyDomain

/// The point of a call behind which its true result is told, even when its caller has gone.
///
/// Most calls change something once: they pass the point as the last thing before the change becomes
/// durable. A call that commits in parts passes one for each, and can be given up between them. What
/// became of a transaction that passed the point is said when it has ended, so that a failure further on
/// tells the caller the truth.
public protocol CommitPoint: Sendable {
  /// Passes the point of the only or last change.
  ///
  /// - Throws: ``Failure/abandoned(_:)`` when the call was given up before.
  func enter() throws(Failure)
  /// Passes the point of one part.
  ///
  /// - Throws: ``Failure/abandoned(_:)`` when the call was given up before.
  func enterPart() throws(Failure)
  /// Says what became of the transaction that passed the point last. Does nothing when none did.
  func leave(_ end: CommitEnd)
}

/// What became of a transaction that passed the commit point.
public enum CommitEnd: Hashable, Sendable {
  /// It is durable; how far a call in parts has come with it.
  case durable(Progress?)
  /// Nothing of it remains.
  case nothing
  /// It is not known.
  case unknown
}

/// How far a call in parts has come, all parts until now together. Made again, such a call does what is
/// left over and nothing twice.
public struct Progress: Hashable, Sendable {
  /// Rows or accounts that are settled for good, from the first one on.
  public var settled: Int
  /// Where to go on in a population; nil when the call does not walk one.
  public var resumeAfter: AccountID?

  /// A state of progress.
  public init(settled: Int, resumeAfter: AccountID? = nil) {
    self.settled = settled
    self.resumeAfter = resumeAfter
  }
}

/// The commit point of a call that cannot be given up.
public struct AlwaysCommits: CommitPoint {
  /// A commit point without a caller.
  public init() {}
  /// Lets everything pass.
  public func enter() {}
  /// Lets everything pass.
  public func enterPart() {}
  /// Does nothing.
  public func leave(_ end: CommitEnd) {}
}

extension CommitPoint {
  /// Says what became of the transaction that passed the point.
  ///
  /// - Parameters:
  ///   - outcome: What the transaction ended with: a value, a refusal that was kept, or a failure.
  ///   - progress: For one of several transactions of a call: how far the call has come with it, nil
  ///     when it changed nothing. Absent: it is the only or last one.
  func leave<Value>(
    _ outcome: Result<Result<Value, Refusal>, Failure>, progress: ((Value) -> Progress?)?
  ) {
    switch outcome {
    case .success(.success(let value)):
      guard let progress else { return self.leave(.durable(nil)) }
      self.leave(progress(value).map { .durable($0) } ?? .nothing)
    case .failure(.store(.outcomeUnknown)): self.leave(.unknown)
    case .success(.failure), .failure: self.leave(.nothing)
    }
  }
}
