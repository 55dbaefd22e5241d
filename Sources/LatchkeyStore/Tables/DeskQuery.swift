internal import LatchkeyApplication
internal import LatchkeyBase
internal import LatchkeyDomain

/// The statements about the store as a whole.
enum DeskQuery: Int, Query {
  case globalEpoch
  case advanceGlobalEpoch
  case auditSeal
  case setAuditSeal
  case dropMail
  case endTemporaryPasswords
  case forgetCalls

  static let table = Table.desk

  var sql: String {
    switch self {
    case .globalEpoch: "SELECT global_epoch FROM desk WHERE id = 1"
    case .advanceGlobalEpoch: "UPDATE desk SET global_epoch = global_epoch + 1 WHERE id = 1"
    case .auditSeal: "SELECT audit_seal FROM desk WHERE id = 1"
    case .setAuditSeal: "UPDATE desk SET audit_seal = ? WHERE id = 1"
    // After a restore, over everything there is.
    case .dropMail: "UPDATE mail SET state = 6 WHERE state IN (1, 2, 4)"
    case .endTemporaryPasswords:
      """
      UPDATE account SET temporary_expires_at = ?1, epoch = epoch + 1, revision = revision + 1
      WHERE credential = 2 AND temporary_expires_at > ?1
      """
    case .forgetCalls: "DELETE FROM remembered_call"
    }
  }
}

extension Connection {
  func globalEpoch() throws(StoreError) -> Int64 {
    let epoch = try self.first(DeskQuery.globalEpoch) { row throws(StoreError) in
      try row.integer()
    }
    guard let epoch else { throw .corrupt(detail: "The store's epoch is missing.") }
    return epoch
  }

  func auditSeal() throws(StoreError) -> [UInt8]? {
    try self.first(DeskQuery.auditSeal) { row throws(StoreError) in
      try row.optionalBlob()
    } ?? nil
  }

  func setAuditSeal(_ seal: [UInt8]) throws(StoreError) {
    try self.run(DeskQuery.setAuditSeal, [.blob(seal)])
  }

  func advanceGlobalEpoch() throws(StoreError) -> Int64 {
    try self.run(DeskQuery.advanceGlobalEpoch)
    return try self.globalEpoch()
  }

  func endWhatMustNotReturn(at now: Timestamp) throws(StoreError) -> RestoreEffects {
    try self.run(DeskQuery.forgetCalls)
    try self.endCodes(at: now)
    return RestoreEffects(
      mails: try self.run(DeskQuery.dropMail),
      temporaryPasswords: try self.run(DeskQuery.endTemporaryPasswords, [.moment(now)]),
      recoveryCodes: try self.run(SecondFactorQuery.endRecoveryCodes))
  }
}
