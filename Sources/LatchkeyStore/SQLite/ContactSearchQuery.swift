internal import LatchkeyApplication
internal import LatchkeyDomain

/// The statements about the index of parts of names, which is a table of SQLite's FTS5.
enum ContactSearchQuery: Int, Query {
  case matching
  case matches
  case add
  case remove
  case askForCompaction
  case compaction
  case setCompaction
  case compact

  static let table = Table.contactSearch

  var changes: StoreChanges { [] }

  /// Matches that one search looks at, at most: a filter that fits none of them must not hold up
  /// others. Read in 20 ms.
  static let matchesMax = 2_000

  var sql: String {
    switch self {
    case .matching:
      """
      SELECT \(AccountColumn.selection) FROM (
        SELECT rowid AS id FROM contact_search WHERE contact_search MATCH ?1 AND rowid > ?2
        ORDER BY rowid LIMIT \(Self.matchesMax)) AS found
      CROSS JOIN account ON account.id = found.id
      WHERE \(AccountCondition.isKept) AND CASE ?3
        \(Self.filters.joined(separator: "\n  "))
        ELSE 1 END
      LIMIT ?5
      """
    case .matches:
      """
      SELECT count(*), max(id) FROM (
        SELECT rowid AS id FROM contact_search WHERE contact_search MATCH ? AND rowid > ?
        ORDER BY rowid LIMIT \(Self.matchesMax))
      """
    case .add:
      "INSERT INTO contact_search (rowid, text) VALUES (?, ?)"
    case .remove:
      // The index keeps no texts of its own, and has to be told what it forgets.
      "INSERT INTO contact_search (contact_search, rowid, text) VALUES ('delete', ?, ?)"
    case .askForCompaction:
      "UPDATE desk SET search_compaction = 1 WHERE id = 1"
    case .compaction:
      "SELECT search_compaction FROM desk WHERE id = 1"
    case .setCompaction:
      "UPDATE desk SET search_compaction = ? WHERE id = 1"
    case .compact:
      "INSERT INTO contact_search (contact_search, rank) VALUES ('merge', ?)"
    }
  }

  /// What each filter asks of an account; parameter 4 is the time at which locks are looked at.
  private static let filters = ContactSearch.Filter.allCases.map { filter in
    let condition =
      switch filter {
      case .all: "1"
      case .registered: AccountCondition.hasPassword
      case .notRegistered: AccountCondition.hasNoPassword
      case .forced: AccountCondition.isForced
      case .locked:
        """
        \(AccountCondition.isLockedByStaff)
        OR \(AccountCondition.isLockedAutomatically) AND account.lock_until > ?4
        """
      case .deactivated: AccountCondition.isDeactivated
      case .sharedEmail:
        "EXISTS (SELECT 1 FROM email WHERE email.account = account.id AND email.is_shared = 1)"
      }
    return "WHEN \(filter.literal) THEN \(condition)"
  }
}

/// What the matches of a search come to.
enum ContactMatchesColumn: Int, TableColumn {
  case count, last

  static let table = "matches"
  static let lastRead = Self.last
}
