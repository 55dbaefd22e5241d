internal import LatchkeyApplication
internal import LatchkeyBase
internal import LatchkeyDomain

/// The statements about devices and recovery codes. What an account loses by an update that says that
/// it has no second factor goes by a trigger.
enum SecondFactorQuery: Int, Query {
  case one
  case count
  case sealedUnder
  case insert
  case useStep
  case reseal
  case enrollment
  case enroll
  case forgetEnrollment
  case purge
  case recoveryCodes
  case insertRecoveryCode
  case useRecoveryCode
  case deleteRecoveryCodes
  case endRecoveryCodes
  case endEnrollments
  case endSteps

  static let table = Table.secondFactor

  var sql: String {
    switch self {
    case .one:
      "SELECT account, seed_key, seed, last_step, enrolled_at FROM second_factor WHERE account = ?"
    case .count: "SELECT count(*) FROM second_factor"
    case .sealedUnder:
      """
      SELECT account, seed_key, seed, last_step, enrolled_at FROM second_factor
      WHERE seed_key = ? ORDER BY account LIMIT ?
      """
    case .insert:
      """
      INSERT INTO second_factor (account, seed_key, seed, last_step, enrolled_at)
      VALUES (?, ?, ?, ?, ?)
      """
    case .useStep:
      "UPDATE second_factor SET last_step = ?1 WHERE account = ?2 AND last_step < ?1"
    case .reseal:
      "UPDATE second_factor SET seed_key = ?, seed = ? WHERE account = ? AND seed = ?"
    case .enrollment:
      "SELECT account, seed_key, seed, epoch, expires_at FROM enrollment WHERE account = ?"
    case .enroll:
      """
      INSERT INTO enrollment (account, seed_key, seed, epoch, expires_at) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (account) DO UPDATE SET seed_key = excluded.seed_key, seed = excluded.seed,
        epoch = excluded.epoch, expires_at = excluded.expires_at
      """
    case .forgetEnrollment:
      "DELETE FROM enrollment WHERE account = ?"
    case .purge:
      """
      DELETE FROM enrollment WHERE account IN (
        SELECT account FROM enrollment WHERE expires_at < ? ORDER BY expires_at LIMIT ?)
      """
    case .recoveryCodes:
      "SELECT count(*) FROM recovery_code WHERE account = ?"
    case .insertRecoveryCode:
      "INSERT INTO recovery_code (account, digest) VALUES (?, ?)"
    case .useRecoveryCode:
      "DELETE FROM recovery_code WHERE account = ? AND digest = ?"
    case .deleteRecoveryCodes:
      "DELETE FROM recovery_code WHERE account = ?"
    case .endRecoveryCodes:
      "DELETE FROM recovery_code"
    case .endEnrollments:
      "DELETE FROM enrollment"
    case .endSteps:
      "UPDATE second_factor SET last_step = ?1 WHERE last_step < ?1"
    }
  }
}

extension Connection {
  func device(of account: AccountID) throws(StoreError) -> Device? {
    try self.first(SecondFactorQuery.one, [.account(account)], Self.readDevice)
  }

  func deviceCount() throws(StoreError) -> Int {
    try self.first(SecondFactorQuery.count) { row throws(StoreError) in
      Int(try row.integer())
    } ?? 0
  }

  func devices(sealedUnder key: UInt32, limit: Int) throws(StoreError) -> [Device] {
    try self.all(
      SecondFactorQuery.sealedUnder, [.integer(Int64(key)), .limit(limit)], Self.readDevice)
  }

  func insert(_ device: Device, recoveryCodes: [[UInt8]]) throws(StoreError) {
    try self.together { () throws(StoreError) in
      try self.run(SecondFactorQuery.forgetEnrollment, [.account(device.account)])
      try self.run(
        SecondFactorQuery.insert,
        [
          .account(device.account), .integer(Int64(device.seed.key)), .blob(device.seed.bytes),
          .integer(device.lastStep.number), .moment(device.enrolledAt),
        ])
      try self.setRecoveryCodes(recoveryCodes, of: device.account)
    }
  }

  func useStep(_ step: TimeStep, of account: AccountID) throws(StoreError) -> Bool {
    try self.run(SecondFactorQuery.useStep, [.integer(step.number), .account(account)]) == 1
  }

  func reseal(_ device: Device, to seed: SealedSeed) throws(StoreError) -> Bool {
    try self.run(
      SecondFactorQuery.reseal,
      [
        .integer(Int64(seed.key)), .blob(seed.bytes), .account(device.account),
        .blob(device.seed.bytes),
      ]) == 1
  }

  func enrollment(of account: AccountID) throws(StoreError) -> Enrollment? {
    try self.first(
      SecondFactorQuery.enrollment, [.account(account)]
    ) { row throws(StoreError) in
      Enrollment(
        account: try row.account(), seed: try Self.readSeed(&row), epoch: try row.integer(),
        expiresAt: try row.moment())
    }
  }

  func setEnrollment(_ enrollment: Enrollment) throws(StoreError) {
    try self.run(
      SecondFactorQuery.enroll,
      [
        .account(enrollment.account), .integer(Int64(enrollment.seed.key)),
        .blob(enrollment.seed.bytes), .integer(enrollment.epoch), .moment(enrollment.expiresAt),
      ])
  }

  func recoveryCodesLeft(of account: AccountID) throws(StoreError) -> Int {
    try self.first(
      SecondFactorQuery.recoveryCodes, [.account(account)]
    ) { row throws(StoreError) in Int(try row.integer()) } ?? 0
  }

  func useRecoveryCode(_ digest: [UInt8], of account: AccountID) throws(StoreError) -> Bool {
    try self.run(SecondFactorQuery.useRecoveryCode, [.account(account), .blob(digest)]) == 1
  }

  func setRecoveryCodes(_ digests: [[UInt8]], of account: AccountID) throws(StoreError) {
    try self.together { () throws(StoreError) in
      try self.run(SecondFactorQuery.deleteRecoveryCodes, [.account(account)])
      for digest in digests {
        try self.run(SecondFactorQuery.insertRecoveryCode, [.account(account), .blob(digest)])
      }
    }
  }

  /// Whatever code was shown up to now may have been used: none of them is accepted any more.
  func endCodes(at now: Timestamp) throws(StoreError) {
    try self.run(SecondFactorQuery.endEnrollments)
    let last = TimeStep.accepted(at: now).map(\.number).max() ?? 0
    try self.run(SecondFactorQuery.endSteps, [.integer(last)])
  }

  private static func readDevice(_ row: inout Row) throws(StoreError) -> Device {
    Device(
      account: try row.account(), seed: try Self.readSeed(&row),
      lastStep: TimeStep(number: try row.integer()), enrolledAt: try row.moment())
  }

  private static func readSeed(_ row: inout Row) throws(StoreError) -> SealedSeed {
    guard let key = UInt32(exactly: try row.integer()) else { throw row.refused() }
    return SealedSeed(key: key, bytes: try row.blob())
  }
}
