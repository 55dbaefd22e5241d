import LatchkeyAuthorization
public import LatchkeyBase
public import LatchkeyDomain
import LatchkeySchema

/// An account as its owner sees it.
public struct OwnAccountView: Sendable {
  /// The account.
  public let account: Account
  /// What its roles grant together.
  public let permissions: PermissionSet
  /// When this was read: the status label depends on it.
  public let at: Timestamp
}

/// What its owner changes on an account; nil leaves a field as it is.
public struct OwnAccountChanges: Sendable {
  /// The name.
  public var displayName: DisplayName?
  /// An address that takes the place of the primary one once it is confirmed.
  public var email: EmailAddress?
  /// A telephone number.
  public var phone: PhoneChange?
  /// The language for mails.
  public var locale: String?
  /// The revision that the owner has seen; another one in the store is a conflict.
  public var revision: Int64?

  /// No changes.
  public init() {}
}

extension AccountsUseCases {
  /// The account of the person who calls.
  ///
  /// - Throws: A refusal.
  public func getOwnAccount(_ call: Call) async throws(Failure) -> OwnAccountView {
    try await self.gate.read(Operation(.accountsGetOwnAccount), call) {
      snapshot throws(Failure) in
      try Self.view(of: try snapshot.actorAccount(), snapshot)
    }
  }

  /// Changes the account of the person who calls.
  ///
  /// A new address counts for nothing until the link that is mailed to it was used: it waits, and the
  /// present one is told. A newer one takes its place, and its link with it.
  ///
  /// - Throws: A refusal.
  public func updateOwnAccount(
    _ call: Call, _ changes: OwnAccountChanges
  ) async throws(Failure) -> OwnAccountView {
    let operation = Operation(
      .accountsUpdateOwnAccount, aspect: changes.email == nil ? .plain : .changesAddress)
    return try await self.gate.change(operation, call) { change throws(Failure) in
      var account = try change.actorAccount()
      if let revision = changes.revision, revision != account.revision {
        throw .refusal(Refusal(revisionInForce: account.revision))
      }
      var changed = account.apply(changes)
      if let email = changes.email, email != account.primaryEmail {
        try Self.propose(email, for: &account, change)
        changed.append("pendingEmail")
      }
      guard !changed.isEmpty else { return try Self.view(of: account, change.snapshot) }
      try change.store.update(account)
      try change.record(["fields": changed.joined(separator: " ")])
      account.revision += 1
      return try Self.view(of: account, change.snapshot)
    }
  }

  /// Lets an address wait for its confirmation: a link goes there, and the present one is told.
  ///
  /// Requests are counted by address, together with those for a reset, so that they cannot fill the
  /// mailboxes of other people.
  private static func propose(
    _ email: EmailAddress, for account: inout Account, _ change: borrowing Change
  ) throws(Failure) {
    guard change.isMailConfigured else { throw .refusal(.mailServerNotConfigured) }
    try change.store.requireFree(email, for: account)
    let (isAllowed, retryAfter) = try change.store.reserve(
      .resetIdentifier(account.population, canonical: email.canonical),
      under: (try change.settings).resetThrottle, at: change.now)
    guard isAllowed else {
      throw .refusal(Refusal(.tooManyRequests, retryAfter: retryAfter))
    }
    account.propose(email)
    try change.queue(.emailConfirmation, to: account, at: email)
    try change.notify(.emailChangeProposed, account)
  }

  private static func view(
    of account: Account, _ snapshot: borrowing Snapshot
  ) throws(Failure) -> OwnAccountView {
    OwnAccountView(
      account: account, permissions: try snapshot.store.effectivePermissions(of: account),
      at: snapshot.now)
  }
}

extension Account {
  /// Applies what needs no confirmation, and returns the names of the fields that changed.
  fileprivate mutating func apply(_ changes: OwnAccountChanges) -> [String] {
    var changed: [String] = []
    if let name = changes.displayName, name != self.displayName {
      self.displayName = name
      changed.append("displayName")
    }
    if let change = changes.phone, change.number != self.phone {
      self.changePhone(change.number)
      changed.append("phone")
    }
    if let locale = changes.locale, locale != self.locale {
      self.locale = locale
      changed.append("locale")
    }
    return changed
  }
}
