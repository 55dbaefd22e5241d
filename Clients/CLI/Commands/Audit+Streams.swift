import LatchkeyClient
import LatchkeySchema

/// Commands that stream the audit: as it grows, and to a file.
enum AuditStreamCommands {
  static let all: [Command<Run>] = [
    Command(
      noun: "audit", verb: "tail", summary: "follow new entries, until Ctrl-C",
      options: [Self.afterOrNext, Self.details],
      session: .notSent,
      about: "The last line names the entry to continue after, so that none is missed.",
      examples: ["latchkey audit tail", "latchkey audit tail --after 1200 --json"],
      action: Self.tail),
    Command(
      noun: "audit", verb: "export", summary: "export all entries of a time, the oldest first",
      arguments: [Self.file],
      options: [Self.format, CommonOptions.from, CommonOptions.to, Self.after],
      about:
        "CSV as in RFC 4180; cells that a spreadsheet would evaluate as formulas begin with an "
        + "apostrophe. Needs a step-up.",
      examples: [
        "latchkey audit export november.csv --from 2026-11-01 --to 2026-12-01",
        "latchkey audit export --format jsonl | gzip > audit.jsonl.gz",
      ],
      action: Self.export),
  ]

  private enum Format: String, CaseIterable {
    case csv
    case jsonl
  }

  private static let afterOrNext = Option(
    "--after", "N", .number, help: "begin after this entry (with the next one)")
  private static let after = Option("--after", "N", .number, help: "begin after this entry")
  private static let details = Option(
    flag: "--details", help: "also show the details of each entry")
  private static let file = Argument(
    optional: "FILE", .text, help: "a file that does not exist yet; - is standard output (-)")
  private static let format = Option<Format?>(
    "--format", "FORMAT", .oneOfCases(), help: "csv or jsonl (by the name of the file, else csv)")

  private static func tail(_ run: Run) async throws(Refusal) {
    let after = try run[Self.afterOrNext]
    let hasDetails = try run[Self.details]
    _ = try await Interruption.ends { () async throws(Refusal) in
      var last = after
      defer { if let last { run.output.note("Continue with --after \(last)") } }
      try await run.stream(Audit.TailEvents(afterSequence: after)) { event throws(Refusal) in
        last = event.sequence
        try run.showNext(event) { AuditText.line($0, hasDetails: hasDetails) }
      }
    }
  }

  private static func export(_ run: Run) async throws(Refusal) {
    let path = try run[Self.file].flatMap { $0 == "-" ? nil : $0 }
    let format =
      try run[Self.format] ?? (run.isJSON || path?.hasSuffix(".jsonl") == true ? .jsonl : .csv)
    let request = Audit.ExportEvents(
      fromTime: try run[CommonOptions.from], toTime: try run[CommonOptions.to],
      afterSequence: try run[Self.after])
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
        try sink?.write(format == .csv ? AuditCSV.row(event) : try JSON.line(of: event) + "\n")
        last = event.sequence
        progress.advance()
      }
      // An export without entries is a file with a line of titles.
      if sink == nil { sink = try Self.sink(path, format) }
      try sink?.finish()
    } catch {
      progress.end()
      try? sink?.finish()
      if let last {
        run.output.note("Written up to entry \(last). Continue with --after \(last)")
      }
      throw error
    }
    progress.end()
    if let path {
      run.output.note("\(path) holds \(Times.count(progress.count, "entry", "entries")).")
    }
  }

  private static func sink(_ path: String?, _ format: Format) throws(Refusal) -> FileSink {
    let sink = try FileSink(path: path)
    if format == .csv { try sink.write(AuditCSV.header) }
    return sink
  }
}
