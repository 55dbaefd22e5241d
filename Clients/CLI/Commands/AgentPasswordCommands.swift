import LatchkeyClient
import LatchkeySchema

/// The three ways to a password for somebody else.
enum AgentPasswordCommands {
  static let all = [
    Command(
      noun: "agent", verb: "invite", summary: "mail a link to set the first password",
      arguments: [AgentCommands.agent], examples: ["latchkey agent invite bo@example.org"],
      action: Self.invite),
    Command(
      noun: "agent", verb: "reset-link", summary: "mail a link to set a new password",
      arguments: [AgentCommands.agent],
      about: "The present password works until the link is used. Asks for a fresh proof: step-up.",
      examples: ["latchkey agent reset-link bo@example.org"], action: Self.resetLink),
    Command(
      noun: "agent", verb: "set-password", summary: "set the password of somebody else",
      arguments: [AgentCommands.agent],
      options: [
        Option(
          name: "--require-change",
          help: "for one sign-in only: it then demands an own password")
      ],
      secrets: [SecretSlot(name: "new-password", question: "Password for them", isNew: true)],
      about: "It is never mailed: hand it over yourself. Asks for a fresh proof: step-up.",
      examples: [
        "latchkey agent set-password bo@example.org --require-change",
        "latchkey agent set-password bo@example.org --new-password-fd 3 3< file",
      ],
      action: Self.setPassword),
  ]

  static func invite(_ run: Run) async throws(Refusal) {
    let sent = try await run.call(Agents.SendInvitation(agent: try run.agent()))
    try run.show(sent) { Self.lines("An invitation", $0) }
  }

  static func resetLink(_ run: Run) async throws(Refusal) {
    let sent = try await run.call(Agents.SendPasswordResetLink(agent: try run.agent()))
    try run.show(sent) { Self.lines("A reset link", $0) }
  }

  static func setPassword(_ run: Run) async throws(Refusal) {
    let answer = try await run.call(
      Agents.SetPassword(
        agent: try run.agent(), newPassword: try run.secret("new-password"),
        requireChangeAtNextSignIn: run.values.flag("--require-change")))
    try run.show(answer) { answer in
      Layout.card(
        "The password is set. Nothing was mailed: hand it over yourself.",
        [
          ("status", answer.status.rawValue),
          ("valid until", answer.expiresAt.map { Times.until($0) + ", for one sign-in" }),
        ])
    }
  }

  private static func lines(_ what: String, _ sent: LinkSent) -> [String] {
    Layout.card(
      "\(what) is on its way to \(sent.address).",
      [
        ("valid", Times.span(milliseconds: sent.lifetimeMilliseconds)), ("mail", "\(sent.mailID)"),
        ("warning", sent.undeliverable.map(MailText.undeliverable)),
      ])
  }
}
