internal import LatchkeyApplication
internal import LatchkeyDomain

// What administrators of mail see and change.
extension SQLiteTransaction {
  func attempts(at mail: MailID) throws(StoreError) -> [MailAttempt] {
    try self.with { connection throws(StoreError) in try connection.attempts(at: mail) }
  }

  func outboxSummary(undeliverableFrom failures: Int) throws(StoreError) -> OutboxSummary {
    try self.with { connection throws(StoreError) in
      try connection.outboxSummary(undeliverableFrom: failures)
    }
  }

  func addressTrouble(of account: AccountID) throws(StoreError) -> AddressTrouble? {
    try self.with { connection throws(StoreError) in try connection.addressTrouble(of: account) }
  }

  func addressTroubles(
    after: AccountID?, from failures: Int, limit: Int
  ) throws(StoreError) -> [AddressTrouble] {
    try self.with { connection throws(StoreError) in
      try connection.addressTroubles(after: after, from: failures, limit: limit)
    }
  }

  func mailTemplate(_ key: MailTemplate.Key) throws(StoreError) -> StoredMailTemplate? {
    try self.with { connection throws(StoreError) in try connection.mailTemplate(key) }
  }

  func mailTemplateVersions(_ key: MailTemplate.Key) throws(StoreError) -> [StoredMailTemplate] {
    try self.with { connection throws(StoreError) in try connection.mailTemplateVersions(key) }
  }

  func cancelMail(_ id: MailID) throws(StoreError) -> Bool {
    try self.with { connection throws(StoreError) in try connection.cancelMail(id) }
  }

  func note(_ attempt: MailAttempt, at mail: MailID) throws(StoreError) {
    try self.with { connection throws(StoreError) in try connection.note(attempt, at: mail) }
  }

  func noteAddressRefusal(
    of account: AccountID, at now: Timestamp, detail: String
  ) throws(StoreError) {
    try self.with { connection throws(StoreError) in
      try connection.noteAddressRefusal(of: account, at: now, detail: detail)
    }
  }

  func clearAddressTrouble(of account: AccountID) throws(StoreError) -> Bool {
    try self.with { connection throws(StoreError) in try connection.clearAddressTrouble(of: account)
    }
  }

  func insert(_ template: StoredMailTemplate) throws(StoreError) {
    try self.with { connection throws(StoreError) in try connection.insert(template) }
  }
}
