internal import LatchkeyApplication
internal import LatchkeyBase
internal import LatchkeyDomain

/// The table of links and tickets.
enum TokenColumn: Int, TableColumn {
  case id, purpose, account, epoch, emailVersion, globalEpoch, createdAt, expiresAt, state
  case digest

  static let table = "token"
  static let lastRead = Self.state
}

extension Token {
  init(reading row: Row<some SQLCursor, TokenColumn>) throws(Failure) {
    self.init(
      id: TokenID(rawValue: try row.integer(.id)),
      purpose: try row.raw(.purpose, as: TokenPurpose.self), account: try row.account(.account),
      epoch: try row.integer(.epoch), emailVersion: try row.integer(.emailVersion),
      globalEpoch: try row.integer(.globalEpoch), createdAt: try row.time(.createdAt),
      expiresAt: try row.time(.expiresAt), state: try row.raw(.state, as: Token.State.self))
  }
}

extension NewToken: TableRow {
  static let inserted = TokenColumn.allCases.filter { $0 != .id }

  func value(of column: TokenColumn) -> SQLValue {
    switch column {
    case .id: .null
    case .digest: .blob(self.digest.bytes)
    case .purpose: .raw(self.purpose)
    case .account: .account(self.account)
    case .epoch: .integer(self.epoch)
    case .emailVersion: .integer(self.emailVersion)
    case .globalEpoch: .integer(self.globalEpoch)
    case .createdAt: .time(self.createdAt)
    case .expiresAt: .time(self.expiresAt)
    case .state: .raw(Token.State.live)
    }
  }
}

/// The statements about links and tickets. Each use is one guarded statement: the count of changed rows
/// says who was first.
enum TokenQuery: Int, Query {
  case one
  case supersede
  case insert
  case claim
  case revoke
  case removeEnded

  static let table = Table.token

  var changes: StoreChanges { [] }

  var sql: String {
    switch self {
    case .one: "SELECT \(TokenColumn.selection) FROM token WHERE digest = ?"
    case .supersede: Self.end(.superseded, "account = ? AND purpose = ?")
    case .insert: NewToken.insertion
    case .claim: Self.end(.used, "id = ?")
    case .revoke: Self.end(.revoked, "id = ?")
    case .removeEnded:
      """
      DELETE FROM token WHERE id IN (
        SELECT id FROM token WHERE expires_at < ? ORDER BY expires_at LIMIT ?)
      """
    }
  }

  private static func end(_ state: Token.State, _ condition: String) -> String {
    """
    UPDATE token SET state = \(state.literal)
    WHERE \(condition) AND state = \(Token.State.live.literal)
    """
  }
}

extension SQLTransaction {
  func token(_ digest: TokenDigest) throws(Failure) -> Token? {
    try self.first(TokenQuery.one, [.blob(digest.bytes)], Token.init(reading:))
  }

  func insert(_ token: NewToken) throws(Failure) -> TokenID {
    try self.together { () throws(Failure) -> TokenID in
      try self.run(TokenQuery.supersede, [.account(token.account), .raw(token.purpose)])
      return TokenID(rawValue: try self.add(TokenQuery.insert, token.insertedValues))
    }
  }

  func claimToken(_ id: TokenID) throws(Failure) -> Bool {
    try self.run(TokenQuery.claim, [.integer(id.rawValue)]) == 1
  }

  func revokeToken(_ id: TokenID) throws(Failure) -> Bool {
    try self.run(TokenQuery.revoke, [.integer(id.rawValue)]) == 1
  }
}
