import LatchkeyAuthorization
internal import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema

extension Desk {
  /// S1.1: sends a contact a reset link, or shows it where no mail can go (S1.4 to S1.6). The present
  /// password works until it is used (S1.11).
  ///
  /// A contact without a password gets the same link: with it the first password is set, in the same
  /// 15 minutes. While a temporary password is out there is none (D5).
  public func sendContactResetLink(
    _ call: Call, to contact: AccountSelector
  ) async throws -> IssuedLink {
    let now = self.clock.now()
    let link = try await self.changing(
      Entrance(
        method: .contactsSendPasswordResetLink, action: .contactResetLinkSent,
        target: .account(contact)), call
    ) { grant, transaction in
      let account = try transaction.targetAccount(of: grant)
      if let reason = account.localPasswordRefusal { throw Refusal(reason) }
      guard !account.isForcedToReset else { throw Refusal(.forcePasswordResetActive) }
      let link = try self.issueLink(.staffResetLink, to: account, in: transaction, at: now)
      try self.record(
        self.done(.contactResetLinkSent, grant, at: now, details: link.auditDetails),
        of: call, in: transaction)
      return link
    }
    if case .mailed = link { self.mailQueued() }
    return link
  }
}
