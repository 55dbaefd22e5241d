internal import LatchkeyApplication
internal import LatchkeyBase
internal import LatchkeyDomain

// What administrators of mail see and change.
extension SQLiteTransaction {
  func storedMailServer() throws(Failure) -> StoredMailServer? {
    try self.with { connection throws(StoreError) in try connection.storedMailServer() }
  }

  func setStoredMailServer(_ server: StoredMailServer) throws(Failure) {
    try self.with { connection throws(StoreError) in try connection.setStoredMailServer(server) }
  }

  func attempts(at mail: MailID) throws(Failure) -> [MailAttempt] {
    try self.with { connection throws(StoreError) in try connection.attempts(at: mail) }
  }

  func outboxSummary() throws(Failure) -> OutboxSummary {
    try self.with { connection throws(StoreError) in
      try connection.outboxSummary()
    }
  }

  func addressTrouble(of account: AccountID) throws(Failure) -> AddressTrouble? {
    try self.with { connection throws(StoreError) in try connection.addressTrouble(of: account) }
  }

  func undeliverableAddresses(
    after: AccountID?, limit: Int
  ) throws(Failure) -> [AddressTrouble] {
    try self.with { connection throws(StoreError) in
      try connection.undeliverableAddresses(after: after, limit: limit)
    }
  }

  func mailTemplate(_ key: MailTemplate.Key) throws(Failure) -> StoredMailTemplate? {
    try self.with { connection throws(StoreError) in try connection.mailTemplate(key) }
  }

  func mailTemplateVersions(_ key: MailTemplate.Key) throws(Failure) -> [StoredMailTemplate] {
    try self.with { connection throws(StoreError) in try connection.mailTemplateVersions(key) }
  }

  func mailTraffic(
    to address: EmailAddress?, since moment: Timestamp, limit: Int
  ) throws(Failure) -> MailTraffic {
    try self.with { connection throws(StoreError) in
      try connection.mailTraffic(to: address, since: moment, limit: limit)
    }
  }

  func releaseMails(at now: Timestamp) throws(Failure) -> Int {
    try self.with { connection throws(StoreError) in try connection.releaseMails(at: now) }
  }

  func postponeMail(
    _ id: MailID, attempt: Int, until: Timestamp
  ) throws(Failure) -> Bool {
    try self.with { connection throws(StoreError) in
      try connection.postponeMail(id, attempt: attempt, until: until)
    }
  }

  func cancelMail(_ id: MailID) throws(Failure) -> Bool {
    try self.with { connection throws(StoreError) in try connection.cancelMail(id) }
  }

  func note(_ attempt: MailAttempt, at mail: MailID) throws(Failure) {
    try self.with { connection throws(StoreError) in try connection.note(attempt, at: mail) }
  }

  func noteAddressRefusal(
    of account: AccountID, at now: Timestamp, detail: String, undeliverableFrom failures: Int
  ) throws(Failure) {
    try self.with { connection throws(StoreError) in
      try connection.noteAddressRefusal(
        of: account, at: now, detail: detail, undeliverableFrom: failures)
    }
  }

  func clearAddressTrouble(of account: AccountID) throws(Failure) -> Bool {
    try self.with { connection throws(StoreError) in try connection.clearAddressTrouble(of: account)
    }
  }

  func insert(_ template: StoredMailTemplate) throws(Failure) {
    try self.with { connection throws(StoreError) in try connection.insert(template) }
  }
}
