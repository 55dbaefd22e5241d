public import LatchkeyBase
public import LatchkeySchema
internal import LatchkeyWire

/// A call did not succeed: what kind of failure, why, what became of the change, and what to do.
///
/// Switch on ``reason`` where the cause matters, on ``code`` otherwise. Neither holds a secret.
public struct LatchkeyError: Error, Equatable, Sendable {
  /// What kind of failure. The numbers are those of gRPC.
  public enum Code: UInt8, CaseIterable, Sendable {
    /// The caller no longer wants the answer.
    case cancelled = 1
    /// No better code is known.
    case unknown = 2
    /// The request is wrong, whatever the state of the service.
    case invalidArgument = 3
    /// The time for the call is over.
    case deadlineExceeded = 4
    /// There is no such thing.
    case notFound = 5
    /// There is such a thing already.
    case alreadyExists = 6
    /// The caller is known and may not.
    case permissionDenied = 7
    /// A limit was met. ``LatchkeyError/retryAfter`` says when to try again.
    case resourceExhausted = 8
    /// The state of the service or of the account does not allow it now.
    case failedPrecondition = 9
    /// Somebody else was faster. Read again, then repeat.
    case aborted = 10
    /// A position beyond the end.
    case outOfRange = 11
    /// The service does not have this method.
    case unimplemented = 12
    /// The service failed.
    case `internal` = 13
    /// The service cannot be reached or is going away.
    case unavailable = 14
    /// Stored bytes are lost.
    case dataLoss = 15
    /// Nobody known is behind the call.
    case unauthenticated = 16
  }

  /// What became of the change that the call asked for.
  public enum Outcome: UInt8, CaseIterable, Sendable {
    /// It was never begun.
    case notStarted = 0
    /// It was begun, and nothing of it remains.
    case rolledBack = 1
    /// It is done, although the call failed.
    case committed = 2
    /// Nobody can say.
    case unknown = 3
    /// A part of it is done and stays, and nothing of the rest remains. ``LatchkeyError/details`` say how
    /// far it came, and whether the same call does the rest.
    case partlyCommitted = 4
  }

  /// What kind of failure.
  public var code: Code
  /// Why, where this version knows the reason.
  public var reason: Reason? { Reason(rawValue: self.reasonText) }
  /// Why, as the service wrote it.
  public var reasonText: String
  /// A sentence for people.
  public var message: String
  /// What else the service said; empty when it said no more.
  public var details: FailureDetails
  /// How long to wait before the next try.
  public var retryAfter: Duration?
  /// What became of the change.
  public var outcome: Outcome
  /// Number under which the service logged the cause.
  public var incident: UInt64?

  /// A failure from its parts.
  public init(
    code: Code, reasonText: String, message: String, details: FailureDetails = FailureDetails(),
    retryAfter: Duration? = nil, outcome: Outcome, incident: UInt64? = nil
  ) {
    self.code = code
    self.reasonText = reasonText
    self.message = message
    self.details = details
    self.retryAfter = retryAfter
    self.outcome = outcome
    self.incident = incident
  }

  init(_ failure: CallFailure) {
    // Details that this version cannot read are no reason to hide the failure.
    let details = failure.details.flatMap {
      try? CBORDecoder().decode(FailureDetails.self, from: $0)
    }
    let wait =
      failure.retryAfterMilliseconds.map { Int64($0) } ?? details?.retryAfterMilliseconds
    self.init(
      code: Code(rawValue: failure.code.rawValue) ?? .unknown, reasonText: failure.reason,
      message: failure.message, details: details ?? FailureDetails(),
      retryAfter: wait.map { .milliseconds($0) },
      outcome: Outcome(rawValue: failure.outcome.rawValue) ?? .unknown, incident: failure.incident)
  }
}

extension LatchkeyError: CustomStringConvertible {
  /// One line for logs.
  public var description: String { "\(self.reasonText): \(self.message)" }
}
