import LatchkeyClient
import LatchkeySchema

/// Commands for the links of mails: password resets, invitations, new addresses.
enum RecoveryCommands {
  static let all: [Command<Run>] = [
    Command(
      noun: "reset", verb: "request", summary: "ask for a reset link by mail",
      arguments: [Self.address], options: [CommonOptions.population], session: .notSent,
      about: "The answer is the same whether or not the address is known.",
      examples: ["latchkey reset request bo@example.org"], action: Self.request),
    Command(
      noun: "reset", verb: "inspect", summary: "look at a link without using it",
      options: [CommonOptions.population], secrets: [Self.link], session: .notSent,
      examples: ["latchkey reset inspect", "latchkey reset inspect --stdin < link"],
      action: Self.inspect),
    Command(
      noun: "reset", verb: "complete", summary: "use a link to set a new password",
      options: [CommonOptions.population], secrets: [Self.link, Self.newPassword],
      session: .notSent, about: "A refused password does not use up the link.",
      examples: ["latchkey reset complete"], action: Self.complete),
    Command(
      noun: "reset", verb: "report", summary: "\"this was not me\": invalidate a link",
      options: [CommonOptions.population], secrets: [Self.link], session: .notSent,
      examples: ["latchkey reset report"], action: Self.report),
    Command(
      noun: "activation", verb: "complete",
      summary: "accept an invitation: set a password and sign in",
      options: [CommonOptions.population], secrets: [Self.link, Self.newPassword],
      session: .notSent, examples: ["latchkey activation complete"], action: Self.activate),
    Command(
      noun: "account", verb: "confirm-email", summary: "use the link that a new address got",
      options: [CommonOptions.population], secrets: [Self.link], session: .notSent,
      examples: ["latchkey account confirm-email"], action: Self.confirmEmail),
  ]

  private static let address = Argument(
    "ADDRESS", .text, help: "e-mail address of the account")
  private static let link = SecretSlot(name: "token", question: "Link, or its token")
  private static let newPassword = SecretSlot(
    name: "new-password", question: "New password", isNew: true)

  private static func request(_ run: Run) async throws(Refusal) {
    let answer = try await run.call(
      Recovery.RequestPasswordReset(
        population: try run[CommonOptions.population], address: try run[Self.address]))
    try run.show(answer) { [Layout.visible($0.message)] }
  }

  private static func inspect(_ run: Run) async throws(Refusal) {
    let answer = try await run.call(
      Recovery.InspectLink(
        token: try run.secret(Self.link).tokenOfLink,
        population: try run[CommonOptions.population]))
    try run.show(answer) { link in
      Layout.card(
        link.kind == .activation ? "An invitation." : "A link to set a new password.",
        [("for", link.maskedName), ("valid until", Times.until(link.expiresAt))])
        + link.policy.rules.map { "  · \(Layout.visible($0))" }
    }
  }

  private static func complete(_ run: Run) async throws(Refusal) {
    let token = try run.secret(Self.link).tokenOfLink
    let answer = try await run.call(
      Recovery.CompletePasswordReset(
        token: token, population: try run[CommonOptions.population],
        newPassword: try run.secret(Self.newPassword)))
    try run.show(answer) { [Layout.visible($0.message)] }
  }

  private static func report(_ run: Run) async throws(Refusal) {
    let answer = try await run.call(
      Recovery.ReportUnexpectedReset(
        token: try run.secret(Self.link).tokenOfLink,
        population: try run[CommonOptions.population]))
    try run.show(answer) { [Layout.visible($0.message)] }
  }

  private static func activate(_ run: Run) async throws(Refusal) {
    let token = try run.secret(Self.link).tokenOfLink
    let answer = try await run.call(
      Recovery.CompleteActivation(
        token: token, population: try run[CommonOptions.population],
        newPassword: try run.secret(Self.newPassword)))
    try await run.completeSignIn(answer)
  }

  private static func confirmEmail(_ run: Run) async throws(Refusal) {
    let answer = try await run.call(
      Recovery.ConfirmEmailChange(
        token: try run.secret(Self.link).tokenOfLink,
        population: try run[CommonOptions.population]))
    try run.show(answer) { [Layout.visible($0.message)] }
  }
}
