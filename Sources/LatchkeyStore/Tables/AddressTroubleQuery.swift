internal import LatchkeyApplication
internal import LatchkeyBase
internal import LatchkeyDomain

/// The table of addresses that were refused for good.
enum AddressTroubleColumn: Int, TableColumn {
  case account, failures, since, last, detail, markedAt

  static let table = "address_trouble"
  static let lastRead = Self.markedAt
}

extension AddressTrouble {
  init(reading row: Row<some SQLCursor, AddressTroubleColumn>) throws(Failure) {
    self.init(
      account: try row.account(.account), failures: try row.count(.failures),
      since: try row.time(.since), last: try row.time(.last), detail: try row.text(.detail),
      markedAt: try row.optionalTime(.markedAt))
  }
}

/// The statements about addresses that are refused.
enum AddressTroubleQuery: Int, Query {
  case one
  case undeliverable
  case countUndeliverable
  case add
  case clear

  static let table = Table.addressTrouble

  var changes: StoreChanges { [] }

  var sql: String {
    switch self {
    case .one:
      "SELECT \(AddressTroubleColumn.selection) FROM address_trouble WHERE account = ?"
    case .undeliverable:
      """
      SELECT \(AddressTroubleColumn.selection)
      FROM address_trouble INDEXED BY address_undeliverable
      WHERE marked_at IS NOT NULL AND account > ? ORDER BY account LIMIT ?
      """
    case .countUndeliverable:
      """
      SELECT count(*) FROM (
        SELECT 1 FROM address_trouble INDEXED BY address_undeliverable
        WHERE marked_at IS NOT NULL AND account > 0 LIMIT ?)
      """
    case .add:
      // Parameters: account, now, what the server said, from how many on it counts as undeliverable.
      """
      INSERT INTO address_trouble AS known (account, failures, since, last, detail, marked_at)
      VALUES (?1, 1, ?2, ?2, ?3, CASE WHEN 1 >= ?4 THEN ?2 END)
      ON CONFLICT (account) DO UPDATE SET
        failures = known.failures + 1, last = excluded.last, detail = excluded.detail,
        marked_at = coalesce(
          known.marked_at, CASE WHEN known.failures + 1 >= ?4 THEN excluded.last END)
      """
    case .clear:
      "DELETE FROM address_trouble WHERE account = ?"
    }
  }
}

extension SQLTransaction {
  func addressTrouble(of account: AccountID) throws(Failure) -> AddressTrouble? {
    try self.first(
      AddressTroubleQuery.one, [.account(account)], AddressTrouble.init(reading:))
  }

  func undeliverableAddresses(
    after: AccountID?, limit: Int
  ) throws(Failure) -> [AddressTrouble] {
    try self.all(
      AddressTroubleQuery.undeliverable, [.integer(after?.rawValue ?? 0), .limit(limit)],
      AddressTrouble.init(reading:))
  }

  func noteAddressRefusal(
    of account: AccountID, at now: Timestamp, detail: String, undeliverableFrom failures: Int
  ) throws(Failure) {
    try self.run(
      AddressTroubleQuery.add,
      [.account(account), .time(now), .text(detail), .integer(failures)])
  }

  func clearAddressTrouble(of account: AccountID) throws(Failure) -> Bool {
    try self.run(AddressTroubleQuery.clear, [.account(account)]) == 1
  }
}
