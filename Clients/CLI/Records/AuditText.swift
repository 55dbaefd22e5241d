import LatchkeySchema

/// Audit entries as lines for people, and as rows of a file.
enum AuditText {
  static func table(_ events: [AuditEvent], hasDetails: Bool) -> [String] {
    Layout.table(
      ["ENTRY", "WHEN", "WHO", "DID", "TO", "OUTCOME"] + (hasDetails ? ["DETAILS"] : []),
      events.map { Self.cells($0) + (hasDetails ? [Self.details(of: $0)] : []) })
  }

  /// One line. The columns have a fixed width, since the entries to come are not known.
  static func line(_ event: AuditEvent, hasDetails: Bool) -> String {
    let widths = [6, 16, 18, 28, 18, 0]
    let cells = Self.cells(event) + (hasDetails ? [Self.details(of: event)] : [])
    let padded = cells.enumerated().map { index, cell in
      Columns.padded(Layout.visible(cell), to: index < widths.count ? widths[index] : 0)
    }
    return padded.joined(separator: "  ")
  }

  static func card(_ answer: Audit.VerifyChain.Response) -> [String] {
    let start = answer.checkpointSequence.map {
      "the checkpoint that stands for entries up to \($0)"
    }
    return answer.isIntact
      ? Layout.card(
        "The audit is intact: \(Times.count(answer.entries, "entry", "entries")) read.",
        [("from", start)])
      : Layout.card(
        "The audit was altered.",
        [
          ("first at", answer.firstBadSequence.map { "entry \($0)" }),
          ("read", "\(answer.entries)"), ("from", start),
        ])
  }

  private static func cells(_ event: AuditEvent) -> [String] {
    [
      "\(event.sequence)", Times.date(event.at), event.actor?.displayName ?? event.actorLabel,
      event.action,
      // Targets other than accounts, such as roles, are in the details by name.
      event.target?.displayName ?? event.details["name"] ?? "",
      event.outcome == .refused ? "refused: \(event.reason ?? "?")" : event.outcome.rawValue,
    ]
  }

  private static func details(of event: AuditEvent) -> String {
    event.details.sorted { $0.key < $1.key }
      .map { "\($0.key.replacing("_", with: " ")) \($0.value)" }.joined(separator: ", ")
  }
}
