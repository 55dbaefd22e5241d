import LatchkeyClient
import LatchkeySchema

/// Commands that give another agent a password: invitation, reset link, password set by hand.
enum AgentCredentialCommands {
  static let all: [Command<Run>] = [
    Command(
      noun: "agent", verb: "invite", summary: "mail a link to set the first password",
      arguments: [AccountArguments.agent], examples: ["latchkey agent invite bo@example.org"],
      action: Self.invite),
    Command(
      noun: "agent", verb: "reset-link", summary: "mail a link to set a new password",
      arguments: [AccountArguments.agent],
      about: "The current password works until the link is used. Needs a step-up.",
      examples: ["latchkey agent reset-link bo@example.org"], action: Self.resetLink),
    Command(
      noun: "agent", verb: "set-password", summary: "set the password of another agent",
      arguments: [AccountArguments.agent], options: [Self.requireChange],
      secrets: [Self.newPassword],
      about: "It is never mailed: hand it over yourself. Needs a step-up.",
      examples: [
        "latchkey agent set-password bo@example.org --require-change",
        "latchkey agent set-password bo@example.org --new-password-fd 3 3< file",
      ],
      action: Self.setPassword),
  ]

  private static let requireChange = Option(
    flag: "--require-change",
    help: "valid for one sign-in, which then requires a password of the agent's own choice")
  private static let newPassword = SecretSlot(
    name: "new-password", question: "New password of the agent", isNew: true)

  private static func invite(_ run: Run) async throws(Refusal) {
    let agent = try run[AccountArguments.agent]
    let sent = try await run.call(Agents.SendInvitation(agent: agent.reference))
    try run.show(sent) { AgentText.link("An invitation", $0) }
  }

  private static func resetLink(_ run: Run) async throws(Refusal) {
    let agent = try run[AccountArguments.agent]
    let sent = try await run.call(Agents.SendPasswordResetLink(agent: agent.reference))
    try run.show(sent) { AgentText.link("A reset link", $0) }
  }

  private static func setPassword(_ run: Run) async throws(Refusal) {
    let agent = try run[AccountArguments.agent]
    let answer = try await run.call(
      Agents.SetPassword(
        agent: agent.reference, newPassword: try run.secret(Self.newPassword),
        requireChangeAtNextSignIn: try run[Self.requireChange]))
    try run.show(answer) { answer in
      Layout.card(
        "The password is set. Nothing was mailed: hand it over yourself.",
        [
          ("status", answer.status.rawValue),
          ("valid until", answer.expiresAt.map { Times.until($0) + ", for one sign-in" }),
        ])
    }
  }
}
