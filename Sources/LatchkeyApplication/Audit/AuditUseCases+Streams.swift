public import LatchkeyBase
public import LatchkeyDomain
import LatchkeySchema

// Streams of entries. What `send` throws goes through as ``Failure/abandoned(_:)``: it belongs to the
// transport.
extension AuditUseCases {
  /// Entries that a stream reads at a time, so that others come in between.
  static let streamPageSize = 100

  /// Sends entries of the audit as they are written, until the task is cancelled.
  ///
  /// - Parameters:
  ///   - call: Who asks.
  ///   - sequence: The last entry that the caller has; nil begins behind the present last one.
  ///   - send: Takes an entry and the accounts that it names; may wait for the caller.
  /// - Throws: A refusal, what the store fails with, ``Failure/cancelled``, or what `send` threw.
  public func tailEvents(
    _ call: Call, after sequence: Int64?,
    _ send: (AuditEntry, [AccountID: Account]) async throws -> Void
  ) async throws(Failure) {
    let head = try await self.gate.read(Operation(.auditTailEvents), call) {
      snapshot throws(Failure) in try snapshot.store.auditHead()?.sequence ?? 0
    }
    var position = sequence ?? head
    guard position <= head else {
      throw .field("afterSequence", "The audit ends before this entry.")
    }
    let commits = self.gate.store.commits
    while true {
      let count = commits.commits
      let page = try await self.page(after: position, call)
      guard let last = page.entries.last else {
        await commits.wait(after: count)
        if Task.isCancelled { throw .cancelled }
        continue
      }
      for entry in page.entries {
        try await Failure.abandoning { try await send(entry, page.accounts) }
      }
      position = last.sequence
    }
  }

  /// Sends the audit of a time up to now, the oldest entry first. The export itself is an entry.
  ///
  /// - Parameters:
  ///   - call: Who asks. The session must stay good to the end.
  ///   - from: Not before; nil is from the first.
  ///   - to: Before this; nil is to the last.
  ///   - sequence: Go on behind this entry.
  ///   - send: Takes an entry and the accounts that it names; may wait for the caller.
  /// - Throws: A refusal, what the store fails with, ``Failure/cancelled``, or what `send` threw.
  public func exportEvents(
    _ call: Call, from: Timestamp?, to: Timestamp?, after sequence: Int64?,
    _ send: (AuditEntry, [AccountID: Account]) async throws -> Void
  ) async throws(Failure) {
    let head = try await self.gate.change(Operation(.auditExportEvents), call) {
      change throws(Failure) in
      var details: [String: String] = [:]
      if let from { details["from"] = "\(from.milliseconds)" }
      if let to { details["to"] = "\(to.milliseconds)" }
      if let sequence { details["after"] = "\(sequence)" }
      return try change.record(details)
    }
    var position = sequence ?? 0
    while position < head {
      if Task.isCancelled { throw .cancelled }
      let page = try await self.page(after: position, call)
      guard let last = page.entries.last else { return }
      for entry in page.entries where entry.sequence <= head {
        if let from, entry.record.at < from { continue }
        // Clocks are set back sometimes: an entry of later does not end the search.
        if let to, entry.record.at >= to { continue }
        try await Failure.abandoning { try await send(entry, page.accounts) }
      }
      position = last.sequence
    }
  }

  /// The next entries, while the session behind the call is good, if there is one.
  private func page(
    after sequence: Int64, _ call: Call
  ) async throws(Failure) -> (entries: [AuditEntry], accounts: [AccountID: Account]) {
    let now = self.gate.clock.now()
    let sessions = self.gate.sessions
    return try await self.gate.store.read { store throws(Failure) in
      if let session = call.session {
        guard let standing = try sessions.find(session, in: store)?.standing,
          standing.refusal(at: now) == nil
        else { throw .refusal(.sessionInvalid) }
      }
      let entries = try store.auditEntries(after: sequence, limit: Self.streamPageSize)
      return (entries, try store.accounts(namedBy: entries))
    }
  }
}
