internal import LatchkeyApplication
internal import LatchkeyBase
internal import LatchkeyDomain

extension Connection {
  func account(_ id: AccountID) throws(StoreError) -> Account? {
    try self.first(AccountQuery.one, [.account(id)], self.readAccount)
  }

  func accounts(
    in population: Population, withPrimaryEmail canonical: String, limit: Int
  ) throws(StoreError) -> [Account] {
    try self.all(
      AccountQuery.withPrimaryEmail, [.raw(population), .text(canonical), .limit(limit)],
      self.readAccount)
  }

  func accounts(
    in population: Population, withAnyEmail canonical: String, limit: Int
  ) throws(StoreError) -> [Account] {
    let found = try self.all(
      AccountQuery.withAnyEmail, [.raw(population), .text(canonical), .limit(limit)],
      self.readAccount)
    return found.sorted { $0.id < $1.id }
  }

  func account(
    in population: Population, withLoginName canonical: String
  ) throws(StoreError) -> Account? {
    try self.first(
      AccountQuery.withLoginName, [.raw(population), .text(canonical)], self.readAccount)
  }

  func accounts(
    in population: Population, withPhone canonical: String, limit: Int
  ) throws(StoreError) -> [Account] {
    try self.all(
      AccountQuery.withPhone, [.raw(population), .text(canonical), .limit(limit)],
      self.readAccount)
  }

  func accounts(
    in population: Population, after: AccountID?, search: String?, limit: Int
  ) throws(StoreError) -> [Account] {
    let start = SQLValue.integer(after?.rawValue ?? 0)
    guard let search, !search.isEmpty else {
      return try self.all(
        AccountQuery.page, [.raw(population), start, .limit(limit)], self.readAccount)
    }
    return try self.all(
      AccountQuery.search,
      [.raw(population), start, .text(Self.pattern(containing: search)), .limit(limit)],
      self.readAccount)
  }

  func lockedAccounts(
    after: AccountID?, at now: Timestamp, limit: Int
  ) throws(StoreError) -> [Account] {
    try self.all(
      AccountQuery.locked,
      [.integer(after?.rawValue ?? 0), .moment(now), .limit(limit)], self.readAccount)
  }

  func accountAdministrator() throws(StoreError) -> AccountID? {
    try self.first(AccountQuery.administrator) { row throws(StoreError) in try row.account() }
  }

  func insert(_ account: NewAccount) throws(StoreError) -> AccountID {
    try self.together { () throws(StoreError) -> AccountID in
      try self.run(
        AccountQuery.insert,
        [
          .raw(account.population), .text(account.displayName.text), .text(account.locale),
          .text(account.loginName?.text), .text(account.loginName?.canonical),
          .text(account.phone?.text), .text(account.phone?.canonical),
          .raw(account.authenticationSource),
        ] + account.credential.columns + [
          .moment(account.invitedAt),
          .flag(account.isAccountAdministrator), .moment(account.createdAt),
        ])
      let id = AccountID(rawValue: self.lastInsertedID)
      try self.insertEmails(account.emails, of: id, in: account.population)
      try self.insertRoles(Set(account.roles).sorted(), of: id)
      if account.population == .contact, let contact = try self.account(id) {
        try self.indexContact(from: nil, to: contact)
      }
      return id
    }
  }

  /// Stores an account.
  ///
  /// - Parameters:
  ///   - account: As it shall be.
  ///   - known: As it is, if that was read in this transaction.
  /// - Throws: ``StoreError/changedMeanwhile`` when it is another one than the change began with.
  func update(_ account: Account, former known: Account? = nil) throws(StoreError) {
    try self.together { () throws(StoreError) in
      let former = if let known { known } else { try self.account(account.id) }
      let changed = try self.run(
        AccountQuery.update,
        [
          .text(account.displayName.text), .text(account.locale),
          .text(account.loginName?.text), .text(account.loginName?.canonical),
          .text(account.pendingEmail?.text), .text(account.phone?.text),
          .text(account.phone?.canonical), .raw(account.authenticationSource),
        ] + account.credential.columns + [
          .flag(account.hasSecondFactor), .flag(account.isPasswordKnownToOthers),
          .moment(account.invitedAt),
        ] + account.standing.columns
          + account.lock.columns + [
            .integer(account.epoch), .integer(account.emailVersion),
            .flag(account.isAccountAdministrator), .account(account.id),
            .integer(account.revision),
          ])
      guard changed == 1 else { throw .changedMeanwhile }
      // Most changes leave addresses and roles alone, and then so do we.
      if former?.emails != account.emails {
        try self.run(AccountQuery.deleteEmails, [.account(account.id)])
        try self.insertEmails(account.emails, of: account.id, in: account.population)
      }
      if former?.roles != account.roles {
        try self.run(AccountQuery.deleteRoles, [.account(account.id)])
        try self.insertRoles(account.roles, of: account.id)
      }
      if let former, account.population == .contact {
        try self.indexContact(from: former, to: account)
      }
    }
  }

  private func insertEmails(
    _ emails: [EmailAddress], of account: AccountID, in population: Population
  ) throws(StoreError) {
    for (position, email) in emails.enumerated() {
      try self.run(
        AccountQuery.insertEmail,
        [
          .account(account), .integer(position), .raw(population), .text(email.text),
          .text(email.canonical),
        ])
    }
  }

  private func insertRoles(_ roles: [RoleID], of account: AccountID) throws(StoreError) {
    for role in roles {
      try self.run(AccountQuery.insertRole, [.account(account), .integer(role.rawValue)])
    }
  }

  private func emails(of account: AccountID) throws(StoreError) -> [EmailAddress] {
    try self.all(AccountQuery.emails, [.account(account)]) { row throws(StoreError) in
      EmailAddress(stored: try row.text())
    }
  }

  private func roles(of account: AccountID) throws(StoreError) -> [RoleID] {
    try self.all(AccountQuery.roles, [.account(account)]) { row throws(StoreError) in
      RoleID(rawValue: try row.integer())
    }
  }

  func readAccount(_ row: inout Row) throws(StoreError) -> Account {
    let id = try row.account()
    return Account(
      id: id, population: try row.raw(Population.self),
      displayName: DisplayName(stored: try row.text()), locale: try row.text(),
      loginName: try row.optionalText().map(LoginName.init(stored:)),
      emails: try self.emails(of: id),
      pendingEmail: try row.optionalText().map(EmailAddress.init(stored:)),
      phone: try row.optionalText().map(PhoneNumber.init(stored:)),
      authenticationSource: try row.raw(Account.AuthenticationSource.self),
      credential: try Credential(reading: &row), hasSecondFactor: try row.flag(),
      isPasswordKnownToOthers: try row.flag(), invitedAt: try row.optionalMoment(),
      standing: try Standing(reading: &row), lock: try Lock(reading: &row),
      epoch: try row.integer(), emailVersion: try row.integer(),
      roles: try self.roles(of: id), isAccountAdministrator: try row.flag(),
      createdAt: try row.moment(), revision: try row.integer())
  }

  /// The pattern of LIKE for a text anywhere. LIKE disregards the case of ASCII letters only.
  private static func pattern(containing text: String) -> String {
    var pattern = "%"
    for character in text.unicodeScalars {
      if character == "%" || character == "_" || character == "\\" {
        pattern.unicodeScalars.append("\\")
      }
      pattern.unicodeScalars.append(character)
    }
    return pattern + "%"
  }
}
