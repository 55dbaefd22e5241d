import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema

extension StoreReading {
  /// Every one of these roles must exist.
  func requireRoles(_ roles: [RoleID]) throws(Failure) {
    for id in roles where try self.role(id) == nil {
      throw .field("roleIDs", "There is no role \(id.rawValue).")
    }
  }

  /// No other agent may have one of these addresses or this login name.
  func requireFreeForAgent(
    _ emails: [EmailAddress], loginName: LoginName?, except: AccountID?
  ) throws(Failure) {
    try Self.requireDistinct(emails)
    for (index, email) in emails.enumerated() {
      let holders = try self.accounts(in: .agent, withAnyEmail: email.canonical, limit: 2)
      if holders.contains(where: { $0.id != except }) {
        throw .field(
          "emails[\(index)]", "Another agent has this address.", reason: .addressInUse)
      }
    }
    try self.requireFree(loginName, in: .agent, except: except)
  }

  /// No address twice, no more than an account may have, and no login name of another contact.
  /// Addresses of other contacts are allowed: people share them.
  func requireFittingContact(
    _ emails: [EmailAddress], loginName: LoginName?, except: AccountID?
  ) throws(Failure) {
    guard emails.count <= Account.emailsMax else {
      throw .field("emails", "A contact has at most \(Account.emailsMax) addresses.")
    }
    try Self.requireDistinct(emails)
    try self.requireFree(loginName, in: .contact, except: except)
  }

  private static func requireDistinct(_ emails: [EmailAddress]) throws(Failure) {
    guard Set(emails.map(\.canonical)).count == emails.count else {
      throw .field("emails", "An address is named twice.")
    }
  }

  private func requireFree(
    _ loginName: LoginName?, in population: Population, except: AccountID?
  ) throws(Failure) {
    guard let loginName,
      let holder = try self.account(in: population, withLoginName: loginName.canonical),
      holder.id != except
    else { return }
    throw .field(
      "loginName", "Another \(population.name) has this login name.", reason: .loginNameInUse)
  }

  /// The contact that an address stands for in tickets: the oldest that takes part, else the oldest.
  func oldestContact(with email: EmailAddress) throws(Failure) -> Account? {
    // An address that more contacts share than this is no person's.
    let found = try self.accounts(in: .contact, withAnyEmail: email.canonical, limit: 50)
    return found.first(where: \.isEnabled) ?? found.first
  }
}

extension StoreWriting {
  /// Forgets what was counted by an account's identifiers: the counts are named after them, and would not
  /// be found when the account is erased.
  ///
  /// Not of those that `other` keeps, nor of an address or a number that another account has as well:
  /// guesses at them count on.
  func forgetCounts(of account: Account, keptBy other: Account? = nil) throws(Failure) {
    let kept = Set(other?.countedIdentifiers ?? [])
    for text in account.countedIdentifiers where !kept.contains(text) {
      if try self.isShared(text, by: account) { continue }
      try self.clearThrottle(.signInIdentifier(account.population, canonical: text))
      try self.clearThrottle(.resetIdentifier(account.population, canonical: text))
    }
    try self.forgetOrigins(of: account.id)
  }

  private func isShared(_ text: String, by account: Account) throws(Failure) -> Bool {
    let population = account.population
    let holders =
      try self.accounts(in: population, withAnyEmail: text, limit: 2)
      + self.accounts(in: population, withPhone: text, limit: 2)
    return holders.contains { $0.id != account.id }
  }
}

extension Account {
  /// What it can be named by at sign-in, in canonical form.
  fileprivate var countedIdentifiers: [String] {
    self.emails.map(\.canonical)
      + [self.loginName?.canonical, self.phone?.canonical].compactMap { $0 }
  }
}
