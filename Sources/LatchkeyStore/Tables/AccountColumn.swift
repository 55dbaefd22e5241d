internal import LatchkeyApplication
internal import LatchkeyBase
internal import LatchkeyDomain

/// The table of accounts. What a case of a credential, a standing or a lock does not have is NULL.
enum AccountColumn: Int, TableColumn {
  case id, population, displayName, locale, loginName, pendingEmail, phone
  case authenticationSource
  case credential, passwordHash, temporaryOrigin, temporaryIssuedBy, temporaryExpiresAt
  case changeCause
  case hasSecondFactor, isPasswordKnownToOthers, invitedAt
  case standing, standingBy, standingAt, standingReason, mergedInto
  case lock, lockUntil, lockedBy, lockedAt, lockReason
  case epoch, emailVersion, isAccountAdministrator, createdAt, revision
  case loginNameCanonical, phoneCanonical

  static let table = "account"
  static let lastRead = Self.revision
}

extension Account: TableRow {
  static let inserted = AccountColumn.allCases.filter { $0 != .id }

  /// The columns that a change writes. The statement itself counts the revision up.
  static let updated = Self.inserted.filter {
    $0 != .population && $0 != .createdAt && $0 != .revision
  }

  /// The parameters of that change: its columns, then the row and the revision that it must have.
  static let updateParameters = Self.updated + [.id, .revision]

  func value(of column: AccountColumn) -> SQLValue {
    switch column {
    case .id: .account(self.id)
    case .population: .raw(self.population)
    case .displayName: .text(self.displayName.text)
    case .locale: .text(self.locale)
    case .loginName: .text(self.loginName?.text)
    case .loginNameCanonical: .text(self.loginName?.canonical)
    case .pendingEmail: .text(self.pendingEmail?.text)
    case .phone: .text(self.phone?.text)
    case .phoneCanonical: .text(self.phone?.canonical)
    case .authenticationSource: .raw(self.authenticationSource)
    case .credential, .passwordHash, .temporaryOrigin, .temporaryIssuedBy, .temporaryExpiresAt,
      .changeCause:
      self.credential.value(of: column)
    case .hasSecondFactor: .flag(self.hasSecondFactor)
    case .isPasswordKnownToOthers: .flag(self.isPasswordKnownToOthers)
    case .invitedAt: .time(self.invitedAt)
    case .standing, .standingBy, .standingAt, .standingReason, .mergedInto:
      self.standing.value(of: column)
    case .lock, .lockUntil, .lockedBy, .lockedAt, .lockReason: self.lock.value(of: column)
    case .epoch: .integer(self.epoch)
    case .emailVersion: .integer(self.emailVersion)
    case .isAccountAdministrator: .flag(self.isAccountAdministrator)
    case .createdAt: .time(self.createdAt)
    case .revision: .integer(self.revision)
    }
  }

  init(
    reading row: Row<some SQLCursor, AccountColumn>, emails: [EmailAddress], roles: [RoleID]
  ) throws(Failure) {
    self.init(
      id: try row.account(.id), population: try row.raw(.population, as: Population.self),
      displayName: DisplayName(stored: try row.text(.displayName)),
      locale: try row.text(.locale),
      loginName: try row.optionalText(.loginName).map(LoginName.init(stored:)), emails: emails,
      pendingEmail: try row.optionalText(.pendingEmail).map(EmailAddress.init(stored:)),
      phone: try row.optionalText(.phone).map(PhoneNumber.init(stored:)),
      authenticationSource: try row.raw(
        .authenticationSource, as: Account.AuthenticationSource.self),
      credential: try Credential(reading: row), hasSecondFactor: try row.flag(.hasSecondFactor),
      isPasswordKnownToOthers: try row.flag(.isPasswordKnownToOthers),
      invitedAt: try row.optionalTime(.invitedAt), standing: try Standing(reading: row),
      lock: try Lock(reading: row), epoch: try row.integer(.epoch),
      emailVersion: try row.integer(.emailVersion), roles: roles,
      isAccountAdministrator: try row.flag(.isAccountAdministrator),
      createdAt: try row.time(.createdAt), revision: try row.integer(.revision))
  }

  /// A new account as its row will be: enabled, without a lock, epoch and revision 1.
  init(_ new: NewAccount, id: AccountID) {
    self.init(
      id: id, population: new.population, displayName: new.displayName, locale: new.locale,
      loginName: new.loginName, emails: new.emails, phone: new.phone,
      authenticationSource: new.authenticationSource, credential: new.credential,
      invitedAt: new.invitedAt, standing: .enabled, lock: .none, epoch: 1, emailVersion: 1,
      roles: Set(new.roles).sorted(), isAccountAdministrator: new.isAccountAdministrator,
      createdAt: new.createdAt, revision: 1)
  }
}
