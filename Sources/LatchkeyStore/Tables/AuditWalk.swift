internal import LatchkeyApplication
internal import LatchkeyBase
internal import LatchkeyDomain

/// Which index a page of the audit is walked by.
struct AuditWalk {
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
