import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema

extension AuditAction {
  /// The action of this name; those that begin so, when it ends with a dot.
  static func all(named text: String, field: String) throws(FieldError) -> [Self] {
    let found = self.allCases.filter {
      text.hasSuffix(".") ? $0.rawValue.hasPrefix(text) : $0.rawValue == text
    }
    guard !found.isEmpty else {
      throw FieldError(
        field: field,
        problem: "There is no such action. Take a name that entries have, such as sign_in, or the "
          + "beginning of some with a dot at its end, such as agent.")
    }
    return found
  }
}

extension AuditEvent {
  init(_ entry: AuditEntry, accounts: [AccountID: Account]) {
    let record = entry.record
    let actor: AccountSummary?
    let label: String
    switch record.actor {
    case .nobody: (actor, label) = (nil, "nobody")
    case .hostOperator: (actor, label) = (nil, "operator")
    case .service: (actor, label) = (nil, "service")
    case .account(let id):
      actor = accounts[id].map { AccountSummary($0) }
      label = actor?.displayName ?? "account \(id.rawValue)"
    }
    self.init(
      sequence: entry.sequence, at: record.at, principal: record.principal,
      actor: actor, actorLabel: label, action: record.action.rawValue,
      target: record.target.flatMap { accounts[$0] }.map { AccountSummary($0) },
      outcome: record.outcome == .done ? .done : .refused, reason: record.reason,
      details: record.details, chain: Hexadecimal.text(entry.link))
  }
}

/// Bytes as people compare them.
enum Hexadecimal {
  static func text(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 0xF)]] }, as: UTF8.self)
  }
}
