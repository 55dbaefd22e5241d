import LatchkeyApplication
import LatchkeyDomain
import LatchkeySchema

extension Service {
  /// Adds contacts row by row, and answers each row. A row that is not fit is answered and does not
  /// end the stream. Rows that wait are written together; while they are, more are read.
  ///
  /// Whoever stops reading the answers holds up the import, and whoever gives the call up keeps what
  /// was written until then: a second import finds those contacts.
  func importContacts(
    _ request: Contacts.ImportContacts, _ call: Call, _ rows: Elements<ImportRow>,
    _ answers: Answers<ImportResult>
  ) async throws {
    // The right to import is asked for before the first row as well: an empty import says it too.
    try await self.desk.mayImportContacts(call)
    let queue = ImportQueue<(row: Int64, contact: Result<ImportedContact, FieldError>)>(
      capacity: Desk.importBatchMax)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        defer { queue.finish() }
        while let row = try await rows.next() {
          await queue.add((row.row, ImportedContact.reading(row)))
        }
      }
      var settled = 0
      var hasAdded = false
      while true {
        let batch = await queue.take()
        guard !batch.isEmpty else { break }
        settled += batch.count
        let results = try await self.write(
          batch, of: request, call, settled: settled, hasAdded: hasAdded)
        hasAdded = hasAdded || results.contains { $0.outcome == .created }
        for result in results { try await answers.send(result) }
      }
      try await group.waitForAll()
    }
  }

  private func write(
    _ batch: [(row: Int64, contact: Result<ImportedContact, FieldError>)],
    of request: Contacts.ImportContacts, _ call: Call, settled: Int, hasAdded: Bool
  ) async throws -> [ImportResult] {
    let contacts = batch.compactMap { try? $0.contact.get() }
    var verdicts = try await self.desk.importContacts(
      call, contacts, sendActivation: request.sendActivation, settled: settled,
      hasAdded: hasAdded)[...]
    return batch.map { row, contact in
      switch contact {
      case .failure(let field): ImportResult(row: row, .refused(Refusal(field)))
      case .success:
        ImportResult(row: row, verdicts.popFirst() ?? .refused(Refusal(.concurrentChange)))
      }
    }
  }
}

extension ImportedContact {
  /// What a row says, or the field that is not fit.
  static func reading(_ row: ImportRow) -> Result<ImportedContact, FieldError> {
    Result { () throws(FieldError) in
      ImportedContact(
        draft: try ContactDraft(
          displayName: row.displayName, emails: row.emails, loginName: row.loginName,
          phone: row.phone, locale: row.locale, source: nil),
        hash: try row.passwordHash.map { secret throws(FieldError) in
          try ImportedHash(secret.text, field: "passwordHash").hash
        })
    }
  }
}

extension Secret {
  /// The bytes as text, for a form that is text: a hash.
  fileprivate var text: String {
    self.withBytes { span in
      String(decoding: span.indices.map { span[$0] }, as: UTF8.self)
    }
  }
}

extension ImportResult {
  init(row: Int64, _ verdict: ImportVerdict) {
    switch verdict {
    case .created(let id): self.init(row: row, outcome: .created, contactID: id.rawValue)
    case .existing(let id): self.init(row: row, outcome: .existing, contactID: id.rawValue)
    case .refused(let refusal):
      self.init(
        row: row, outcome: .refused, reason: refusal.reason.rawValue,
        field: refusal.field?.field, detail: refusal.field?.problem ?? refusal.reason.summary)
    }
  }
}
