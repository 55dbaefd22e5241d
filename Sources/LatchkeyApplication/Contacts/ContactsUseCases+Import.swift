import LatchkeyAuthorization
internal import LatchkeyBase
public import LatchkeyDomain
import LatchkeySchema

/// One contact to import.
public struct ImportedContact: Sendable {
  /// The contact.
  public var draft: ContactDraft
  /// The hash of its password in the system that it comes from, within the bounds of cost.
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

extension ContactsUseCases {
  /// Contacts in one transaction of an import, at most: others write in between.
  public static let importBatchMax = 50

  /// Refuses an import at its beginning that the caller may not go on with.
  ///
  /// - Throws: A refusal.
  public func mayImportContacts(_ call: Call) async throws(Failure) {
    try await self.gate.read(Operation(.contactsImportContacts), call) { _ throws(Failure) in }
  }

  /// Adds contacts from another system, each for itself: one that is refused does not stop the
  /// others. They become durable together, and each that was added is in the audit.
  ///
  /// The gate is asked for every batch, so that an import ends when its right to go on does. Each batch
  /// is a part of the call.
  ///
  /// - Parameters:
  ///   - call: Who imports.
  ///   - rows: At most ``importBatchMax``.
  ///   - sendActivation: Whether those without a password get an activation mail.
  ///   - settled: How many rows are done with this batch; these alone unless it is said.
  ///   - hasAdded: Whether a batch before has added any.
  /// - Returns: What became of each, in the order of the rows.
  /// - Throws: A refusal of the whole batch.
  public func importContacts(
    _ call: Call, _ rows: [ImportedContact], sendActivation: Bool, settled: Int? = nil,
    hasAdded: Bool = false
  ) async throws(Failure) -> [ImportVerdict] {
    precondition(rows.count <= Self.importBatchMax, "A batch of an import is bounded.")
    return try await self.gate.change(
      Operation(.contactsImportContacts), call,
      progress: { (verdicts: [ImportVerdict]) in
        // Until something was added there is nothing to tell.
        hasAdded || verdicts.contains { if case .created = $0 { true } else { false } }
          ? Progress(settled: settled ?? rows.count) : nil
      }
    ) { change throws(Failure) in
      var verdicts: [ImportVerdict] = []
      for row in rows {
        let verdict = try Self.importContact(row, sendActivation: sendActivation, in: change)
        if case .created(let id) = verdict {
          try change.record(["password": "\(row.hash != nil)"], target: id)
        }
        verdicts.append(verdict)
      }
      return verdicts
    }
  }

  private static func importContact(
    _ row: ImportedContact, sendActivation: Bool, in change: borrowing Change
  ) throws(Failure) -> ImportVerdict {
    let draft = row.draft
    guard !draft.emails.isEmpty || draft.loginName != nil || draft.phone != nil else {
      return .refused(Refusal(.noSignInIdentifier))
    }
    for email in draft.emails {
      if let known = try change.store.oldestContact(with: email) { return .existing(known.id) }
    }
    if let name = draft.loginName,
      let known = try change.store.account(in: .contact, withLoginName: name.canonical)
    {
      return .existing(known.id)
    }
    do throws(Failure) {
      try change.store.requireFittingContact(draft.emails, loginName: nil, except: nil)
    } catch {
      guard let refusal = error.refusal else { throw error }
      return .refused(refusal)
    }
    guard let hash = row.hash else {
      return .created(try change.addContact(draft, activate: sendActivation).contact.id)
    }
    return .created(
      try change.store.insert(
        NewAccount(
          population: .contact, displayName: draft.displayName, locale: draft.locale,
          loginName: draft.loginName, emails: draft.emails, phone: draft.phone,
          authenticationSource: draft.source, credential: .active(hash), roles: [],
          isAccountAdministrator: false, createdAt: change.now)))
  }
}
