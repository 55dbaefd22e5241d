internal import LatchkeyApplication
internal import LatchkeyBase
internal import LatchkeyDomain

/// Pages of the audit under filters.
///
/// One filter, the one that leaves the fewest entries as a rule, is walked by its index; what it finds
/// is compared with the others. A page ends after a bounded number of rows, full or not.
extension SQLTransaction {
  func auditPage(_ query: AuditQuery) throws(Failure) -> AuditPage {
    guard query.limit > 0 else { return AuditPage(entries: [], next: nil) }
    let walk = AuditWalk(query)
    var entries: [AuditEntry] = []
    var place = query.before
    var left = AuditQuery.examinedMax
    while left > 0 {
      let count = min(left, walk.isAlone ? query.limit : 250)
      let found = try self.entries(walk, query, before: place, limit: count)
      for entry in found {
        place = entry.sequence
        guard query.admits(entry.record) else { continue }
        entries.append(entry)
        if entries.count >= query.limit { return AuditPage(entries: entries, next: place) }
      }
      if found.count < count { return AuditPage(entries: entries, next: nil) }
      left -= count
    }
    return AuditPage(entries: entries, next: place)
  }

  private func entries(
    _ walk: AuditWalk, _ query: AuditQuery, before: Int64?, limit: Int
  ) throws(Failure) -> [AuditEntry] {
    let page: [SQLValue] = [.integer(before ?? .max), .limit(limit)]
    func all(_ each: AuditEntryQuery, _ values: [SQLValue]) throws(Failure) -> [AuditEntry] {
      try self.all(each, values, AuditEntry.init(reading:))
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
      // Behind the last entry of the page before: by its time, then by its place.
      var place: [SQLValue] = [.time(until), .integer(Int64.min)]
      if let before {
        guard let at = try self.time(ofAuditEntry: before) else { return [] }
        place = [.time(at), .integer(before)]
      }
      return try all(.inTime, place + [.time(from), .limit(limit)])
    case .none:
      return try all(query.refusedOnly ? .beforeRefused : .before, page)
    }
  }

  private func time(ofAuditEntry sequence: Int64) throws(Failure) -> Timestamp? {
    try self.integer(AuditEntryQuery.time, [.integer(sequence)])
      .map(Timestamp.init(milliseconds:))
  }
}
