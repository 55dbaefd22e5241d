internal import LatchkeyApplication
internal import LatchkeyBase
internal import LatchkeyDomain

/// The table of calls that are remembered for replays.
enum RememberedCallColumn: Int, TableColumn {
  case method, requestDigest, at, account, reply
  case principal, key

  static let table = "remembered_call"
  static let lastRead = Self.reply
}

extension RememberedCall: TableRow {
  static let inserted = RememberedCallColumn.allCases

  func value(of column: RememberedCallColumn) -> SQLValue {
    switch column {
    case .principal: .text(self.key.principal)
    case .key: .blob(self.key.key)
    case .method: .integer(Int64(self.method))
    case .requestDigest: .blob(self.requestDigest)
    case .at: .time(self.at)
    case .account: .account(self.account)
    case .reply: .blob(self.reply)
    }
  }

  init(
    reading row: Row<some SQLCursor, RememberedCallColumn>, key: IdempotencyKey
  ) throws(Failure) {
    guard let method = UInt16(exactly: try row.integer(.method)) else {
      throw row.refused(.method)
    }
    self.init(
      key: key, method: method, requestDigest: try row.blob(.requestDigest),
      at: try row.time(.at), account: try row.optionalAccount(.account),
      reply: try row.optionalBlob(.reply))
  }
}

/// The statements about calls that are remembered for replays.
enum RememberedCallQuery: Int, Query {
  case one
  case insert
  case keepReply
  case removeEnded
  case eraseTraces
  case forget

  static let table = Table.rememberedCall

  var changes: StoreChanges { [] }

  var sql: String {
    switch self {
    case .one:
      """
      SELECT \(RememberedCallColumn.selection) FROM remembered_call
      WHERE principal = ? AND key = ?
      """
    case .insert: "\(RememberedCall.insertion) ON CONFLICT (principal, key) DO NOTHING"
    case .keepReply:
      // The reply comes after the commit of its call; the account may have been erased in between.
      """
      UPDATE remembered_call SET reply = ? WHERE principal = ? AND key = ?
        AND NOT EXISTS (
          SELECT 1 FROM account
          WHERE account.id = remembered_call.account AND \(AccountCondition.isErased))
      """
    case .eraseTraces:
      "UPDATE remembered_call SET reply = NULL WHERE account = ? AND reply IS NOT NULL"
    case .forget: "DELETE FROM remembered_call WHERE principal = ? AND key = ?"
    case .removeEnded:
      """
      DELETE FROM remembered_call WHERE id IN (
        SELECT id FROM remembered_call WHERE at < ? ORDER BY at LIMIT ?)
      """
    }
  }
}

extension SQLTransaction {
  func rememberedCall(_ key: IdempotencyKey) throws(Failure) -> RememberedCall? {
    try self.first(RememberedCallQuery.one, [.text(key.principal), .blob(key.key)]) {
      (row: Row<Cursor, RememberedCallColumn>) throws(Failure) in
      try RememberedCall(reading: row, key: key)
    }
  }

  func remember(_ call: RememberedCall) throws(Failure) -> RememberedCall? {
    let stored = try self.run(RememberedCallQuery.insert, call.insertedValues)
    return stored == 1 ? nil : try self.rememberedCall(call.key)
  }

  func forgetCall(_ key: IdempotencyKey) throws(Failure) {
    try self.run(RememberedCallQuery.forget, [.text(key.principal), .blob(key.key)])
  }

  func keepReply(_ reply: [UInt8], for key: IdempotencyKey) throws(Failure) {
    try self.run(
      RememberedCallQuery.keepReply, [.blob(reply), .text(key.principal), .blob(key.key)])
  }
}
