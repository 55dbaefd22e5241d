import LatchkeyAuthorization
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema

/// A call that was allowed, on one consistent state of the store: what a use case that reads works with.
struct Snapshot: ~Copyable {
  /// What was allowed, to which caller, on which target.
  let grant: Grant
  /// Reads within the transaction of the decision.
  let store: any StoreReading
  /// When the call began.
  let now: Timestamp
  let action: AuditAction
  let currentSettings: CurrentSettings
  let followUp: FollowUp

  /// The settings in force in this transaction.
  var settings: DeskSettings {
    get throws(Failure) { try self.currentSettings.settings(in: self.store, at: self.now) }
  }

  /// The owner of the session that the call presents; nil where the method asks for none.
  var actor: Person? { self.grant.subject.person }

  /// The account that the call acts upon, as it stands in this transaction.
  func targetAccount() throws(Failure) -> Account {
    guard let id = self.grant.target.accountID, let account = try self.store.account(id) else {
      preconditionFailure("A grant on an account is used in the transaction that gave it.")
    }
    return account
  }

  /// The account of the owner of the session, as it stands in this transaction.
  func actorAccount() throws(Failure) -> Account {
    guard let id = self.actor?.account, let account = try self.store.account(id) else {
      preconditionFailure("A grant to a person is used in the transaction that gave it.")
    }
    return account
  }

  /// Denies the call because of an account that is not its target. The transaction is rolled back, and
  /// the denial is recorded behind it.
  ///
  /// - Returns: The failure to throw.
  func deny(
    _ reason: Reason, target: AccountID, missing permissions: [Permission] = []
  ) -> Failure {
    var refusal = Refusal(reason)
    refusal.missingPermissions = permissions
    self.followUp.deniedCall = DeniedCall(
      refusal: refusal,
      record: AuditRecord(
        at: self.now, principal: self.grant.principal.name,
        actor: self.grant.subject.auditActor, action: self.action, target: target,
        outcome: .refused, reason: reason.rawValue))
    return .refusal(refusal)
  }
}
