public import LatchkeyApplication
public import LatchkeyBase
public import LatchkeyDomain
import LatchkeySchema

extension TestDesk {
  /// The whole audit, the oldest entry first.
  public func audit() async throws -> [AuditEntry] {
    try await self.store.read { try $0.auditEntries(after: 0, limit: 1_000_000) }
  }

  /// What came of one call.
  public struct Attempt: Sendable {
    /// How it was refused; nil when it was carried out.
    public let refusal: Refusal?
    /// What it added to the audit: "sign_in done", "agent.update refused NOT_FOUND".
    public let entries: [String]
    /// Whether anything is stored otherwise than before, but for the audit and the counters (I19).
    public let changed: Bool

    /// Why it was refused; nil when it was carried out.
    public var reason: Reason? { self.refusal?.reason }
  }

  /// Makes a call and says what came of it. Other errors than refusals are thrown on.
  public func attempt<Value>(_ body: () async throws -> Value) async throws -> Attempt {
    let before = try self.storedState()
    let count = try await self.audit().count
    let refusal = try await self.refusal(body)
    return Attempt(
      refusal: refusal, entries: try await self.audit().dropFirst(count).map(Self.line(of:)),
      changed: try self.storedState() != before)
  }

  private static func line(of entry: AuditEntry) -> String {
    let outcome = entry.record.outcome == .done ? "done" : "refused"
    return "\(entry.record.action.rawValue) \(outcome)"
      + (entry.record.reason.map { " \($0)" } ?? "")
  }

  /// Everything that is stored but the audit and the counters, as rows of text (I19).
  public func storedState() throws -> [String] {
    try self.raw.rows("SELECT global_epoch FROM desk").map { "desk \($0)" }
      + [
        "role", "account", "email", "account_role", "session", "token", "mail",
        "remembered_call", "setting", "setting_announced", "setting_state",
        "second_factor", "recovery_code", "enrollment",
        "mail_server", "mail_server_state", "mail_template", "mail_attempt", "address_trouble",
      ].flatMap { table in
        try self.raw.rows("SELECT * FROM \(table) ORDER BY 1, 2").map {
          table + " " + $0.joined(separator: "|")
        }
      }
  }
}
