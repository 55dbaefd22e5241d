internal import LatchkeyApplication
internal import LatchkeyBase
internal import LatchkeyDomain

// Queues mail, leases it and settles its attempts. Each change of a state is one guarded statement.
extension SQLTransaction {
  func insert(_ mail: NewMail) throws(Failure) -> MailID {
    MailID(rawValue: try self.add(MailQuery.insert, mail.insertedValues))
  }

  func leaseMails(
    at now: Timestamp, until: Timestamp, limit: Int, bulkLimit: Int
  ) throws(Failure) -> [QueuedMail] {
    var found: [QueuedMail] = []
    for urgency in MailUrgency.allCases {
      let room = min(limit - found.count, urgency == .invitation ? bulkLimit : limit)
      guard room > 0 else { continue }
      let mails = try self.all(
        MailQuery.lease, [.time(now), .time(until), .limit(room), .raw(urgency)],
        QueuedMail.init(reading:))
      found += mails.sorted { $0.id < $1.id }
    }
    return found
  }

  func releaseMails(at now: Timestamp) throws(Failure) -> Int {
    try self.run(MailQuery.release, [.time(now)])
  }

  func postponeMail(
    _ id: MailID, attempt: Int, until: Timestamp
  ) throws(Failure) -> Bool {
    try self.run(
      MailQuery.postpone, [.integer(id.rawValue), .integer(attempt), .time(until)]) == 1
  }

  func settleMail(
    _ id: MailID, attempt: Int, state: QueuedMail.State, nextAttemptAt: Timestamp,
    deliveredAt: Timestamp?, lastError: String?
  ) throws(Failure) -> Bool {
    try self.run(
      MailQuery.settle,
      [
        .integer(id.rawValue), .integer(attempt), .raw(state), .time(nextAttemptAt),
        .time(deliveredAt), .text(lastError),
      ]) == 1
  }

  func requeueMail(_ id: MailID, at now: Timestamp) throws(Failure) -> Bool {
    try self.run(MailQuery.requeue, [.integer(id.rawValue), .time(now)]) == 1
  }

  func cancelMail(_ id: MailID) throws(Failure) -> Bool {
    try self.run(MailQuery.cancel, [.integer(id.rawValue)]) == 1
  }
}
