internal import LatchkeyApplication

/// The statements that begin and end transactions and parts of them.
enum TransactionQuery: Int, Query {
  case beginRead
  case beginWrite
  case commit
  case rollback
  case savepoint
  case release
  case rollbackToSavepoint
  case innerSavepoint
  case innerRelease
  case innerRollback

  static let table = Table.transaction

  var changes: StoreChanges { [] }

  var sql: String {
    switch self {
    case .beginRead: "BEGIN DEFERRED"
    case .beginWrite: "BEGIN IMMEDIATE"
    case .commit: "COMMIT"
    case .rollback: "ROLLBACK"
    case .savepoint: "SAVEPOINT one"
    case .release: "RELEASE one"
    case .rollbackToSavepoint: "ROLLBACK TO one"
    case .innerSavepoint: "SAVEPOINT step"
    case .innerRelease: "RELEASE step"
    case .innerRollback: "ROLLBACK TO step"
    }
  }
}
