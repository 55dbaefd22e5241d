/// What was on the wire once and is not any more: nothing may take its place with another meaning.
enum Reservations {
  /// As in the lock: `method 612`, `method Contacts.Old`, `field Agents.GetAgent 3`,
  /// `field Agents.GetAgent oldName`, `word HealthStatus ill`, `reason OLD_REASON`.
  static let lines: [String] = []
}
