import LatchkeyDomain
import LatchkeySchema

/// Appends to the audit's chain what one call causes, with the trace of the call.
struct CallJournal: Sendable {
  let digests: any KeyedDigests
  /// The call; nil for what the service does by itself.
  let call: Call?

  /// Appends an entry in the transaction of its cause.
  ///
  /// - Returns: Its sequence.
  /// - Throws: What the store fails with.
  @discardableResult
  func append(
    _ record: AuditRecord, to transaction: any StoreWriting
  ) throws(Failure) -> Int64 {
    var record = record
    record.details["trace"] = self.call?.trace?.traceID
    return try AuditJournal.append(record, to: transaction, digests: self.digests)
  }
}
