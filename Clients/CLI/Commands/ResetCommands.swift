import LatchkeyClient
import LatchkeySchema

/// Links: to reset a password, and to set the first one.
enum ResetCommands {
  static let all = [
    Command(
      noun: "reset", verb: "request", summary: "ask for a reset link by mail",
      arguments: [Argument(name: "ADDRESS", help: "e-mail address of the account")],
      options: [.population], identity: .nobody,
      about: "The answer is the same whether the address is known or not.",
      examples: ["latchkey reset request bo@example.org"], action: Self.request),
    Command(
      noun: "reset", verb: "inspect", summary: "look at a link without using it up",
      options: [.population], secrets: [Self.link], identity: .nobody,
      examples: ["latchkey reset inspect", "latchkey reset inspect --stdin < link"],
      action: Self.inspect),
    Command(
      noun: "reset", verb: "complete", summary: "use a link up and set the password",
      options: [.population], secrets: [Self.link, Self.newPassword], identity: .nobody,
      about: "A password that is refused leaves the link usable.",
      examples: ["latchkey reset complete"], action: Self.complete),
    Command(
      noun: "reset", verb: "report", summary: "\"this was not me\": make a link useless",
      options: [.population], secrets: [Self.link], identity: .nobody,
      examples: ["latchkey reset report"], action: Self.report),
    Command(
      noun: "activation", verb: "complete",
      summary: "accept an invitation: first password, session",
      options: [.population], secrets: [Self.link, Self.newPassword], identity: .nobody,
      examples: ["latchkey activation complete"], action: Self.activate),
  ]

  private static let link = SecretSlot(name: "token", question: "Link, or its token")
  private static let newPassword = SecretSlot(
    name: "new-password", question: "New password", isNew: true)

  static func request(_ run: Run) async throws(Refusal) {
    let answer = try await run.call(
      Recovery.RequestPasswordReset(
        population: try run.values.population(of: run.command), address: run.argument("ADDRESS")))
    try run.show(answer) { [Layout.visible($0.message)] }
  }

  static func inspect(_ run: Run) async throws(Refusal) {
    let answer = try await run.call(
      Recovery.InspectLink(
        token: try Self.token(run), population: try run.values.population(of: run.command)))
    try run.show(answer) { link in
      Layout.card(
        link.kind == .activation ? "An invitation." : "A link to set a new password.",
        [("for", link.maskedName), ("valid until", Times.until(link.expiresAt))])
        + link.policy.rules.map { "  · \(Layout.visible($0))" }
    }
  }

  static func complete(_ run: Run) async throws(Refusal) {
    let token = try Self.token(run)
    let answer = try await run.call(
      Recovery.CompletePasswordReset(
        token: token, population: try run.values.population(of: run.command),
        newPassword: try run.secret("new-password")))
    try run.show(answer) { [Layout.visible($0.message)] }
  }

  static func report(_ run: Run) async throws(Refusal) {
    let answer = try await run.call(
      Recovery.ReportUnexpectedReset(
        token: try Self.token(run), population: try run.values.population(of: run.command)))
    try run.show(answer) { [Layout.visible($0.message)] }
  }

  static func activate(_ run: Run) async throws(Refusal) {
    let token = try Self.token(run)
    let answer = try await run.call(
      Recovery.CompleteActivation(
        token: token, population: try run.values.population(of: run.command),
        newPassword: try run.secret("new-password")))
    try await SignInCommands.goOn(answer, run)
  }

  /// People paste the whole link: the token is what follows the last `=`, `#` or `/`.
  static func token(_ run: Run) throws(Refusal) -> Secret {
    let given = try run.secret("token")
    return given.withBytes { bytes in
      var start = 0
      for index in bytes.indices where "=#/".utf8.contains(bytes[index]) { start = index + 1 }
      var token: [UInt8] = []
      token.reserveCapacity(bytes.count)
      for index in start..<bytes.count where bytes[index] != 0x20 { token.append(bytes[index]) }
      return Secret(token)
    }
  }
}
