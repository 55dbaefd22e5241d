import LatchkeySchema

/// Agents as lines for people.
enum AgentText {
  static func card(_ agent: AgentDetails) -> [String] {
    Layout.card(
      "\(agent.displayName) · agent \(agent.id)",
      [
        ("status", agent.status.rawValue), ("lock", agent.lock.map(LockText.sentence)),
        ("address", agent.emails.joined(separator: ", ")),
        ("rejected", agent.undeliverable.map(UndeliverableText.sentence)),
        ("login", agent.loginName),
        ("phone", agent.phone), ("language", agent.locale), ("roles", Self.roles(of: agent)),
        ("second factor", agent.hasSecondFactor ? "enrolled" : nil),
        ("since", Times.date(agent.createdAt)), ("revision", "\(agent.revision)"),
      ])
  }

  /// The lines for a link that was mailed.
  static func link(_ what: String, _ sent: LinkSent) -> [String] {
    Layout.card(
      "\(what) is on its way to \(sent.address).",
      [
        ("valid", Times.span(milliseconds: sent.lifetimeMilliseconds)), ("mail", "\(sent.mailID)"),
        ("warning", sent.undeliverable.map(UndeliverableText.sentence)),
      ])
  }

  static func table(_ agents: [AgentDetails]) -> [String] {
    Layout.table(
      ["ID", "NAME", "ADDRESS", "STATUS", "ROLES"],
      agents.map { agent in
        [
          "\(agent.id)", agent.displayName, agent.emails.first ?? "–", agent.status.rawValue,
          Self.roles(of: agent),
        ]
      })
  }

  static func roles(of agent: AgentDetails) -> String {
    let names = agent.roles.map(\.name)
    let all = agent.isAccountAdministrator ? ["Account Administrator"] + names : names
    return all.isEmpty ? "–" : all.joined(separator: ", ")
  }
}
