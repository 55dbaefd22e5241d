/// What kind of failure ended a call. The numbers are gRPC's, and they are frozen.
///
/// There is no case for success: a call that worked has a response instead. Who may generate which
/// code is written in `STATUS.md`.
public enum StatusCode: UInt8, Hashable, Sendable, CaseIterable {
  /// The caller no longer wants the answer.
  case cancelled = 1
  /// An error without a better code; also what an unknown number from a newer peer becomes.
  case unknown = 2
  /// The request is wrong whatever the state of the service.
  case invalidArgument = 3
  /// The time given to the call is over.
  case deadlineExceeded = 4
  /// What was asked for does not exist.
  case notFound = 5
  /// What was to be created is there.
  case alreadyExists = 6
  /// The caller is known and may not do this.
  case permissionDenied = 7
  /// A limit was met: calls, connections, bytes, attempts.
  case resourceExhausted = 8
  /// The request is right, the state of the service is not. Not to be retried as it is.
  case failedPrecondition = 9
  /// A concurrent change won. May be retried from the reading on.
  case aborted = 10
  /// A position beyond the end.
  case outOfRange = 11
  /// The method, or a feature of it, is not offered here.
  case unimplemented = 12
  /// An invariant of the service, or the framing, is broken.
  case `internal` = 13
  /// The service cannot be reached or is going away.
  case unavailable = 14
  /// Stored bytes are lost or damaged.
  case dataLoss = 15
  /// The caller is not known.
  case unauthenticated = 16
}

/// What became of the change that a failed call asked for.
///
/// A client repeats a call by itself only after ``notStarted``, or when the request carried an
/// idempotency key.
public enum Outcome: UInt8, Hashable, Sendable, CaseIterable {
  /// No handler saw the request.
  case notStarted = 0
  /// A handler ran; nothing it did remains.
  case rolledBack = 1
  /// The change is durable although the call failed.
  case committed = 2
  /// Nobody can say: the connection or the answer was lost.
  case unknown = 3
  /// A part of the change is durable, and nothing of the rest remains. The details say how far it came.
  case partlyCommitted = 4
}
