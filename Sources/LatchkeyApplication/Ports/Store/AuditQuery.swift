public import LatchkeyBase
public import LatchkeyDomain

/// Which audit entries are asked for, the newest first. An entry must fit all that is set.
public struct AuditQuery: Hashable, Sendable {
  /// Entries that are looked at for one page, at most. Where filters leave few of them, a page is
  /// shorter than asked for and still says where to go on: no call takes longer than so many rows.
  public static let examinedMax = 2_000

  /// Only entries behind this sequence, as the page before said.
  public var before: Int64?
  /// Only entries in which this account acted or was the target.
  public var account: AccountID?
  /// Only entries in which this account acted.
  public var actor: AccountID?
  /// Only entries with this account as their target.
  public var target: AccountID?
  /// Only these actions.
  public var actions: [AuditAction]?
  /// Only refusals.
  public var refusedOnly: Bool
  /// Only calls through this service.
  public var principal: String?
  /// Only entries from this time on.
  public var from: Timestamp?
  /// Only entries before this time.
  public var until: Timestamp?
  /// Entries at most.
  public var limit: Int

  /// A query.
  public init(
    before: Int64? = nil, account: AccountID? = nil, actor: AccountID? = nil,
    target: AccountID? = nil, actions: [AuditAction]? = nil, refusedOnly: Bool = false,
    principal: String? = nil, from: Timestamp? = nil, until: Timestamp? = nil, limit: Int
  ) {
    self.before = before
    self.account = account
    self.actor = actor
    self.target = target
    self.actions = actions
    self.refusedOnly = refusedOnly
    self.principal = principal
    self.from = from
    self.until = until
    self.limit = limit
  }

  /// Whether an entry fits everything but the place of the page.
  public func admits(_ record: AuditRecord) -> Bool {
    let actor: AccountID? = if case .account(let id) = record.actor { id } else { nil }
    if let account = self.account, actor != account, record.target != account { return false }
    if let wanted = self.actor, actor != wanted { return false }
    if let wanted = self.target, record.target != wanted { return false }
    if let wanted = self.actions, !wanted.contains(record.action) { return false }
    if self.refusedOnly, record.outcome != .refused { return false }
    if let wanted = self.principal, record.principal != wanted { return false }
    if let from = self.from, record.at < from { return false }
    if let until = self.until, record.at >= until { return false }
    return true
  }
}
