import LatchkeySchema

/// An agent, for people.
enum AgentText {
  static func card(_ agent: AgentDetails) -> [String] {
    Layout.card(
      "\(agent.displayName) · agent \(agent.id)",
      [
        ("status", agent.status.rawValue), ("lock", agent.lock.map(Self.lock)),
        ("address", agent.emails.joined(separator: ", ")),
        ("refused", agent.undeliverable.map(MailText.undeliverable)), ("login", agent.loginName),
        ("phone", agent.phone), ("language", agent.locale), ("roles", Self.roles(of: agent)),
        ("second factor", agent.hasSecondFactor ? "enrolled" : nil),
        ("since", Times.date(agent.createdAt)), ("revision", "\(agent.revision)"),
      ])
  }

  static func roles(of agent: AgentDetails) -> String {
    let names = agent.roles.map(\.name)
    let all = agent.isAccountAdministrator ? ["Account Administrator"] + names : names
    return all.isEmpty ? "–" : all.joined(separator: ", ")
  }

  static func lock(_ lock: LockView) -> String {
    let kind = lock.kind == .automatic ? "too many wrong passwords" : "by an administrator"
    let end = lock.until.map { ", until \(Times.until($0))" } ?? ""
    return kind + end + (lock.reason.map { ": \($0)" } ?? "")
  }
}
