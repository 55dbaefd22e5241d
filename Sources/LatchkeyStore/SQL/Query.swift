internal import LatchkeyApplication

/// The statements about one table, each with its text.
///
/// Numbers and not texts find the prepared statement: that is a look-up in an array.
protocol Query: CaseIterable, RawRepresentable<Int>, Sendable {
  /// The table that it is about.
  static var table: Table { get }
  /// Its text. Values come in as parameters only.
  var sql: String { get }
  /// What kinds of rows a change by this statement concerns.
  var changes: StoreChanges { get }
}

extension Query {
  /// Its place among all statements of a connection.
  var place: Int {
    precondition(self.rawValue < Table.queriesMax, "A table has too many statements.")
    return Self.table.rawValue * Table.queriesMax + self.rawValue
  }
}

/// The tables with statements of their own.
enum Table: Int, CaseIterable {
  case transaction
  case desk
  case account
  case contact
  case contactSearch
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
  case addressTrouble
  case mailServer

  /// Room for the statements of one table.
  static let queriesMax = 32
}
