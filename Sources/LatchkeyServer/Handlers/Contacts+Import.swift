import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema

extension ContactsHandlers {
  /// Adds contacts row by row, and answers each row. A row that is not fit is answered and does not
  /// end the stream. Rows that wait are written together; while they are, more are read.
  ///
  /// Backpressure: a caller that stops reading the answers holds up the import. A cancelled call keeps what
  /// was written until then: a second import finds those contacts.
  func importContacts(
    _ request: Contacts.ImportContacts, _ call: Call, _ rows: RequestStream<ImportRow>,
    _ answers: ResponseWriter<ImportResult>
  ) async throws {
    // The right to import is asked for before the first row as well: an empty import says it too.
    try await self.desk.contacts.mayImportContacts(call)
    let queue = ImportQueue<(row: Int64, contact: Result<ImportedContact, FieldError>)>(
      capacity: ContactsUseCases.importBatchMax)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        defer { queue.finish() }
        while let row = try await rows.next() {
          await queue.add((row.row, ImportedContact.result(of: row, by: self.read)))
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
    var verdicts = try await self.desk.contacts.importContacts(
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
