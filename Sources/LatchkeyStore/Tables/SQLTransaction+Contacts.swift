internal import LatchkeyApplication
internal import LatchkeyBase
internal import LatchkeyDomain

extension SQLTransaction {
  func contacts(_ search: ContactSearch) throws(Failure) -> ContactPage {
    if let text = search.text, !text.isEmpty {
      return try self.contacts(matching: text, search)
    }
    let start = SQLValue.integer(search.after?.rawValue ?? 0)
    let values =
      search.filter == .locked
      ? [start, .time(search.at), .limit(search.limit)] : [start, .limit(search.limit)]
    let found = try self.all(search.filter.query, values, self.readAccount)
    return ContactPage(
      contacts: found, next: found.count == search.limit ? found.last?.id : nil)
  }

  func isPrimaryEmailShared(of account: Account) throws(Failure) -> Bool {
    guard account.population == .contact, let email = account.primaryEmail else { return false }
    return try self.integer(
      ContactQuery.hasTwin, [.text(email.canonical), .account(account.id)]) != nil
  }

  /// Brings up to date what depends on a contact's primary address and on its texts.
  /// There is no `old` one when it is new.
  func indexContact(from old: Account?, to new: Account) throws(Failure) {
    let before = old?.primaryEmail?.canonical
    let after = new.primaryEmail?.canonical
    // The rows of addresses are written anew when any of them changes.
    if before != after, let before { try self.markShared(before) }
    if let after, old == nil || old?.emails != new.emails { try self.markShared(after) }
    let oldText = old.flatMap(searchText)
    let newText = searchText(of: new)
    if oldText != newText {
      try self.indexText(of: new.id.rawValue, from: oldText, to: newText)
    }
  }

  /// Marks those who have an address as their primary one, when they are several. Touches two rows
  /// at most, except that one call each marks the rows of one contact.
  private func markShared(_ canonical: String) throws(Failure) {
    let isShared = try self.count(ContactQuery.holders, [.text(canonical)]) > 1
    try self.run(
      isShared ? ContactQuery.markShared : ContactQuery.unmarkShared, [.text(canonical)])
  }
}

/// What a contact is found by; nil for one that is not to be found.
private func searchText(of contact: Account) -> String? {
  guard !contact.standing.isTerminal else { return nil }
  // No search goes across the ends of lines: none can hold one.
  return
    ([contact.displayName.text] + [contact.loginName?.text].compactMap { $0 }
    + contact.emails.map(\.text)).joined(separator: "\n")
}
