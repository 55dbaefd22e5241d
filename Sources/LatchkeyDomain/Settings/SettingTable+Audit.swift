import LatchkeyBase

extension SettingTable {
  /// How long the audit goes back.
  static let audit: [Setting] = [
    .flag(
      "audit.removes_old_entries", .at(\.auditRemovesOldEntries),
      "Whether audit entries go that are older than the retention. Off: they are kept for ever.",
      source: "keep everything, until an administrator decides otherwise"),
    .duration(
      "audit.retention", .at(\.auditRetention), .days(90) ... .days(3_650),
      "How long audit entries are kept at least, once old ones are removed.",
      source: "PCI DSS 4.0, 10.5.1: twelve months, three of them at hand"),
  ]
}
