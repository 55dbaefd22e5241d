internal import LatchkeyApplication
internal import LatchkeyBase
internal import LatchkeyDomain

// The three parts of an account that have cases: each lies in a column with the number of the case, and
// in columns that are NULL unless that case has them.

/// The number in the column `credential`.
enum CredentialState: UInt8 {
  case none = 0
  case active = 1
  case temporary = 2
  case mustChange = 3
}

/// The number in the column `standing`. Accounts that were merged or erased have the greater ones.
enum StandingState: UInt8 {
  case enabled = 1
  case deactivated = 2
  case merged = 3
  case erased = 4
}

/// The number in the column `lock`.
enum LockState: UInt8 {
  case none = 0
  case automatic = 1
  case administrative = 2
}

extension Credential {
  private var state: CredentialState {
    switch self {
    case .none: .none
    case .active: .active
    case .temporary: .temporary
    case .mustChange: .mustChange
    }
  }

  func value(of column: AccountColumn) -> SQLValue {
    switch (column, self) {
    case (.credential, _): .raw(self.state)
    case (.passwordHash, _): .text(self.hash?.phc)
    case (.temporaryOrigin, .temporary(_, let password)): .raw(password.origin)
    case (.temporaryIssuedBy, .temporary(_, let password)): .account(password.issuedBy)
    case (.temporaryExpiresAt, .temporary(_, let password)): .time(password.expiresAt)
    case (.changeCause, .mustChange(_, let cause)): .raw(cause)
    default: .null
    }
  }

  init(reading row: Row<some SQLCursor, AccountColumn>) throws(Failure) {
    switch try row.raw(.credential, as: CredentialState.self) {
    case .none: self = .none
    case .active: self = .active(PasswordHash(phc: try row.text(.passwordHash)))
    case .temporary:
      self = .temporary(
        PasswordHash(phc: try row.text(.passwordHash)),
        TemporaryPassword(
          origin: try row.raw(.temporaryOrigin, as: TemporaryPassword.Origin.self),
          issuedBy: try row.optionalAccount(.temporaryIssuedBy),
          expiresAt: try row.time(.temporaryExpiresAt)))
    case .mustChange:
      self = .mustChange(
        PasswordHash(phc: try row.text(.passwordHash)),
        try row.raw(.changeCause, as: PasswordChangeCause.self))
    }
  }
}

extension Standing {
  private var state: StandingState {
    switch self {
    case .enabled: .enabled
    case .deactivated: .deactivated
    case .merged: .merged
    case .erased: .erased
    }
  }

  func value(of column: AccountColumn) -> SQLValue {
    switch (column, self) {
    case (.standing, _): .raw(self.state)
    case (.standingBy, .deactivated(let by, _, _)): .account(by)
    case (.standingAt, .deactivated(_, let at, _)), (.standingAt, .merged(_, let at)),
      (.standingAt, .erased(let at)):
      .time(at)
    case (.standingReason, .deactivated(_, _, let reason)): .text(reason)
    case (.mergedInto, .merged(let other, _)): .account(other)
    default: .null
    }
  }

  init(reading row: Row<some SQLCursor, AccountColumn>) throws(Failure) {
    switch try row.raw(.standing, as: StandingState.self) {
    case .enabled: self = .enabled
    case .deactivated:
      self = .deactivated(
        by: try row.optionalAccount(.standingBy), at: try row.time(.standingAt),
        reason: try row.text(.standingReason))
    case .merged:
      self = .merged(into: try row.account(.mergedInto), at: try row.time(.standingAt))
    case .erased: self = .erased(at: try row.time(.standingAt))
    }
  }
}

extension Lock {
  private var state: LockState {
    switch self {
    case .none: .none
    case .automatic: .automatic
    case .administrative: .administrative
    }
  }

  func value(of column: AccountColumn) -> SQLValue {
    switch (column, self) {
    case (.lock, _): .raw(self.state)
    case (.lockUntil, .automatic(let until)): .time(until)
    case (.lockedBy, .administrative(let by, _, _)): .account(by)
    case (.lockedAt, .administrative(_, let at, _)): .time(at)
    case (.lockReason, .administrative(_, _, let reason)): .text(reason)
    default: .null
    }
  }

  init(reading row: Row<some SQLCursor, AccountColumn>) throws(Failure) {
    switch try row.raw(.lock, as: LockState.self) {
    case .none: self = .none
    case .automatic: self = .automatic(until: try row.time(.lockUntil))
    case .administrative:
      self = .administrative(
        by: try row.optionalAccount(.lockedBy), at: try row.time(.lockedAt),
        reason: try row.text(.lockReason))
    }
  }
}
