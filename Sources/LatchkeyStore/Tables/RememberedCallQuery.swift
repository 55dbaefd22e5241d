internal import LatchkeyApplication
internal import LatchkeyBase
internal import LatchkeyDomain

/// The statements about calls that are remembered for replays.
enum RememberedCallQuery: Int, Query {
  case one
  case insert
  case keepReply
  case purge
  case scrub
  case forget

  static let table = Table.rememberedCall

  var sql: String {
    switch self {
    case .one:
      """
      SELECT method, request_digest, at, account, reply FROM remembered_call
      WHERE principal = ? AND key = ?
      """
    case .insert:
      """
      INSERT INTO remembered_call (principal, key, method, request_digest, at, account, reply)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      """
    case .keepReply:
      // The reply comes after the commit of its call; the account may have been erased in between.
      """
      UPDATE remembered_call SET reply = ? WHERE principal = ? AND key = ?
        AND NOT EXISTS (
          SELECT 1 FROM account WHERE account.id = remembered_call.account AND standing = 4)
      """
    case .scrub:
      "UPDATE remembered_call SET reply = NULL WHERE account = ? AND reply IS NOT NULL"
    case .forget: "DELETE FROM remembered_call WHERE principal = ? AND key = ?"
    case .purge:
      """
      DELETE FROM remembered_call WHERE id IN (
        SELECT id FROM remembered_call WHERE at < ? ORDER BY at LIMIT ?)
      """
    }
  }
}

extension Connection {
  func rememberedCall(_ key: IdempotencyKey) throws(StoreError) -> RememberedCall? {
    try self.first(
      RememberedCallQuery.one, [.text(key.principal), .blob(key.key)]
    ) { row throws(StoreError) in
      guard let method = UInt16(exactly: try row.integer()) else { throw row.refused() }
      return RememberedCall(
        key: key, method: method, requestDigest: try row.blob(), at: try row.moment(),
        account: try row.optionalAccount(), reply: try row.optionalBlob())
    }
  }

  func forgetCall(_ key: IdempotencyKey) throws(StoreError) {
    try self.run(RememberedCallQuery.forget, [.text(key.principal), .blob(key.key)])
  }

  func remember(_ call: RememberedCall) throws(StoreError) {
    try self.run(
      RememberedCallQuery.insert,
      [
        .text(call.key.principal), .blob(call.key.key), .integer(Int64(call.method)),
        .blob(call.requestDigest), .moment(call.at), .account(call.account),
        .blob(call.reply),
      ])
  }

  func keepReply(_ reply: [UInt8], for key: IdempotencyKey) throws(StoreError) {
    try self.run(
      RememberedCallQuery.keepReply, [.blob(reply), .text(key.principal), .blob(key.key)])
  }

  /// Removes what ended before a moment, from four tables, so many rows of each at most.
  func purge(endedBefore moment: Timestamp, limit: Int) throws(StoreError) -> Int {
    let values: [SQLValue] = [.moment(moment), .limit(limit)]
    return try self.run(SessionQuery.purge, values) + self.run(TokenQuery.purge, values)
      + self.run(ThrottleQuery.purge, values) + self.run(RememberedCallQuery.purge, values)
      + self.purgeRevocations(limit: limit)
      + self.run(KnownOriginQuery.purge, values) + self.run(SecondFactorQuery.purge, values)
  }
}
