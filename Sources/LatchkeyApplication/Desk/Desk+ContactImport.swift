import LatchkeyAuthorization
import LatchkeyBase
public import LatchkeyDomain
import LatchkeySchema

/// One contact to import.
public struct ImportedContact: Sendable {
  /// The contact.
  public var draft: ContactDraft
  /// The hash of its password in the system that it comes from, within the bounds of cost (T1).
  public var hash: PasswordHash?

  /// A contact to import.
  public init(draft: ContactDraft, hash: PasswordHash?) {
    self.draft = draft
    self.hash = hash
  }
}

/// What became of one contact of an import.
public enum ImportVerdict: Sendable {
  /// It was added.
  case created(AccountID)
  /// A contact with one of the addresses or the login name is there, and stays as it is.
  case existing(AccountID)
  /// Nothing was done.
  case refused(Refusal)
}

extension Desk {
  /// Contacts in one transaction of an import, at most: others write in between.
  public static let importBatchMax = 50

  /// Lets nobody begin an import who may not go on with it.
  public func mayImportContacts(_ call: Call) async throws {
    try await self.reading(
      Entrance(method: .contactsImportContacts, action: .contactImported), call
    ) { _, _ in }
  }

  /// T1: adds contacts from another system, each for itself: one that is refused does not stop the
  /// others. They become durable together, and each that was added is in the audit.
  ///
  /// The gate is asked for every batch, so that an import ends when its right to go on does. Each batch
  /// is a part of the call; `settled` says how many rows are done with it, these alone unless it is said,
  /// and `hasAdded` whether a batch before has added any.
  /// Those without a password get an activation mail where `sendActivation` says so. What became of
  /// each comes back in the order of the rows, of which there are at most ``importBatchMax``.
  public func importContacts(
    _ call: Call, _ rows: [ImportedContact], sendActivation: Bool, settled: Int? = nil,
    hasAdded: Bool = false
  ) async throws -> [ImportVerdict] {
    precondition(rows.count <= Self.importBatchMax, "A batch of an import is bounded.")
    let now = self.clock.now()
    let verdicts = try await self.changing(
      Entrance(method: .contactsImportContacts, action: .contactImported), call,
      progress: { (verdicts: [ImportVerdict]) in
        // Until something was added there is nothing to tell.
        hasAdded || verdicts.contains { if case .created = $0 { true } else { false } }
          ? Progress(settled: settled ?? rows.count) : nil
      }
    ) { grant, transaction in
      try rows.map { row in
        let verdict = try self.importContact(
          row, sendActivation: sendActivation, in: transaction, at: now)
        if case .created(let id) = verdict {
          var record = self.done(
            .contactImported, grant, at: now, details: ["password": "\(row.hash != nil)"])
          record.target = id
          try self.record(record, of: call, in: transaction)
        }
        return verdict
      }
    }
    self.mailQueued()
    return verdicts
  }

  private func importContact(
    _ row: ImportedContact, sendActivation: Bool, in transaction: any StoreWriting,
    at now: Timestamp
  ) throws -> ImportVerdict {
    let draft = row.draft
    guard !draft.emails.isEmpty || draft.loginName != nil || draft.phone != nil else {
      return .refused(Refusal(.noSignInIdentifier))
    }
    for email in draft.emails {
      if let known = try transaction.oldestContact(with: email) { return .existing(known.id) }
    }
    if let name = draft.loginName,
      let known = try transaction.account(in: .contact, withLoginName: name.canonical)
    {
      return .existing(known.id)
    }
    do {
      try transaction.requireFitting(draft.emails, loginName: nil, except: nil)
    } catch let refusal as Refusal {
      return .refused(refusal)
    }
    guard let hash = row.hash else {
      let (contact, _) = try self.addContact(
        draft, activate: sendActivation, in: transaction, at: now)
      return .created(contact.id)
    }
    return .created(
      try transaction.insert(
        NewAccount(
          population: .contact, displayName: draft.displayName, locale: draft.locale,
          loginName: draft.loginName, emails: draft.emails, phone: draft.phone,
          authenticationSource: draft.source, credential: .active(hash), roles: [],
          isAccountAdministrator: false, createdAt: now)))
  }
}
