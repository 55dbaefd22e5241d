import LatchkeySchema

/// Audit entries as rows of CSV.
enum AuditCSV {
  /// The row of titles, with its line end.
  static let header = CSVText.row([
    "sequence", "at", "principal", "actor_id", "actor_population", "actor_name", "actor_label",
    "action", "target_id", "target_population", "target_name", "outcome", "reason", "details",
    "chain",
  ])

  /// The row of an entry, with its line end.
  static func row(_ event: AuditEvent) -> String {
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
