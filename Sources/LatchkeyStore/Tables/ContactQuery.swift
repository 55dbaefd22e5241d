internal import LatchkeyApplication
internal import LatchkeyBase
internal import LatchkeyDomain

/// The statements about contacts alone: lists, the index for parts of names, and what shares an
/// address. Every list has an index that holds exactly its rows.
enum ContactQuery: Int, Query {
  case all
  case registered
  case notRegistered
  case forced
  case locked
  case deactivated
  case sharedEmail
  case search
  case searched
  case hasTwin
  case holders
  case markShared
  case unmarkShared
  case addText
  case removeText
  case askForCompaction
  case compaction
  case setCompaction
  case compact

  static let table = Table.contact

  /// Matches that one search looks at, at most: a filter that fits none of them must not hold up
  /// others. Read in 20 ms.
  static let matchesMax = 2_000

  private static let columns = AccountQuery.columns

  var sql: String {
    switch self {
    case .all: Self.list("account_contact", "")
    case .registered: Self.list("account_registered", "AND credential <> 0")
    case .notRegistered: Self.list("account_not_registered", "AND credential = 0")
    case .forced: Self.list("account_forced", "AND credential = 2 AND temporary_origin = 1")
    case .deactivated: Self.list("account_deactivated", "AND standing = 2")
    case .locked:
      """
      SELECT \(Self.columns) FROM account INDEXED BY account_lock
      WHERE lock <> 0 AND population = 1 AND standing <= 2 AND id > ?
        AND (lock = 2 OR lock_until > ?) ORDER BY id LIMIT ?
      """
    case .sharedEmail:
      """
      SELECT \(Self.columns) FROM email INDEXED BY email_shared
      CROSS JOIN account ON account.id = email.account
      WHERE email.is_shared = 1 AND email.account > ? ORDER BY email.account LIMIT ?
      """
    case .search:
      """
      SELECT \(Self.columns) FROM (
        SELECT rowid AS id FROM contact_search WHERE contact_search MATCH ?1 AND rowid > ?2
        ORDER BY rowid LIMIT \(Self.matchesMax)) AS found
      CROSS JOIN account ON account.id = found.id
      WHERE account.standing <= 2 AND CASE ?3
        WHEN 1 THEN account.credential <> 0
        WHEN 2 THEN account.credential = 0
        WHEN 3 THEN account.credential = 2 AND account.temporary_origin = 1
        WHEN 4 THEN account.lock = 2 OR account.lock = 1 AND account.lock_until > ?4
        WHEN 5 THEN account.standing = 2
        WHEN 6 THEN EXISTS (
          SELECT 1 FROM email WHERE email.account = account.id AND email.is_shared = 1)
        ELSE 1 END
      LIMIT ?5
      """
    case .searched:
      """
      SELECT count(*), max(id) FROM (
        SELECT rowid AS id FROM contact_search WHERE contact_search MATCH ? AND rowid > ?
        ORDER BY rowid LIMIT \(Self.matchesMax))
      """
    case .hasTwin:
      """
      SELECT 1 FROM email
      WHERE population = 1 AND canonical = ? AND position = 0 AND account <> ? LIMIT 1
      """
    case .holders:
      """
      SELECT count(*) FROM (
        SELECT 1 FROM email WHERE population = 1 AND canonical = ? AND position = 0 LIMIT 2)
      """
    case .markShared:
      """
      UPDATE email SET is_shared = 1
      WHERE population = 1 AND canonical = ? AND position = 0 AND is_shared = 0
      """
    case .unmarkShared:
      """
      UPDATE email SET is_shared = 0
      WHERE population = 1 AND canonical = ? AND position = 0 AND is_shared = 1
      """
    case .addText:
      "INSERT INTO contact_search (rowid, text) VALUES (?, ?)"
    case .removeText:
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

  private static func list(_ index: String, _ condition: String) -> String {
    """
    SELECT \(Self.columns) FROM account INDEXED BY \(index)
    WHERE population = 1 AND standing <= 2 \(condition) AND id > ? ORDER BY id LIMIT ?
    """
  }
}

extension Connection {
  func contacts(_ search: ContactSearch) throws(StoreError) -> ContactPage {
    let start = SQLValue.integer(search.after?.rawValue ?? 0)
    guard let text = search.text, !text.isEmpty else {
      let values =
        search.filter == .locked
        ? [start, .moment(search.at), .limit(search.limit)] : [start, .limit(search.limit)]
      let found = try self.all(search.filter.query, values, self.readAccount)
      return ContactPage(
        contacts: found, next: found.count == search.limit ? found.last?.id : nil)
    }
    let phrase = SQLValue.text(Self.phrase(text))
    let found = try self.all(
      ContactQuery.search,
      [phrase, start, .raw(search.filter), .moment(search.at), .limit(search.limit)],
      self.readAccount)
    if found.count == search.limit { return ContactPage(contacts: found, next: found.last?.id) }
    let last = try self.first(ContactQuery.searched, [phrase, start]) {
      row throws(StoreError) -> AccountID? in
      try row.count() == ContactQuery.matchesMax ? row.optionalAccount() : nil
    }
    return ContactPage(contacts: found, next: last ?? nil)
  }

  func isPrimaryEmailShared(of account: Account) throws(StoreError) -> Bool {
    guard account.population == .contact, let email = account.primaryEmail else { return false }
    return try self.first(
      ContactQuery.hasTwin, [.text(email.canonical), .account(account.id)]
    ) { row throws(StoreError) in try row.integer() } != nil
  }

  /// Brings up to date what depends on a contact's primary address and on its texts.
  /// There is no `old` one when it is new.
  func indexContact(from old: Account?, to new: Account) throws(StoreError) {
    let before = old?.primaryEmail?.canonical
    let after = new.primaryEmail?.canonical
    // The rows of addresses are written anew whenever any of them changes.
    if before != after, let before { try self.markShared(before) }
    if let after, old == nil || old?.emails != new.emails { try self.markShared(after) }
    let oldText = old.flatMap(Self.text)
    let newText = Self.text(of: new)
    guard oldText != newText else { return }
    if let oldText { try self.run(ContactQuery.removeText, [.account(new.id), .text(oldText)]) }
    if let newText { try self.run(ContactQuery.addText, [.account(new.id), .text(newText)]) }
  }

  /// Marks those who have an address as their primary one, when they are several. Touches two rows
  /// at most, except that one call each marks the rows of one contact.
  private func markShared(_ canonical: String) throws(StoreError) {
    let holders = try self.first(ContactQuery.holders, [.text(canonical)]) {
      row throws(StoreError) in try row.count()
    }
    try self.run(
      (holders ?? 0) > 1 ? ContactQuery.markShared : ContactQuery.unmarkShared,
      [.text(canonical)])
  }

  /// What a contact is found by; nil for one that is not to be found.
  private static func text(of contact: Account) -> String? {
    guard !contact.standing.isTerminal else { return nil }
    // No search goes across the ends of lines: none can hold one.
    return
      ([contact.displayName.text] + [contact.loginName?.text].compactMap { $0 }
      + contact.emails.map(\.text)).joined(separator: "\n")
  }

  /// A text as a phrase of the index's own language, where only quotes mean anything.
  private static func phrase(_ text: String) -> String {
    var phrase = "\""
    for scalar in text.unicodeScalars {
      if scalar == "\"" { phrase.unicodeScalars.append("\"") }
      phrase.unicodeScalars.append(scalar)
    }
    return phrase + "\""
  }

  /// One step of writing the index anew without what was removed from it. True when nothing is
  /// left to do.
  ///
  /// Until then the index holds parts of three letters of what was removed, and a note not to find
  /// them. Nothing tells how far it is but the count of changes: fewer than two mean the end.
  func compactSearch(pages: Int) throws(StoreError) -> Bool {
    let state = try self.first(ContactQuery.compaction) { row throws(StoreError) in
      try row.integer()
    }
    guard let state, state > 0 else { return true }
    let before = self.totalChanges
    // A negative number begins anew with all of it.
    try self.run(ContactQuery.compact, [.integer(state == 1 ? -pages : pages)])
    let isDone = self.totalChanges - before < 2
    try self.run(ContactQuery.setCompaction, [.integer(isDone ? 0 : 2)])
    return isDone
  }

  /// Removes what other tables hold of an account that was erased: addresses of its mails,
  /// replies that are kept for replays, and soon the last traces in the index of names.
  func scrub(_ account: AccountID) throws(StoreError) {
    try self.run(MailQuery.scrub, [.account(account)])
    try self.run(MailAttemptQuery.scrub, [.account(account)])
    try self.run(MailAttemptQuery.clearTrouble, [.account(account)])
    try self.run(RememberedCallQuery.scrub, [.account(account)])
    try self.run(ContactQuery.askForCompaction)
  }
}

extension ContactSearch.Filter {
  fileprivate var query: ContactQuery {
    switch self {
    case .all: .all
    case .registered: .registered
    case .notRegistered: .notRegistered
    case .forced: .forced
    case .locked: .locked
    case .deactivated: .deactivated
    case .sharedEmail: .sharedEmail
    }
  }
}
