internal import LatchkeyApplication
internal import LatchkeyBase
internal import LatchkeyDomain

extension SQLTransaction {
  func account(_ id: AccountID) throws(Failure) -> Account? {
    if let known = self.known[id] { return known }
    let found = try self.first(AccountQuery.one, [.account(id)], self.readAccount)
    if let found { self.known.keep(found) }
    return found
  }

  func accounts(
    in population: Population, withPrimaryEmail canonical: String, limit: Int
  ) throws(Failure) -> [Account] {
    try self.all(
      AccountQuery.withPrimaryEmail, [.raw(population), .text(canonical), .limit(limit)],
      self.readAccount)
  }

  func accounts(
    in population: Population, withAnyEmail canonical: String, limit: Int
  ) throws(Failure) -> [Account] {
    let found = try self.all(
      AccountQuery.withAnyEmail, [.raw(population), .text(canonical), .limit(limit)],
      self.readAccount)
    return found.sorted { $0.id < $1.id }
  }

  func account(
    in population: Population, withLoginName canonical: String
  ) throws(Failure) -> Account? {
    try self.first(
      AccountQuery.withLoginName, [.raw(population), .text(canonical)], self.readAccount)
  }

  func accounts(
    in population: Population, withPhone canonical: String, limit: Int
  ) throws(Failure) -> [Account] {
    try self.all(
      AccountQuery.withPhone, [.raw(population), .text(canonical), .limit(limit)],
      self.readAccount)
  }

  func accounts(
    in population: Population, after: AccountID?, search: String?, limit: Int
  ) throws(Failure) -> [Account] {
    let start = SQLValue.integer(after?.rawValue ?? 0)
    guard let search, !search.isEmpty else {
      return try self.all(
        AccountQuery.page, [.raw(population), start, .limit(limit)], self.readAccount)
    }
    return try self.all(
      AccountQuery.search,
      [.raw(population), start, .text(likePattern(containing: search)), .limit(limit)],
      self.readAccount)
  }

  func lockedAccounts(
    after: AccountID?, at now: Timestamp, limit: Int
  ) throws(Failure) -> [Account] {
    try self.all(
      AccountQuery.locked, [.integer(after?.rawValue ?? 0), .time(now), .limit(limit)],
      self.readAccount)
  }

  func accountAdministrator() throws(Failure) -> AccountID? {
    try self.integer(AccountQuery.administrator).map(AccountID.init(rawValue:))
  }

  /// The account in a row, with its addresses and roles.
  func readAccount(_ row: Row<Cursor, AccountColumn>) throws(Failure) -> Account {
    let id = try row.account(.id)
    let addresses = try self.all(AccountQuery.emails, [.account(id)]) {
      (row: Row<Cursor, EmailColumn>) throws(Failure) in
      EmailAddress(stored: try row.text(.text))
    }
    let roles = try self.all(AccountQuery.roles, [.account(id)]) {
      (row: Row<Cursor, AccountRoleColumn>) throws(Failure) in
      RoleID(rawValue: try row.integer(.role))
    }
    return try Account(reading: row, emails: addresses, roles: roles)
  }
}

/// The pattern of LIKE for a text anywhere. LIKE disregards the case of ASCII letters only.
private func likePattern(containing text: String) -> String {
  var pattern = "%"
  for character in text.unicodeScalars {
    if character == "%" || character == "_" || character == "\\" {
      pattern.unicodeScalars.append("\\")
    }
    pattern.unicodeScalars.append(character)
  }
  return pattern + "%"
}
