/// Why a client no longer wants an answer: the one byte of a CANCEL. Numbers are frozen.
public enum CancelReason: UInt8, Hashable, Sendable, CaseIterable {
  /// The caller changed its mind.
  case user = 1
  /// The client's deadline passed.
  case deadline = 2
  /// One of the two processes is going away.
  case shutdown = 3
}
