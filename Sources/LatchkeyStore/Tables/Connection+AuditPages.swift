internal import LatchkeyApplication
internal import LatchkeyBase
internal import LatchkeyDomain

/// Pages of the audit under filters.
///
/// One filter, the one that leaves the fewest entries as a rule, is walked by its index; what it finds
/// is compared with the others. A page ends after a bounded number of rows, full or not.
extension Connection {
  func auditPage(_ query: AuditQuery) throws(StoreError) -> AuditPage {
    guard query.limit > 0 else { return AuditPage(entries: [], next: nil) }
    let walk = AuditWalk(query)
    var entries: [AuditEntry] = []
    var cursor = query.before
    var left = AuditQuery.examinedMax
    while left > 0 {
      let count = min(left, walk.isAlone ? query.limit : 250)
      let found = try self.entries(walk, query, before: cursor, limit: count)
      for entry in found {
        cursor = entry.sequence
        guard query.admits(entry.record) else { continue }
        entries.append(entry)
        if entries.count >= query.limit { return AuditPage(entries: entries, next: cursor) }
      }
      if found.count < count { return AuditPage(entries: entries, next: nil) }
      left -= count
    }
    return AuditPage(entries: entries, next: cursor)
  }

  private func entries(
    _ walk: AuditWalk, _ query: AuditQuery, before: Int64?, limit: Int
  ) throws(StoreError) -> [AuditEntry] {
    let page: [SQLValue] = [.integer(before ?? .max), .limit(limit)]
    func all(_ each: AuditEntryQuery, _ values: [SQLValue]) throws(StoreError) -> [AuditEntry] {
      try self.all(each, values, Self.readAuditEntry)
    }
    switch walk.filter {
    case .account(let id):
      return try all(
        query.refusedOnly ? .beforeRefusedOfAccount : .beforeOfAccount, page + [.account(id)])
    case .actor(let id):
      return try all(
        query.refusedOnly ? .beforeRefusedOfActor : .beforeOfActor, page + [.account(id)])
    case .target(let id):
      return try all(
        query.refusedOnly ? .beforeRefusedOfTarget : .beforeOfTarget, page + [.account(id)])
    case .actions(let actions):
      // The first rows of each action hold the first rows of all of them.
      var found: [AuditEntry] = []
      for action in Set(actions) {
        found += try all(.beforeOfAction, page + [.text(action.rawValue)])
      }
      return Array(found.sorted { $0.sequence > $1.sequence }.prefix(limit))
    case .principal(let name):
      return try all(.beforeOfPrincipal, page + [.text(name)])
    case .time(let from, let until):
      // Behind the last entry of the page before: by its moment, then by its place.
      var place: [SQLValue] = [.moment(until), .integer(Int64.min)]
      if let before {
        guard let at = try self.moment(ofAuditEntry: before) else { return [] }
        place = [.moment(at), .integer(before)]
      }
      return try all(.inTime, place + [.moment(from), .limit(limit)])
    case .none:
      return try all(query.refusedOnly ? .beforeRefused : .before, page)
    }
  }

  private func moment(ofAuditEntry sequence: Int64) throws(StoreError) -> Timestamp? {
    try self.first(AuditEntryQuery.moment, [.integer(sequence)]) { row throws(StoreError) in
      try row.moment()
    }
  }
}

/// Which index a page of the audit is walked by.
private struct AuditWalk {
  enum Filter {
    case account(AccountID)
    case actor(AccountID)
    case target(AccountID)
    case actions([AuditAction])
    case principal(String)
    case time(from: Timestamp, until: Timestamp)
    case none
  }

  let filter: Filter
  /// Whether every entry that it finds fits: nothing else was asked for.
  let isAlone: Bool

  init(_ query: AuditQuery) {
    var asked = 0
    var filter = Filter.none
    func ask(_ next: Filter?) {
      guard let next else { return }
      asked += 1
      if case .none = filter { filter = next }
    }
    ask(query.account.map { .account($0) })
    ask(query.actor.map { .actor($0) })
    ask(query.target.map { .target($0) })
    ask(query.actions.map { .actions($0) })
    ask(query.principal.map { .principal($0) })
    if query.from != nil || query.until != nil {
      ask(
        .time(
          from: query.from ?? Timestamp(milliseconds: .min),
          until: query.until ?? Timestamp(milliseconds: .max)))
    }
    self.filter = filter
    // Refusals have indexes of their own with some of the others.
    let isRefusedByIndex =
      switch filter {
      case .account, .actor, .target, .none: true
      case .actions, .principal, .time: !query.refusedOnly
      }
    self.isAlone = asked <= 1 && isRefusedByIndex
  }
}
