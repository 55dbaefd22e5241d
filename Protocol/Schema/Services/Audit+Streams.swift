public import LatchkeyBase

/// The audit as a stream.
extension Audit {
  /// Sends entries as they are written, until the caller leaves.
  public struct TailEvents: ServerStreamRequest {
    /// What comes back.
    public typealias Response = AuditEvent

    /// The last one that was seen. Absent: from now on.
    public var afterSequence: Int64?

    enum CodingKeys: Int, CodingKey {
      case afterSequence = 1
    }

    /// `Audit.TailEvents`, number 1302.
    public static var method: Method { .auditTailEvents }

    /// All fields, in the order of their keys.
    public init(afterSequence: Int64? = nil) {
      self.afterSequence = afterSequence
    }
  }

  /// Sends all entries of a time, the oldest first, then ends.
  public struct ExportEvents: ServerStreamRequest {
    /// What comes back.
    public typealias Response = AuditEvent

    /// Not before. Absent: from the first.
    public var fromTime: Timestamp?
    /// Before this. Absent: to the last.
    public var toTime: Timestamp?
    /// Go on behind this one.
    public var afterSequence: Int64?

    enum CodingKeys: Int, CodingKey {
      case fromTime = 1
      case toTime = 2
      case afterSequence = 3
    }

    /// `Audit.ExportEvents`, number 1303.
    public static var method: Method { .auditExportEvents }

    /// All fields, in the order of their keys.
    public init(
      fromTime: Timestamp? = nil, toTime: Timestamp? = nil,
      afterSequence: Int64? = nil
    ) {
      self.fromTime = fromTime
      self.toTime = toTime
      self.afterSequence = afterSequence
    }
  }
}
