internal import LatchkeyApplication
internal import LatchkeyDomain

/// How the parts of an account lie in columns. Each has a number of its own, 0 or 1 for the plain
/// case, and columns that are NULL unless that case has them.
extension Credential {
  /// `credential`, `password_hash`, `temporary_origin`, `temporary_issued_by`,
  /// `temporary_expires_at`, `change_cause`.
  var columns: [SQLValue] {
    switch self {
    case .none:
      [.integer(0), .null, .null, .null, .null, .null]
    case .active(let hash):
      [.integer(1), .text(hash.phc), .null, .null, .null, .null]
    case .temporary(let hash, let facts):
      [
        .integer(2), .text(hash.phc), .raw(facts.origin), .account(facts.issuedBy),
        .moment(facts.expiresAt), .null,
      ]
    case .mustChange(let hash, let cause):
      [.integer(3), .text(hash.phc), .null, .null, .null, .raw(cause)]
    }
  }

  init(reading row: inout Row) throws(StoreError) {
    switch try row.integer() {
    case 0:
      self = .none
      row.skip(5)
    case 1:
      self = .active(PasswordHash(phc: try row.text()))
      row.skip(4)
    case 2:
      self = .temporary(
        PasswordHash(phc: try row.text()),
        TemporaryPassword(
          origin: try row.raw(TemporaryPassword.Origin.self),
          issuedBy: try row.optionalAccount(), expiresAt: try row.moment()))
      row.skip(1)
    case 3:
      let hash = PasswordHash(phc: try row.text())
      row.skip(3)
      self = .mustChange(hash, try row.raw(PasswordChangeCause.self))
    default:
      throw row.refused()
    }
  }
}

extension Standing {
  /// `standing`, `standing_by`, `standing_at`, `standing_reason`, `merged_into`.
  var columns: [SQLValue] {
    switch self {
    case .enabled: [.integer(1), .null, .null, .null, .null]
    case .deactivated(let by, let at, let reason):
      [.integer(2), .account(by), .moment(at), .text(reason), .null]
    case .merged(let other, let at):
      [.integer(3), .null, .moment(at), .null, .account(other)]
    case .erased(let at): [.integer(4), .null, .moment(at), .null, .null]
    }
  }

  init(reading row: inout Row) throws(StoreError) {
    switch try row.integer() {
    case 1:
      self = .enabled
      row.skip(4)
    case 2:
      self = .deactivated(
        by: try row.optionalAccount(), at: try row.moment(), reason: try row.text())
      row.skip(1)
    case 3:
      row.skip(1)
      let at = try row.moment()
      row.skip(1)
      self = .merged(into: try row.account(), at: at)
    case 4:
      row.skip(1)
      self = .erased(at: try row.moment())
      row.skip(2)
    default: throw row.refused()
    }
  }
}

extension Lock {
  /// `lock`, `lock_until`, `locked_by`, `locked_at`, `lock_reason`.
  var columns: [SQLValue] {
    switch self {
    case .none: [.integer(0), .null, .null, .null, .null]
    case .automatic(let until): [.integer(1), .moment(until), .null, .null, .null]
    case .administrative(let by, let at, let reason):
      [.integer(2), .null, .account(by), .moment(at), .text(reason)]
    }
  }

  init(reading row: inout Row) throws(StoreError) {
    switch try row.integer() {
    case 0:
      self = .none
      row.skip(4)
    case 1:
      self = .automatic(until: try row.moment())
      row.skip(3)
    case 2:
      row.skip(1)
      self = .administrative(
        by: try row.optionalAccount(), at: try row.moment(), reason: try row.text())
    default: throw row.refused()
    }
  }
}
