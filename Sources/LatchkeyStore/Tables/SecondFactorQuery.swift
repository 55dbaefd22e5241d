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
  case removeEnded
  case recoveryCodes
  case insertRecoveryCode
  case useRecoveryCode
  case deleteRecoveryCodes
  case endRecoveryCodes
  case endEnrollments
  case endSteps

  static let table = Table.secondFactor

  var changes: StoreChanges { [] }

  var sql: String {
    switch self {
    case .one: "SELECT \(DeviceColumn.selection) FROM second_factor WHERE account = ?"
    case .count: "SELECT count(*) FROM second_factor"
    case .sealedUnder:
      """
      SELECT \(DeviceColumn.selection) FROM second_factor
      WHERE seed_key = ? ORDER BY account LIMIT ?
      """
    case .insert: Device.insertion
    case .useStep:
      "UPDATE second_factor SET last_step = ?1 WHERE account = ?2 AND last_step < ?1"
    case .reseal:
      "UPDATE second_factor SET seed_key = ?, seed = ? WHERE account = ? AND seed = ?"
    case .enrollment: "SELECT \(EnrollmentColumn.selection) FROM enrollment WHERE account = ?"
    case .enroll:
      """
      \(Enrollment.insertion)
      ON CONFLICT (account) DO UPDATE SET seed_key = excluded.seed_key, seed = excluded.seed,
        epoch = excluded.epoch, expires_at = excluded.expires_at
      """
    case .forgetEnrollment:
      "DELETE FROM enrollment WHERE account = ?"
    case .removeEnded:
      """
      DELETE FROM enrollment WHERE account IN (
        SELECT account FROM enrollment WHERE expires_at < ? ORDER BY expires_at LIMIT ?)
      """
    case .recoveryCodes:
      "SELECT count(*) FROM recovery_code WHERE account = ?"
    case .insertRecoveryCode: RecoveryCodeColumn.insertion(of: RecoveryCodeColumn.allCases)
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
