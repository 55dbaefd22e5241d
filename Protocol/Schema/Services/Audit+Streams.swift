public import LatchkeyBase

/// The audit as a stream.
extension Audit {
  /// Sends entries as they are written, until the caller leaves.
  public struct TailEvents: ServerStreamRequest {
    static let declaration = Declaration(
      1302, Self.self, deadline: .endless, answer: AuditEvent.self, audit: .auditTailed)

    /// The last one that was seen. Absent: from now on.
    public var afterSequence: Int64?
  }

  /// Sends all entries of a time, the oldest first, then ends.
  public struct ExportEvents: ServerStreamRequest {
    static let declaration = Declaration(
      1303, Self.self, answer: AuditEvent.self, audit: .auditExported)

    /// Not before. Absent: from the first.
    public var fromTime: Timestamp?
    /// Before this. Absent: to the last.
    public var toTime: Timestamp?
    /// Go on behind this one.
    public var afterSequence: Int64?
  }
}
