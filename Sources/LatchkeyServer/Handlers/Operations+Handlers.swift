import LatchkeyApplication
import LatchkeyDomain
import LatchkeySchema

extension Service {
  func listEvents(
    _ request: Audit.ListEvents, _ call: Call
  ) async throws -> Audit.ListEvents.Response {
    let limit = try PageLimit.checked(request.limit)
    let listing = try await self.desk.auditEntries(
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
        from: request.fromTime.map(Timestamp.init), until: request.toTime.map(Timestamp.init),
        limit: limit))
    return Audit.ListEvents.Response(
      events: listing.page.entries.map { AuditEvent($0, accounts: listing.accounts) },
      nextBeforeSequence: listing.page.next)
  }

  func verifyChain(
    _ request: Audit.VerifyChain, _ call: Call
  ) async throws -> Audit.VerifyChain.Response {
    let verdict = try await self.desk.verifyAudit(call)
    return Audit.VerifyChain.Response(
      entries: verdict.entries, isIntact: verdict.firstBad == nil,
      firstBadSequence: verdict.firstBad, checkpointSequence: verdict.checkpoint)
  }

  func bootstrap(_ request: Operator.Bootstrap, _ call: Call) async throws -> AgentDetails {
    AgentDetails(
      try await self.desk.bootstrap(
        call, displayName: try DisplayName(request.displayName),
        email: try EmailAddress(written: request.email),
        loginName: try request.loginName.map { (text) throws in try LoginName(text) },
        password: SecretBytes(request.password)))
  }
}
