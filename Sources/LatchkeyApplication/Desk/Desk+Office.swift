import LatchkeyAuthorization
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema

extension Desk {
  /// T19: hands the office of the Account Administrator over. Of two at once exactly one wins,
  /// since the loser no longer holds it (I11).
  ///
  /// The new holder signs in again: a session or link from before must not become one of the Account
  /// Administrator. And nobody gets the office whose password a colleague chose, who could then sign
  /// in as the Account Administrator.
  public func transferAccountAdministrator(
    _ call: Call, to agent: AccountSelector
  ) async throws -> AgentView {
    let now = self.clock.now()
    let view = try await self.changing(
      Entrance(
        method: .agentsTransferAccountAdministrator, action: .accountAdministratorTransferred,
        target: .account(agent)), call
    ) { grant, transaction in
      var holder = try transaction.targetAccount(of: grant)
      try Self.requireFit(holder, at: now)
      var former = try transaction.actorAccount(of: grant)
      former.setAccountAdministrator(false)
      try transaction.update(former)
      let session = grant.subject.person?.session
      _ = try transaction.deleteSessions(of: former.id, except: session)
      if let session { try transaction.rebindSession(session, toEpoch: former.epoch) }
      holder.setAccountAdministrator(true)
      try transaction.update(holder)
      _ = try transaction.deleteSessions(of: holder.id, except: nil)
      try self.notify(.accountAdministratorHandedOver, former, in: transaction, at: now)
      try self.notify(.accountAdministratorReceived, holder, in: transaction, at: now)
      try self.record(
        self.done(.accountAdministratorTransferred, grant, at: now), of: call, in: transaction)
      guard let stored = try transaction.account(holder.id) else {
        throw StoreError.changedMeanwhile
      }
      return try transaction.view(of: stored, at: now)
    }
    self.mailQueued()
    return view
  }

  private static func requireFit(_ holder: Account, at now: Timestamp) throws {
    guard holder.isEnabled else { throw Refusal(.accountDeactivated) }
    // Somebody who cannot sign in would leave the desk without an Account Administrator.
    guard case .active = holder.credential, !holder.lock.holds(at: now) else {
      throw Refusal(
        FieldError(field: "agent", problem: "This agent cannot sign in at present."))
    }
    guard !holder.isPasswordKnownToOthers else {
      throw Refusal(
        FieldError(
          field: "agent",
          problem: "A colleague chose this agent's password; another has to be chosen first."))
    }
  }
}
