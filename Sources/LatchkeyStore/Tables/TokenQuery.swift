internal import LatchkeyApplication
internal import LatchkeyDomain

/// The statements about links and tickets.
enum TokenQuery: Int, Query {
  case one
  case supersede
  case insert
  case claim
  case revoke
  case purge

  static let table = Table.token

  var sql: String {
    switch self {
    case .one:
      """
      SELECT id, purpose, account, epoch, email_version, global_epoch, created_at, expires_at,
        state
      FROM token WHERE digest = ?
      """
    case .supersede:
      "UPDATE token SET state = 3 WHERE account = ? AND purpose = ? AND state = 1"
    case .insert:
      """
      INSERT INTO token (
        digest, purpose, account, epoch, email_version, global_epoch, created_at, expires_at,
        state)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1)
      """
    case .claim:
      "UPDATE token SET state = 2 WHERE id = ? AND state = 1"
    case .revoke:
      "UPDATE token SET state = 4 WHERE id = ? AND state = 1"
    case .purge:
      """
      DELETE FROM token WHERE id IN (
        SELECT id FROM token WHERE expires_at < ? ORDER BY expires_at LIMIT ?)
      """
    }
  }
}

extension Connection {
  func token(_ digest: TokenDigest) throws(StoreError) -> Token? {
    try self.first(TokenQuery.one, [.blob(digest.bytes)]) { row throws(StoreError) in
      Token(
        id: TokenID(rawValue: try row.integer()), purpose: try row.raw(TokenPurpose.self),
        account: try row.account(), epoch: try row.integer(), emailVersion: try row.integer(),
        globalEpoch: try row.integer(), createdAt: try row.moment(),
        expiresAt: try row.moment(), state: try row.raw(Token.State.self))
    }
  }

  func insert(_ token: NewToken) throws(StoreError) -> TokenID {
    try self.together { () throws(StoreError) -> TokenID in
      try self.run(TokenQuery.supersede, [.account(token.account), .raw(token.purpose)])
      try self.run(
        TokenQuery.insert,
        [
          .blob(token.digest.bytes), .raw(token.purpose), .account(token.account),
          .integer(token.epoch), .integer(token.emailVersion), .integer(token.globalEpoch),
          .moment(token.createdAt), .moment(token.expiresAt),
        ])
      return TokenID(rawValue: self.lastInsertedID)
    }
  }

  func claimToken(_ id: TokenID) throws(StoreError) -> Bool {
    try self.run(TokenQuery.claim, [.integer(id.rawValue)]) == 1
  }

  func revokeToken(_ id: TokenID) throws(StoreError) -> Bool {
    try self.run(TokenQuery.revoke, [.integer(id.rawValue)]) == 1
  }
}
