public import LatchkeyBase

/// Who did it.
public enum AuditActor: Hashable, Sendable {
  /// No person who was signed in.
  case nobody
  /// The operator on the host.
  case hostOperator
  /// The person of this account.
  case account(AccountID)
  /// The service itself (mail delivery, clean-up).
  case service
}

/// One entry that is about to be chained.
public struct AuditRecord: Hashable, Sendable {
  /// How it ended.
  public enum Outcome: UInt8, Hashable, Sendable {
    /// It was done.
    case done = 1
    /// It was refused; nothing changed.
    case refused = 2
  }

  /// When.
  public var at: Timestamp
  /// Through which sibling service.
  public var principal: String
  /// The person, operator or service that did it.
  public var actor: AuditActor
  /// What.
  public var action: AuditAction
  /// To which account, if to one.
  public var target: AccountID?
  /// How it ended.
  public var outcome: Outcome
  /// Why it was refused: a reason of the protocol.
  public var reason: String?
  /// Typed facts as texts, sorted by name when they are written. Never a secret, never a request.
  public var details: [String: String]

  /// An entry.
  public init(
    at: Timestamp, principal: String, actor: AuditActor, action: AuditAction,
    target: AccountID? = nil, outcome: Outcome = .done, reason: String? = nil,
    details: [String: String] = [:]
  ) {
    self.at = at
    self.principal = principal
    self.actor = actor
    self.action = action
    self.target = target
    self.outcome = outcome
    self.reason = reason
    self.details = details
  }
}

/// One entry as the store holds it, chained to the one before.
public struct AuditEntry: Hashable, Sendable {
  /// Its place, from 1, without gaps.
  public let sequence: Int64
  /// What it says.
  public let record: AuditRecord
  /// The keyed digest over the entry before and this one: 32 bytes.
  public let link: [UInt8]

  /// An entry as the store holds it.
  public init(sequence: Int64, record: AuditRecord, link: [UInt8]) {
    self.sequence = sequence
    self.record = record
    self.link = link
  }

  /// The bytes that a link is the digest of: the link before, then every field of the entry, each
  /// with its length before it, so that no two entries have the same bytes.
  public static func chainedBytes(
    previous: [UInt8], sequence: Int64, record: AuditRecord
  ) -> [UInt8] {
    var bytes: [UInt8] = []
    func append(_ field: some Collection<UInt8>) {
      let count = UInt32(field.count)
      for shift: UInt32 in [24, 16, 8, 0] {
        bytes.append(UInt8(truncatingIfNeeded: count >> shift))
      }
      bytes.append(contentsOf: field)
    }
    func append(_ number: Int64) {
      append(Array("\(number)".utf8))
    }
    append(previous)
    append(sequence)
    append(record.at.milliseconds)
    append(record.principal.utf8)
    switch record.actor {
    case .nobody: append("nobody".utf8)
    case .hostOperator: append("operator".utf8)
    case .service: append("service".utf8)
    case .account(let id): append("account \(id.rawValue)".utf8)
    }
    append(record.action.rawValue.utf8)
    append(record.target.map { "\($0.rawValue)" }?.utf8 ?? "".utf8)
    append([record.outcome.rawValue])
    // An empty reason is not the same as none.
    append([record.reason == nil ? 0 : 1])
    append((record.reason ?? "").utf8)
    for (name, value) in record.details.sorted(by: { $0.key < $1.key }) {
      append(name.utf8)
      append(value.utf8)
    }
    return bytes
  }
}
