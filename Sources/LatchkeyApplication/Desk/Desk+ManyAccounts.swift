import LatchkeyAuthorization
public import LatchkeyDomain
import LatchkeySchema

/// What became of a demand on many accounts.
public struct DemandOnMany: Hashable, Sendable {
  /// Accounts that must choose another password.
  public internal(set) var changed = 0
  /// Accounts that have no password of their own here, or that the actor may not touch.
  public internal(set) var skipped = 0
  /// Where to go on in the population; nil when all of it was looked at.
  public internal(set) var next: AccountID?

  /// Nothing done yet.
  init() {}
}

extension Desk {
  /// Accounts that are changed in one transaction: the store is held for some milliseconds.
  static let demandBatchMax = 100
  /// Accounts that one call looks at.
  static let demandAccountsMax = 10_000

  /// T16: asks for other passwords, of some accounts or of a whole population.
  ///
  /// Done in batches, so that others come in between. Each batch is decided anew, each account by the
  /// rule for one (``requirePasswordChange(_:_:isCompromised:)``); whom the actor may not touch, and
  /// the actor, is left out. Every change has its entry in the audit, and the call has one more. What
  /// a call leaves over that was given up, failed or met the end of the service is done by the same call
  /// again, and its failure says how far it came.
  ///
  /// - Parameters:
  ///   - call: The call.
  ///   - accounts: These accounts; nil means the whole population.
  ///   - population: Customers or staff. Accounts of the other one are left out.
  ///   - isCompromised: The passwords are known to others: sessions and links die at once.
  ///   - confirmed: Whether the actor was asked.
  ///   - after: Where the call before stopped in the population.
  /// - Returns: How many were changed and left out, and where to go on.
  /// - Throws: ``Refusal``, or what the store throws.
  public func requirePasswordChangeOfMany(
    _ call: Call, of accounts: [AccountID]?, in population: Population, isCompromised: Bool,
    confirmed: Bool, after: AccountID?
  ) async throws -> DemandOnMany {
    let entrance = Entrance(
      method: .accountsRequirePasswordChangeOfMany, action: .passwordChangeOfManyRequired)
    try await self.reading(entrance, call) { _, _ in }
    guard confirmed else { throw Refusal(.confirmationRequired) }

    var result = DemandOnMany()
    let named = accounts.map { Set($0).sorted() }
    var last = after
    var looked = 0
    while looked < (named?.count ?? Self.demandAccountsMax) {
      let (from, cursor, before) = (looked, last, result.changed)
      let batch = try await self.changing(
        entrance, call,
        progress: { (batch: DemandBatch) in
          // Until something was changed there is nothing to tell.
          guard before + batch.changed > 0 else { return nil }
          return Progress(
            settled: from + batch.count, resumeAfter: named == nil ? batch.last : nil)
        }
      ) { grant, transaction in
        let batch: [Account?] =
          if let named {
            try named[from..<min(from + Self.demandBatchMax, named.count)]
              .map { try transaction.account($0) }
          } else {
            try transaction.accounts(
              in: population, after: cursor, search: nil, limit: Self.demandBatchMax)
          }
        var changed = 0
        for case let account? in batch where account.population == population {
          if try self.requireChange(
            of: account, isCompromised: isCompromised, grant, call, in: transaction)
          {
            changed += 1
          }
        }
        return DemandBatch(count: batch.count, changed: changed, last: batch.last??.id)
      }
      result.changed += batch.changed
      result.skipped += batch.count - batch.changed
      looked += batch.count
      last = batch.last
      guard batch.count == Self.demandBatchMax else {
        last = nil
        break
      }
    }
    if named == nil { result.next = last }
    let outcome = result
    let now = self.clock.now()
    _ = try await self.changing(entrance, call) { grant, transaction in
      try self.record(
        self.done(
          .passwordChangeOfManyRequired, grant, at: now,
          details: [
            "population": population.name, "whole_population": "\(named == nil)",
            "compromised": "\(isCompromised)", "changed": "\(outcome.changed)",
            "skipped": "\(outcome.skipped)",
          ]),
        of: call, in: transaction)
    }
    return outcome
  }

  /// Asks one account for another password, if the actor might do that alone. Says whether it did.
  private func requireChange(
    of account: Account, isCompromised: Bool, _ grant: borrowing Grant, _ call: Call,
    in transaction: any StoreWriting
  ) throws -> Bool {
    guard let person = grant.subject.person, account.isEnabled,
      account.authenticationSource == .local
    else { return false }
    let facts = Target.AccountFacts(
      id: account.id, population: account.population,
      permissions: try transaction.effectivePermissions(of: account),
      isAccountAdministrator: account.isAccountAdministrator)
    do {
      _ = try CallerCheck(
        .accountsRequirePasswordChange, principal: grant.principal, presented: .person(person)
      ).grant(on: .account(facts))
    } catch {
      return false
    }
    var account = account
    guard account.isDueToChange(isCompromised: isCompromised),
      account.requirePasswordChange(isCompromised ? .compromised : .requiredByAdministrator)
    else { return false }
    try transaction.update(account)
    if isCompromised { _ = try transaction.deleteSessions(of: account.id, except: nil) }
    try self.record(
      AuditRecord(
        at: self.clock.now(), principal: grant.principal.name, actor: .account(person.account),
        action: .passwordChangeRequired, target: account.id,
        details: ["compromised": "\(isCompromised)"]),
      of: call, in: transaction)
    return true
  }
}

/// What one transaction of a demand on many accounts came to.
private struct DemandBatch: Sendable {
  /// Accounts that it looked at.
  var count: Int
  /// Those among them that must choose another password since.
  var changed: Int
  /// The last one.
  var last: AccountID?
}

extension Account {
  /// Whether a demand for another password would say anything new.
  fileprivate func isDueToChange(isCompromised: Bool) -> Bool {
    guard case .mustChange(_, let cause) = self.credential else { return true }
    return isCompromised && cause != .compromised
  }
}
