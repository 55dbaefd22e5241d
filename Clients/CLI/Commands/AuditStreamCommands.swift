import LatchkeyClient
import LatchkeySchema

/// The audit as it goes on, and as a whole.
enum AuditStreamCommands {
  static let all = [
    Command(
      noun: "audit", verb: "tail", summary: "entries as they are written, until Ctrl-C",
      options: [
        Option(name: "--after", value: "N", help: "begin behind this entry (with the next one)"),
        Option(name: "--details", help: "what else was kept of each entry"),
      ],
      identity: .nobody,
      about: "At the end it says behind which entry to go on, so that none is missed.",
      examples: ["latchkey audit tail", "latchkey audit tail --after 1200 --json"],
      action: Self.tail),
    Command(
      noun: "audit", verb: "export", summary: "all entries of a time, the oldest first",
      arguments: [
        Argument(
          name: "FILE", help: "a file that does not exist yet; - is output (output)",
          isOptional: true)
      ],
      options: [
        Option(name: "--format", value: "FORMAT", help: "csv or jsonl (by the file's name, csv)"),
        AuditCommands.from, AuditCommands.to,
        Option(name: "--after", value: "N", help: "begin behind this entry"),
      ],
      about:
        "CSV is as RFC 4180 has it; cells that a spreadsheet would take for formulas begin with an "
        + "apostrophe. Asks for a fresh proof: step-up.",
      examples: [
        "latchkey audit export november.csv --from 2026-11-01 --to 2026-12-01",
        "latchkey audit export --format jsonl | gzip > audit.jsonl.gz",
      ],
      action: Self.export),
  ]

  // MARK: Tail

  static func tail(_ run: Run) async throws(Refusal) {
    let after = try run.values.number("--after", of: run.command)
    _ = try await Interruption.ends { () async throws(Refusal) in
      try await Self.follow(run, after: after)
    }
  }

  private static func follow(_ run: Run, after: Int64?) async throws(Refusal) {
    var last = after
    let hasDetails = run.values.flag("--details")
    defer { if let last { run.output.note("Go on with --after \(last)") } }
    try await run.stream(Audit.TailEvents(afterSequence: after)) { event throws(Refusal) in
      last = event.sequence
      run.output.write(
        run.isJSON ? try JSON.line(of: event) + "\n" : Self.line(event, hasDetails) + "\n")
    }
  }

  /// One line. Its columns are as wide as such values mostly are: those to come are not known.
  private static func line(_ event: AuditEvent, _ hasDetails: Bool) -> String {
    let widths = [6, 16, 18, 28, 18, 0]
    var cells = AuditCommands.row(event)
    if hasDetails { cells.append(AuditCommands.details(of: event)) }
    let padded = cells.enumerated().map { index, cell in
      Columns.padded(Layout.visible(cell), to: index < widths.count ? widths[index] : 0)
    }
    return padded.joined(separator: "  ")
  }

  // MARK: Export

  static func export(_ run: Run) async throws(Refusal) {
    // As with import: a dash is no name of a file.
    let path = run.values.argument("FILE").flatMap { $0 == "-" ? nil : $0 }
    let format = try Self.format(run, path)
    let request = Audit.ExportEvents(
      fromTime: try run.values.time("--from", of: run.command),
      toTime: try run.values.time("--to", of: run.command),
      afterSequence: try run.values.number("--after", of: run.command))
    let wasInterrupted = try await Interruption.ends { () async throws(Refusal) in
      try await Self.export(run, request, format, to: path)
    }
    if wasInterrupted { throw .answered(.interrupted) }
  }

  private static func export(
    _ run: Run, _ request: Audit.ExportEvents, _ format: Format, to path: String?
  ) async throws(Refusal) {
    var sink: FileSink?
    var last: Int64?
    var progress = Progress(of: "entry", "entries", isShown: path != nil || !Terminal.isOutput)
    do throws(Refusal) {
      try await run.stream(request) { event throws(Refusal) in
        if sink == nil { sink = try Self.sink(path, format) }
        try sink?.write(format == .csv ? Self.row(event) : try JSON.line(of: event) + "\n")
        last = event.sequence
        progress.advance()
      }
      // No entry at all is an answer too: a file with a line of titles.
      if sink == nil { sink = try Self.sink(path, format) }
      try sink?.finish()
    } catch {
      progress.end()
      try? sink?.finish()
      if let last { run.output.note("Written up to entry \(last). Go on with --after \(last)") }
      throw error
    }
    progress.end()
    if let path {
      run.output.note("\(path) holds \(Times.count(progress.count, "entry", "entries")).")
    }
  }

  private enum Format: String {
    case csv
    case jsonl
  }

  private static func format(_ run: Run, _ path: String?) throws(Refusal) -> Format {
    if let word = run.values.option("--format") {
      guard let format = Format(rawValue: word) else {
        throw run.command.usage("--format takes csv or jsonl.")
      }
      return format
    }
    return run.isJSON || path?.hasSuffix(".jsonl") == true ? .jsonl : .csv
  }

  private static func sink(_ path: String?, _ format: Format) throws(Refusal) -> FileSink {
    let sink = try FileSink(path: path)
    if format == .csv { try sink.write(CSVText.row(Self.titles)) }
    return sink
  }

  private static let titles = [
    "sequence", "at", "principal", "actor_id", "actor_population", "actor_name", "actor_label",
    "action", "target_id", "target_population", "target_name", "outcome", "reason", "details",
    "chain",
  ]

  private static func row(_ event: AuditEvent) -> String {
    func account(_ account: AccountSummary?) -> [String] {
      account.map { ["\($0.id)", $0.population.rawValue, $0.displayName] } ?? ["", "", ""]
    }
    let details = event.details.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    return CSVText.row(
      ["\(event.sequence)", Times.iso8601(event.at), event.principal] + account(event.actor)
        + [event.actorLabel, event.action] + account(event.target)
        + [
          event.outcome.rawValue, event.reason ?? "", details.joined(separator: "; "), event.chain,
        ])
  }
}
