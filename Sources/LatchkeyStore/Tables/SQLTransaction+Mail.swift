internal import LatchkeyApplication
internal import LatchkeyBase
internal import LatchkeyDomain

// Looks into the outbox.
extension SQLTransaction {
  func mail(_ id: MailID) throws(Failure) -> QueuedMail? {
    try self.first(MailQuery.one, [.integer(id.rawValue)], QueuedMail.init(reading:))
  }

  func mails(_ query: OutboxQuery) throws(Failure) -> [QueuedMail] {
    let page: [SQLValue] = [.integer(query.before?.rawValue ?? .max), .limit(query.limit)]
    return switch (query.account, query.state) {
    case (nil, nil): try self.all(MailQuery.page, page, QueuedMail.init(reading:))
    case (nil, let state?):
      try self.all(MailQuery.pageInState, page + [.raw(state)], QueuedMail.init(reading:))
    case (let account?, nil):
      try self.all(MailQuery.pageOfAccount, page + [.account(account)], QueuedMail.init(reading:))
    case (let account?, let state?):
      try self.all(
        MailQuery.pageOfAccountInState, page + [.account(account), .raw(state)],
        QueuedMail.init(reading:))
    }
  }

  func outboxSummary() throws(Failure) -> OutboxSummary {
    var summary = OutboxSummary()
    for state in QueuedMail.State.due + [.failed] {
      let count = try self.count(
        MailQuery.countInState, [.raw(state), .limit(OutboxSummary.countMax)])
      guard count > 0 else { continue }
      let oldest = try self.integer(MailQuery.oldestInState, [.raw(state)])
        .map(Timestamp.init(milliseconds:))
      if state == .failed {
        summary.failed = count
        summary.failedSince = oldest
      } else {
        summary.waiting = min(summary.waiting + count, OutboxSummary.countMax)
        summary.waitingSince = [summary.waitingSince, oldest].compactMap { $0 }.min()
      }
    }
    summary.undeliverable = try self.count(
      AddressTroubleQuery.countUndeliverable, [.limit(OutboxSummary.countMax)])
    return summary
  }

  func nextMailDueAt() throws(Failure) -> Timestamp? {
    try self.optionalInteger(MailQuery.nextDue).map(Timestamp.init(milliseconds:))
  }

  func mailTraffic(
    to address: EmailAddress?, since start: Timestamp, limit: Int
  ) throws(Failure) -> MailTraffic {
    let recipient: [SQLValue] = address.map { [.text($0.text)] } ?? []
    let underWay = try self.count(address == nil ? MailQuery.inHand : .inHandTo, recipient)
    return try self.first(
      address == nil ? MailQuery.deliveredSince : .deliveredTo,
      recipient + [.time(start), .limit(limit)]
    ) { (row: Row<Cursor, MailTrafficColumn>) throws(Failure) in
      MailTraffic(
        delivered: try row.count(.count), oldest: try row.optionalTime(.oldest), inHand: underWay)
    } ?? MailTraffic(delivered: 0, oldest: nil, inHand: underWay)
  }
}
