/// The statements about one table, each with its text.
///
/// Numbers and not texts find the prepared statement: that is a look-up in an array.
protocol Query: CaseIterable, RawRepresentable<Int>, Sendable {
  /// The table that it is about.
  static var table: Table { get }
  /// Its text. Values come in as parameters only.
  var sql: String { get }
}

/// The tables with statements of their own.
enum Table: Int, CaseIterable {
  case transaction
  case desk
  case account
  case contact
  case role
  case session
  case revocation
  case token
  case throttle
  case mail
  case audit
  case rememberedCall
  case setting
  case knownOrigin
  case secondFactor
  case mailTemplate
  case mailAttempt
  case mailServer

  /// Room for the statements of one table.
  static let queriesMax = 32
}

extension Query {
  /// Its place among all statements of a connection.
  var place: Int {
    precondition(self.rawValue < Table.queriesMax, "A table has too many statements.")
    return Self.table.rawValue * Table.queriesMax + self.rawValue
  }
}

/// What surrounds the others.
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
