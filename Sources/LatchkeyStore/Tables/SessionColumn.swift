internal import LatchkeyApplication
internal import LatchkeyBase
internal import LatchkeyDomain

/// The table of sessions.
enum SessionColumn: Int, TableColumn {
  case id, account, population, epoch, globalEpoch, principal, createdAt, lastSeenAt, expiresAt
  case idleLimit, provedAt
  case digest, endsAt

  static let table = "session"
  static let lastRead = Self.provedAt
}

extension Session {
  init(reading row: Row<some SQLCursor, SessionColumn>) throws(Failure) {
    self.init(
      id: SessionID(rawValue: try row.integer(.id)), account: try row.account(.account),
      population: try row.raw(.population, as: Population.self), epoch: try row.integer(.epoch),
      globalEpoch: try row.integer(.globalEpoch), principal: try row.text(.principal),
      createdAt: try row.time(.createdAt), lastSeenAt: try row.time(.lastSeenAt),
      expiresAt: try row.time(.expiresAt), idleLimit: try row.lifetime(.idleLimit),
      provedAt: try row.optionalTime(.provedAt))
  }
}

extension NewSession: TableRow {
  static let inserted = SessionColumn.allCases.filter { $0 != .id }

  func value(of column: SessionColumn) -> SQLValue {
    switch column {
    case .id, .provedAt: .null
    case .digest: .blob(self.digest.bytes)
    case .account: .account(self.account)
    case .population: .raw(self.population)
    case .epoch: .integer(self.epoch)
    case .globalEpoch: .integer(self.globalEpoch)
    case .principal: .text(self.principal)
    case .createdAt, .lastSeenAt: .time(self.createdAt)
    case .expiresAt: .time(self.expiresAt)
    case .idleLimit: .integer(self.idleLimit.milliseconds)
    case .endsAt: .time(min(self.createdAt + self.idleLimit, self.expiresAt))
    }
  }
}

/// What decides about a session, selected behind its own columns.
enum StandingColumn: Int, TableColumn {
  case accountEpoch, accountStanding, globalEpoch

  static let table = "session"
  static let lastRead = Self.globalEpoch

  static let selection = "account.epoch, account.standing, desk.global_epoch"
}

extension SessionStanding {
  init(reading row: Row<some SQLCursor, SessionColumn>) throws(Failure) {
    let decisive = row.next(StandingColumn.self)
    self.init(
      session: try Session(reading: row), accountEpoch: try decisive.integer(.accountEpoch),
      isEnabled: try decisive.raw(.accountStanding, as: StandingState.self) == .enabled,
      globalEpoch: try decisive.integer(.globalEpoch))
  }
}
