internal import LatchkeyApplication
internal import LatchkeyBase
internal import LatchkeyDomain

/// The statements about the store as a whole: its epoch, and what ends after a restore.
enum DeskQuery: Int, Query {
  case globalEpoch
  case advanceGlobalEpoch
  case dropMail
  case endTemporaryPasswords
  case forgetCalls

  static let table = Table.desk

  var changes: StoreChanges { .standings }

  var sql: String {
    switch self {
    case .globalEpoch: "SELECT global_epoch FROM desk WHERE id = 1"
    case .advanceGlobalEpoch: "UPDATE desk SET global_epoch = global_epoch + 1 WHERE id = 1"
    // After a restore, over everything there is.
    case .dropMail:
      """
      UPDATE mail SET state = \(QueuedMail.State.obsolete.literal)
      WHERE state IN \(QueuedMail.State.due.literal)
      """
    case .endTemporaryPasswords:
      """
      UPDATE account SET temporary_expires_at = ?1, epoch = epoch + 1, revision = revision + 1
      WHERE \(AccountCondition.hasTemporaryPassword) AND temporary_expires_at > ?1
      """
    case .forgetCalls: "DELETE FROM remembered_call"
    }
  }
}

extension SQLTransaction {
  func globalEpoch() throws(Failure) -> Int64 {
    guard let epoch = try self.integer(DeskQuery.globalEpoch) else {
      throw self.damaged("The store's epoch is missing.")
    }
    return epoch
  }

  func advanceGlobalEpoch() throws(Failure) -> Int64 {
    try self.run(DeskQuery.advanceGlobalEpoch)
    return try self.globalEpoch()
  }
}
