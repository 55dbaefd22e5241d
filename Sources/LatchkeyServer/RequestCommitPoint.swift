import LatchkeyApplication
import LatchkeyDomain
import LatchkeyRuntime
import LatchkeySchema
import LatchkeyWire

/// The commit point of a request: the runtime's, which knows whether the caller has given it up.
struct RequestCommitPoint: CommitPoint {
  let context: CallContext

  func enter() throws(Failure) {
    do { try self.context.enterCommit() } catch { throw .abandoned(error) }
  }

  func enterPart() throws(Failure) {
    do { try self.context.enterPart() } catch { throw .abandoned(error) }
  }

  func leave(_ end: CommitEnd) {
    switch end {
    case .durable(let progress):
      self.context.leaveCommit(
        .durable(progress: progress.flatMap { try? CBOREncoder().encode(FailureDetails($0)) }))
    case .nothing: self.context.leaveCommit(.nothing)
    case .unknown: self.context.leaveCommit(.unknown)
    }
  }
}

extension FailureDetails {
  /// What the caller of a call in parts is told that came no further.
  fileprivate init(_ progress: Progress) {
    self.init(
      settled: Int64(progress.settled), resumeAfterID: progress.resumeAfter?.rawValue,
      isRepeatable: true)
  }
}

extension CallFailure {
  /// The same failure, with how far the call had come, added to what it says itself.
  func telling(progressOf context: CallContext) -> CallFailure {
    guard let progress = context.progress,
      let reached = try? CBORDecoder().decode(FailureDetails.self, from: progress)
    else { return self }
    var details =
      self.details.flatMap { try? CBORDecoder().decode(FailureDetails.self, from: $0) }
      ?? FailureDetails()
    details.settled = reached.settled
    details.resumeAfterID = reached.resumeAfterID
    details.isRepeatable = reached.isRepeatable
    var failure = self
    failure.details = (try? CBOREncoder().encode(details)) ?? self.details
    return failure
  }
}
