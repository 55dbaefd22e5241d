import LatchkeyAuthorization
public import LatchkeyBase
public import LatchkeyDomain
import LatchkeySchema

/// What a watcher of revocations is told.
public enum RevocationEvent: Hashable, Sendable {
  /// From this cursor on nothing will be missed.
  case start(cursor: Int64)
  /// Something died.
  case revoked(SessionRevocation)
}

extension Desk {
  /// Entries that a stream reads at a time, so that others come in between.
  static let streamPageSize = 100

  /// Tells what dies, as it dies, until the task is cancelled.
  ///
  /// The first event is a ``RevocationEvent/start(cursor:)``, or that everything is to be forgotten:
  /// when the caller was away for longer than revocations are kept, or comes from another life of the
  /// store. The same is told to a watcher that falls that far behind while it watches.
  ///
  /// - Parameters:
  ///   - call: Who asks.
  ///   - cursor: The last one that the caller was told; nil begins now.
  ///   - send: Takes an event; may wait for the caller.
  /// - Throws: ``Refusal``, ``StoreError``, `CancellationError`, or what `send` threw.
  public func watchRevocations(
    _ call: Call, after cursor: Int64?, _ send: (RevocationEvent) async throws -> Void
  ) async throws {
    let kept = try await self.reading(
      Entrance(method: .sessionsWatchRevocations, action: .revocationsWatched), call
    ) { _, transaction in
      try transaction.revocationBounds()
    }
    let last = kept?.upperBound ?? 0
    let first = kept?.lowerBound ?? 1
    var position = cursor ?? last
    if position >= first - 1, position <= last {
      try await send(.start(cursor: position))
    } else {
      position = last
      try await send(.revoked(SessionRevocation(cursor: last, scope: .everything)))
    }
    while true {
      let rings = self.commits.commits
      let after = position
      let (page, end) = try await self.store.read { transaction in
        (
          try transaction.revocations(after: after, limit: Self.streamPageSize),
          try transaction.revocationBounds()?.upperBound ?? after
        )
      }
      guard let next = page.first else {
        await self.commits.wait(after: rings)
        try Task.checkCancellation()
        continue
      }
      guard next.cursor == position + 1 || next.scope == .everything else {
        position = end
        try await send(.revoked(SessionRevocation(cursor: end, scope: .everything)))
        continue
      }
      for revocation in page {
        try await send(.revoked(revocation))
        position = revocation.cursor
      }
    }
  }

  /// Sends entries of the audit as they are written, until the task is cancelled.
  ///
  /// - Parameters:
  ///   - call: Who asks.
  ///   - sequence: The last entry that the caller has; nil begins behind the present last one.
  ///   - send: Takes an entry and the accounts that it names; may wait for the caller.
  /// - Throws: ``Refusal``, ``StoreError``, `CancellationError`, or what `send` threw.
  public func tailAudit(
    _ call: Call, after sequence: Int64?,
    _ send: (AuditEntry, [AccountID: Account]) async throws -> Void
  ) async throws {
    let head = try await self.reading(
      Entrance(method: .auditTailEvents, action: .auditTailed), call
    ) { _, transaction in
      try transaction.auditHead()?.sequence ?? 0
    }
    var position = sequence ?? head
    guard position <= head else {
      throw Refusal(
        FieldError(field: "afterSequence", problem: "The audit ends before this entry."))
    }
    while true {
      let rings = self.commits.commits
      let page = try await self.auditPage(after: position, call)
      guard let last = page.entries.last else {
        await self.commits.wait(after: rings)
        try Task.checkCancellation()
        continue
      }
      for entry in page.entries { try await send(entry, page.accounts) }
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
  /// - Throws: ``Refusal``, ``StoreError``, `CancellationError`, or what `send` threw.
  public func exportAudit(
    _ call: Call, from: Timestamp?, to: Timestamp?, after sequence: Int64?,
    _ send: (AuditEntry, [AccountID: Account]) async throws -> Void
  ) async throws {
    let now = self.clock.now()
    var details: [String: String] = [:]
    if let from { details["from"] = "\(from.milliseconds)" }
    if let to { details["to"] = "\(to.milliseconds)" }
    if let sequence { details["after"] = "\(sequence)" }
    let head = try await self.changing(
      Entrance(method: .auditExportEvents, action: .auditExported), call
    ) { [details] grant, transaction in
      try self.record(
        self.done(.auditExported, grant, at: now, details: details), of: call, in: transaction)
    }
    var position = sequence ?? 0
    while position < head {
      try Task.checkCancellation()
      let page = try await self.auditPage(after: position, call)
      guard let last = page.entries.last else { return }
      for entry in page.entries where entry.sequence <= head {
        if let from, entry.record.at < from { continue }
        // Clocks are set back sometimes: an entry of later does not end the search.
        if let to, entry.record.at >= to { continue }
        try await send(entry, page.accounts)
      }
      position = last.sequence
    }
  }

  /// The next entries, while the session behind the call is good, if there is one.
  private func auditPage(
    after sequence: Int64, _ call: Call
  ) async throws -> (entries: [AuditEntry], accounts: [AccountID: Account]) {
    let now = self.clock.now()
    return try await self.store.read { transaction in
      if let session = call.session {
        guard let standing = try self.gate.sessions.find(session, in: transaction)?.standing,
          standing.refusal(at: now) == nil
        else { throw Refusal(.sessionInvalid) }
      }
      let entries = try transaction.auditEntries(after: sequence, limit: Self.streamPageSize)
      return (entries, try transaction.accounts(namedBy: entries))
    }
  }
}

extension StoreReading {
  /// The accounts that entries name.
  func accounts(namedBy entries: [AuditEntry]) throws -> [AccountID: Account] {
    var accounts: [AccountID: Account] = [:]
    for entry in entries {
      for id in entry.record.accounts where accounts[id] == nil {
        accounts[id] = try self.account(id)
      }
    }
    return accounts
  }
}

extension AuditRecord {
  /// The accounts that an entry names.
  var accounts: [AccountID] {
    var accounts = self.target.map { [$0] } ?? []
    if case .account(let id) = self.actor { accounts.append(id) }
    return accounts
  }
}
