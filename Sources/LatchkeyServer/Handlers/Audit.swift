import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema

/// Handlers of the service `Audit`: the audit.
struct AuditHandlers {
  let desk: Desk

  func listEvents(
    _ request: Audit.ListEvents, _ call: Call
  ) async throws -> Audit.ListEvents.Response {
    let limit = try PageLimit.checked(request.limit)
    let listing = try await self.desk.audit.listEvents(
      call,
      AuditQuery(
        before: request.beforeSequence, account: request.accountID.map(AccountID.init),
        actor: request.actorID.map(AccountID.init), target: request.targetID.map(AccountID.init),
        actions: try request.action.map { (text) throws in
          try AuditAction.all(named: text, field: "action")
        },
        refusedOnly: request.deniedOnly ?? false,
        principal: try request.principal.map { (text) throws in
          try ShortText.checked(text, field: "principal")
        },
        from: request.fromTime, until: request.toTime,
        limit: limit))
    return Audit.ListEvents.Response(
      events: listing.page.entries.map { AuditEvent($0, accounts: listing.accounts) },
      nextBeforeSequence: listing.page.next)
  }

  func tailEvents(
    _ request: Audit.TailEvents, _ call: Call, _ answers: ResponseWriter<AuditEvent>
  ) async throws {
    try await self.desk.audit.tailEvents(call, after: request.afterSequence) { entry, accounts in
      try await answers.send(AuditEvent(entry, accounts: accounts))
    }
  }

  func exportEvents(
    _ request: Audit.ExportEvents, _ call: Call, _ answers: ResponseWriter<AuditEvent>
  ) async throws {
    try await self.desk.audit.exportEvents(
      call, from: request.fromTime.map { Timestamp(milliseconds: $0.milliseconds) },
      to: request.toTime.map { Timestamp(milliseconds: $0.milliseconds) },
      after: request.afterSequence
    ) { entry, accounts in
      try await answers.send(AuditEvent(entry, accounts: accounts))
    }
  }

  func verifyChain(
    _ request: Audit.VerifyChain, _ call: Call
  ) async throws -> Audit.VerifyChain.Response {
    let verdict = try await self.desk.audit.verifyChain(call)
    return Audit.VerifyChain.Response(
      entries: verdict.entries, isIntact: verdict.firstBad == nil,
      firstBadSequence: verdict.firstBad, checkpointSequence: verdict.checkpoint)
  }
}
