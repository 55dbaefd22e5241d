import LatchkeyAuthorization
public import LatchkeyBase
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

/// What is demanded of which accounts.
private struct Demand: Sendable {
  /// These accounts, ascending; nil means the whole population.
  let named: [AccountID]?
  let population: Population
  let isCompromised: Bool

  /// Accounts that are changed in one transaction: the store is held for some milliseconds.
  static let batchMax = 100
  /// Accounts that one call looks at.
  static let accountsMax = 10_000
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

extension AccountsUseCases {
  /// Asks for other passwords, of some accounts or of a whole population.
  ///
  /// Done in batches, so that others come in between. Each batch is decided anew, each account by the
  /// rule for one (``requirePasswordChange(_:_:isCompromised:)``); accounts that the actor may not touch,
  /// and the actor, are left out. Every change has its entry in the audit, and the call has one more. What
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
  /// - Throws: A refusal, or what the store fails with.
  public func requirePasswordChangeOfMany(
    _ call: Call, of accounts: [AccountID]?, in population: Population, isCompromised: Bool,
    confirmed: Bool, after: AccountID?
  ) async throws(Failure) -> DemandOnMany {
    let operation = Operation(.accountsRequirePasswordChangeOfMany)
    try await self.gate.check(operation, call)
    guard confirmed else { throw .refusal(.confirmationRequired) }

    let demand = Demand(
      named: accounts.map { Set($0).sorted() }, population: population,
      isCompromised: isCompromised)
    var result = DemandOnMany()
    var last = after
    var looked = 0
    while looked < (demand.named?.count ?? Demand.accountsMax) {
      let batch = try await self.changeBatch(
        of: demand, from: looked, after: last, changedBefore: result.changed, operation, call)
      result.changed += batch.changed
      result.skipped += batch.count - batch.changed
      looked += batch.count
      last = batch.last
      guard batch.count == Demand.batchMax else {
        last = nil
        break
      }
    }
    if demand.named == nil { result.next = last }
    let outcome = result
    try await self.gate.change(operation, call) { change throws(Failure) in
      _ = try change.record([
        "population": population.name, "whole_population": "\(demand.named == nil)",
        "compromised": "\(isCompromised)", "changed": "\(outcome.changed)",
        "skipped": "\(outcome.skipped)",
      ])
    }
    return outcome
  }

  private func changeBatch(
    of demand: Demand, from looked: Int, after last: AccountID?, changedBefore: Int,
    _ operation: Operation, _ call: Call
  ) async throws(Failure) -> DemandBatch {
    try await self.gate.change(
      operation, call,
      progress: { (batch: DemandBatch) in
        // Until something was changed there is nothing to tell.
        guard changedBefore + batch.changed > 0 else { return nil }
        return Progress(
          settled: looked + batch.count, resumeAfter: demand.named == nil ? batch.last : nil)
      }
    ) { change throws(Failure) in
      let batch: [Account?] =
        if let named = demand.named {
          try named[looked..<min(looked + Demand.batchMax, named.count)].map {
            id throws(Failure) in try change.store.account(id)
          }
        } else {
          try change.store.accounts(
            in: demand.population, after: last, search: nil, limit: Demand.batchMax)
        }
      var changed = 0
      for case let account? in batch where account.population == demand.population {
        if try Self.requireChange(of: account, isCompromised: demand.isCompromised, change) {
          changed += 1
        }
      }
      return DemandBatch(count: batch.count, changed: changed, last: batch.last??.id)
    }
  }

  /// Asks one account for another password, if the actor might do that alone. Says whether it did.
  private static func requireChange(
    of account: Account, isCompromised: Bool, _ change: borrowing Change
  ) throws(Failure) -> Bool {
    guard let person = change.actor, account.isEnabled, account.authenticationSource == .local
    else { return false }
    let facts = Target.AccountFacts(
      id: account.id, population: account.population,
      permissions: try change.store.effectivePermissions(of: account),
      isAccountAdministrator: account.isAccountAdministrator)
    do throws(Denial) {
      _ = try CallerCheck(
        .accountsRequirePasswordChange, principal: change.snapshot.grant.principal,
        presented: .person(person)
      ).grant(on: .account(facts))
    } catch {
      return false
    }
    var account = account
    guard account.isDueToChange(isCompromised: isCompromised),
      account.requirePasswordChange(isCompromised ? .compromised : .requiredByAdministrator)
    else { return false }
    try change.store.update(account)
    if isCompromised { _ = try change.store.deleteSessions(of: account.id, except: nil) }
    try change.record(
      ["compromised": "\(isCompromised)"], target: account.id, as: .passwordChangeRequired)
    return true
  }
}

extension Account {
  /// Whether a demand for another password would say anything new.
  fileprivate func isDueToChange(isCompromised: Bool) -> Bool {
    guard case .mustChange(_, let cause) = self.credential else { return true }
    return isCompromised && cause != .compromised
  }
}
