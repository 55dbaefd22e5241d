internal import LatchkeyApplication
internal import LatchkeyBase
internal import LatchkeyDomain

// The index of parts of names.
extension SQLiteTransaction {
  func contacts(
    matching text: String, _ search: ContactSearch
  ) throws(Failure) -> ContactPage {
    let start = SQLValue.integer(search.after?.rawValue ?? 0)
    let phrase = SQLValue.text(phrase(of: text))
    let found = try self.all(
      ContactSearchQuery.matching,
      [phrase, start, .raw(search.filter), .time(search.at), .limit(search.limit)],
      self.readAccount)
    if found.count == search.limit { return ContactPage(contacts: found, next: found.last?.id) }
    let last = try self.first(ContactSearchQuery.matches, [phrase, start]) {
      (row: Row<Statement, ContactMatchesColumn>) throws(Failure) -> AccountID? in
      try row.count(.count) == ContactSearchQuery.matchesMax
        ? row.optionalAccount(.last) : nil
    }
    return ContactPage(contacts: found, next: last ?? nil)
  }

  func indexText(of contact: Int64, from old: String?, to new: String?) throws(Failure) {
    if let old { try self.run(ContactSearchQuery.remove, [.integer(contact), .text(old)]) }
    if let new { try self.run(ContactSearchQuery.add, [.integer(contact), .text(new)]) }
  }

  func askForCompaction() throws(Failure) {
    try self.run(ContactSearchQuery.askForCompaction)
  }

  /// One step of writing the index anew without what was removed from it. True when nothing is
  /// left to do.
  ///
  /// Until then the index holds parts of three letters of what was removed, and a note not to find
  /// them. Nothing tells how far it is but the count of changes: fewer than two mean the end.
  func compactSearch(pages: Int) throws(Failure) -> Bool {
    guard let state = try self.integer(ContactSearchQuery.compaction), state > 0 else {
      return true
    }
    let before = self.totalChanges
    // A negative number begins anew with all of it.
    try self.run(ContactSearchQuery.compact, [.integer(state == 1 ? -pages : pages)])
    let isDone = self.totalChanges - before < 2
    try self.run(ContactSearchQuery.setCompaction, [.integer(isDone ? 0 : 2)])
    return isDone
  }
}

/// A text as a phrase of the index's own language, where only quotes mean anything.
private func phrase(of text: String) -> String {
  var phrase = "\""
  for scalar in text.unicodeScalars {
    if scalar == "\"" { phrase.unicodeScalars.append("\"") }
    phrase.unicodeScalars.append(scalar)
  }
  return phrase + "\""
}
