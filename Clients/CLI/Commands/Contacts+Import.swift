import LatchkeyClient
import LatchkeySchema
import Synchronization

/// Import of contacts from a file.
enum ContactImportCommands {
  static let all: [Command<Run>] = [
    Command(
      noun: "contact", verb: "import", summary: "add the contacts of a file",
      arguments: [Self.file], options: [Self.format, Self.sendActivation, Self.refused],
      about:
        "Columns by title, in any order: name, email (several separated by spaces), login, phone, "
        + "locale, password_hash (bcrypt, sha512-crypt, yescrypt or Argon2). Existing contacts stay "
        + "as they are, so an interrupted import can be repeated. A refused row does not stop the "
        + "import; exit code 10 says that there was one.",
      examples: [
        "latchkey contact import contacts.csv --refused refused.csv",
        "latchkey contact import contacts.jsonl --send-activation",
      ],
      action: Self.run)
  ]

  private enum Format: String, CaseIterable {
    case csv
    case jsonl
  }

  private static let file = Argument(
    "FILE", .text, help: "CSV with a row of titles, or JSON lines; - is standard input")
  private static let format = Option<Format?>(
    "--format", "FORMAT", .oneOfCases(), help: "csv or jsonl (by the name of the file, else csv)")
  private static let sendActivation = Option(
    flag: "--send-activation", help: "mail a link to contacts without a password")
  private static let refused = Option(
    "--refused", "FILE", .text,
    help: "write refused rows to this file, with the reasons, to correct and import again")

  private static func run(_ run: Run) async throws(Refusal) {
    let tally = Tally()
    var broken: Refusal?
    var wasInterrupted = false
    do throws(Refusal) {
      wasInterrupted = try await Interruption.ends { () async throws(Refusal) in
        try await Self.exchange(run, tally)
      }
    } catch {
      broken = error
    }
    let counts = tally.counts
    let total = counts.createdRows + counts.existingRows + counts.refusedRows
    if let broken, total == 0 { throw broken }
    let text =
      "\(Times.count(total, "row")): \(counts.createdRows) added, \(counts.existingRows) there already, "
      + "\(counts.refusedRows) refused."
    if run.isJSON { run.output.note(text) } else { run.output.write(text + "\n") }
    if let path = try run[Self.refused], counts.refusedRows > 0 {
      run.output.note("The refused rows are in \(path).")
    }
    if case .here(let text, _, _) = broken {
      // Not exit code `usage`, which says that nothing was sent.
      throw .here(
        text, next: "correct it and import the file again: existing contacts stay as they are",
        .checkedAndBad)
    }
    if let broken { throw broken }
    if wasInterrupted {
      run.output.note("Interrupted: the same import again does the rest.")
      throw .answered(.interrupted)
    }
    if counts.refusedRows > 0 { throw .answered(.checkedAndBad) }
  }

  private static func exchange(_ run: Run, _ tally: Tally) async throws(Refusal) {
    let format = try run[Self.format]
    var rows = try ContactRows(path: try run[Self.file], isTable: format.map { $0 == .csv })
    for title in rows.leftOut { run.output.note("Column \"\(title)\" is ignored.") }
    let rejects = RefusedRows(path: try run[Self.refused], titles: rows.titles)
    let waiting = WaitingRows(keepsCells: run.values.has(Self.refused))
    let call = run.exchange(
      Contacts.ImportContacts(sendActivation: try run[Self.sendActivation]))
    let receiving = Task { () -> Refusal? in
      do throws(Refusal) {
        try await Self.receive(run, call.answers, waiting, rejects, tally)
        return nil
      } catch {
        call.cancel()
        return error
      }
    }
    do throws(Refusal) {
      try await Self.send(&rows, to: call, waiting)
    } catch {
      // The rest of the file cannot be read. The rows that were sent are reported.
      call.finishSending()
      _ = await receiving.value
      throw error
    }
    let refusal = await withTaskCancellationHandler {
      await receiving.value
    } onCancel: {
      call.cancel()
    }
    if let refusal { throw refusal }
  }

  /// Sends every row of the file. If the call ends early, its answers tell why.
  private static func send(
    _ rows: inout ContactRows, to call: TwoWayStream<ImportRow, ImportResult>,
    _ waiting: WaitingRows
  ) async throws(Refusal) {
    while let row = try rows.next() {
      waiting.add(row)
      do throws(LatchkeyError) {
        try await call.send(row.contact)
      } catch {
        return
      }
    }
    call.finishSending()
  }

  private static func receive(
    _ run: Run, _ answers: AnswerStream<ImportResult>, _ waiting: WaitingRows,
    _ rejects: RefusedRows, _ tally: Tally
  ) async throws(Refusal) {
    var report = rejects
    var progress = Progress(of: "row", "rows", isShown: !run.isJSON && !Terminal.isOutput)
    defer { progress.end() }
    while let result = try await run.next(of: answers) {
      tally.add(result.outcome)
      progress.advance()
      if run.isJSON {
        run.output.write(try JSON.line(of: result) + "\n")
      } else if result.outcome == .refused {
        let words = [result.reason, result.field, result.detail].compactMap { $0 }
          .joined(separator: ", ")
        run.output.write(Layout.visible("row \(result.row) refused: \(words)") + "\n")
      }
      let cells = waiting.take(result.row)
      if result.outcome == .refused { try report.write(cells, result) }
    }
    try report.finish()
  }
}

/// Outcomes of the rows so far.
private final class Tally: Sendable {
  struct Counts {
    var createdRows: Int64 = 0
    var existingRows: Int64 = 0
    var refusedRows: Int64 = 0
  }

  private let storage = Mutex(Counts())

  var counts: Counts { self.storage.withLock { $0 } }

  func add(_ outcome: ImportOutcome) {
    self.storage.withLock { counts in
      switch outcome {
      case .created: counts.createdRows += 1
      case .existing: counts.existingRows += 1
      default: counts.refusedRows += 1
      }
    }
  }
}

/// Cells of the rows that were sent and not answered yet. Answers come in the order of the rows, and
/// the service takes no more than it has room for, so these are few.
private final class WaitingRows: Sendable {
  private let keepsCells: Bool
  private let storage = Mutex<[Int64: [String]]>([:])

  init(keepsCells: Bool) {
    self.keepsCells = keepsCells
  }

  func add(_ row: ContactRows.Row) {
    guard self.keepsCells else { return }
    self.storage.withLock { $0[row.contact.row] = row.cells }
  }

  func take(_ row: Int64) -> [String] {
    self.storage.withLock { $0.removeValue(forKey: row) } ?? []
  }
}
