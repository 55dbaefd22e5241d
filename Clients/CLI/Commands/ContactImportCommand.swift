import LatchkeyClient
import LatchkeySchema
import Synchronization

/// Many contacts from a file.
enum ContactImportCommand {
  static let all = [
    Command(
      noun: "contact", verb: "import", summary: "add the contacts of a file",
      arguments: [Argument(name: "FILE", help: "CSV with titles, or JSON lines; - is input")],
      options: [
        Option(name: "--format", value: "FORMAT", help: "csv or jsonl (by the file's name, csv)"),
        Option(name: "--send-activation", help: "mail a link to those without a password"),
        Option(
          name: "--refused", value: "FILE",
          help: "write refused rows there, with the reasons, to mend and import again"),
      ],
      about:
        "Columns by title, in any order: name, email (several with spaces between), login, phone, "
        + "locale, password_hash (bcrypt, sha512-crypt, yescrypt or Argon2). Contacts that are there "
        + "already stay as they are, so an import that broke off can be started again. A refused row "
        + "ends nothing; exit code 10 says that there was one.",
      examples: [
        "latchkey contact import contacts.csv --refused refused.csv",
        "latchkey contact import contacts.jsonl --send-activation",
      ],
      action: Self.run)
  ]

  static func run(_ run: Run) async throws(Refusal) {
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
    let total = counts.created + counts.existing + counts.refused
    if let broken, total == 0 { throw broken }
    let text =
      "\(Times.count(total, "row")): \(counts.created) added, \(counts.existing) there already, "
      + "\(counts.refused) refused."
    if run.isJSON { run.output.note(text) } else { run.output.write(text + "\n") }
    if let path = run.values.option("--refused"), counts.refused > 0 {
      run.output.note("The refused rows are in \(path).")
    }
    if case .here(let text, _, _) = broken {
      // Not `usage`, which says that nothing was sent.
      throw .here(
        text, next: "mend it and import the file again: what is there stays as it is",
        .checkedAndBad)
    }
    if let broken { throw broken }
    if wasInterrupted {
      run.output.note("Interrupted: the same import again goes on where this one stopped.")
      throw .answered(.interrupted)
    }
    if counts.refused > 0 { throw .answered(.checkedAndBad) }
  }

  private static func exchange(_ run: Run, _ tally: Tally) async throws(Refusal) {
    var isTable: Bool?
    switch run.values.option("--format") {
    case "csv": isTable = true
    case "jsonl": isTable = false
    case nil: break
    default: throw run.command.usage("--format takes csv or jsonl.")
    }
    var rows = try ContactRows(path: run.argument("FILE"), isTable: isTable)
    for title in rows.leftOut { run.output.note("Column \"\(title)\" is left out.") }
    let (titles, report) = (rows.titles, run.values.option("--refused"))
    let call = run.exchange(
      Contacts.ImportContacts(sendActivation: run.values.flag("--send-activation")))
    let waiting = Waiting(keepsCells: report != nil)
    let receiving = Task { () -> Refusal? in
      do throws(Refusal) {
        try await Self.receive(run, call.answers, titles, waiting, tally, report)
        return nil
      } catch {
        call.cancel()
        return error
      }
    }
    do throws(Refusal) {
      try await Self.send(&rows, to: call, waiting)
    } catch {
      // The file is broken here. What was sent before is done, and its answers are told.
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

  /// Sends every row of the file. Why the call ended before is said by its answers.
  private static func send(
    _ rows: inout ContactRows, to call: TwoWayStream<ImportRow, ImportResult>, _ waiting: Waiting
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
    _ run: Run, _ answers: AnswerStream<ImportResult>, _ titles: [String]?, _ waiting: Waiting,
    _ tally: Tally, _ report: String?
  ) async throws(Refusal) {
    var sink: FileSink?
    var progress = Progress(of: "row", "rows", isShown: !run.isJSON && !Terminal.isOutput)
    defer { progress.end() }
    while let result = try await run.next(of: answers) {
      tally.add(result.outcome)
      progress.advance()
      let cells = waiting.take(result.row)
      if run.isJSON { run.output.write(try JSON.line(of: result) + "\n") }
      guard result.outcome == .refused else { continue }
      let why = [result.reason, result.field, result.detail]
      if !run.isJSON {
        let words = why.compactMap { $0 }.joined(separator: ", ")
        run.output.write(Layout.visible("row \(result.row) refused: \(words)") + "\n")
      }
      guard let report else { continue }
      if sink == nil {
        sink = try FileSink(path: report)
        if let titles { try sink?.write(CSVText.row(titles + ["reason", "field", "detail"])) }
      }
      guard let titles else {
        // As it stood: a reason in it would be a field that means nothing.
        try sink?.write((cells.first ?? "") + "\n")
        continue
      }
      let padding = Array(repeating: "", count: max(0, titles.count - cells.count))
      try sink?.write(
        cells.map { CSVText.quoted($0) }.joined(separator: ",") + ","
          + CSVText.row(padding + why.map { $0 ?? "" }))
    }
    try sink?.finish()
  }
}

/// What became of rows so far.
private final class Tally: Sendable {
  struct Counts {
    var created: Int64 = 0
    var existing: Int64 = 0
    var refused: Int64 = 0
  }

  private let box = Mutex(Counts())

  var counts: Counts { self.box.withLock { $0 } }

  func add(_ outcome: ImportOutcome) {
    self.box.withLock { counts in
      switch outcome {
      case .created: counts.created += 1
      case .existing: counts.existing += 1
      default: counts.refused += 1
      }
    }
  }
}

/// Rows that were sent and not answered, as they stood in the file. The service answers in turn and
/// takes no more than it has room for, so they are few.
private final class Waiting: Sendable {
  private let keepsCells: Bool
  private let box = Mutex<[Int64: [String]]>([:])

  init(keepsCells: Bool) {
    self.keepsCells = keepsCells
  }

  func add(_ row: ContactRows.Row) {
    guard self.keepsCells else { return }
    self.box.withLock { $0[row.contact.row] = row.cells }
  }

  func take(_ row: Int64) -> [String] {
    self.box.withLock { $0.removeValue(forKey: row) } ?? []
  }
}
