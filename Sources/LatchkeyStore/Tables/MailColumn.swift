internal import LatchkeyApplication
internal import LatchkeyBase
internal import LatchkeyDomain

/// The table of the outbox.
enum MailColumn: Int, TableColumn {
  case id, kind, account, address, epoch, emailVersion, queuedAt, state, attempts
  case nextAttemptAt, deliveredAt, lastError, triedSince

  static let table = "mail"
  static let lastRead = Self.triedSince
}

extension QueuedMail {
  init(reading row: Row<some SQLCursor, MailColumn>) throws(Failure) {
    let mail = NewMail(
      kind: try row.raw(.kind, as: MailKind.self), account: try row.account(.account),
      address: EmailAddress(stored: try row.text(.address)), epoch: try row.integer(.epoch),
      emailVersion: try row.integer(.emailVersion), queuedAt: try row.time(.queuedAt))
    self.init(
      id: MailID(rawValue: try row.integer(.id)), mail: mail,
      state: try row.raw(.state, as: QueuedMail.State.self), attempts: try row.count(.attempts),
      nextAttemptAt: try row.time(.nextAttemptAt),
      deliveredAt: try row.optionalTime(.deliveredAt),
      lastError: try row.optionalText(.lastError),
      triedSince: try row.optionalTime(.triedSince) ?? mail.queuedAt)
  }
}

extension NewMail: TableRow {
  static let inserted = MailColumn.allCases.filter { $0 != .id }

  func value(of column: MailColumn) -> SQLValue {
    switch column {
    case .id, .deliveredAt, .lastError, .triedSince: .null
    case .kind: .raw(self.kind)
    case .account: .account(self.account)
    case .address: .text(self.address.text)
    case .epoch: .integer(self.epoch)
    case .emailVersion: .integer(self.emailVersion)
    case .queuedAt, .nextAttemptAt: .time(self.queuedAt)
    case .state: .raw(QueuedMail.State.queued)
    case .attempts: .integer(0)
    }
  }
}

extension QueuedMail.State {
  /// Those of mails that go out at their time; for leased ones that is when the lease runs out.
  static let due: [Self] = [.queued, .leased, .deferred]
  /// Those of mails that an administrator may have sent again at once.
  static let retried: [Self] = [.deferred, .failed]
  /// Those of mails that an administrator may cancel.
  static let cancellable: [Self] = [.queued, .deferred, .failed]
}

/// Which mails go first, as the generated column `urgency` tells it from the kind.
enum MailUrgency: UInt8, CaseIterable {
  /// Tells of something that was done.
  case notice = 0
  /// A link that a person waits for.
  case link = 1
  /// An invitation, of which there may be thousands at once.
  case invitation = 2
}

/// What mails of one kind come to: how many, and when the first of them went out.
enum MailTrafficColumn: Int, TableColumn {
  case count, oldest

  static let table = "traffic"
  static let lastRead = Self.oldest
}
