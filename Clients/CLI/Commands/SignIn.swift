import LatchkeyClient
import LatchkeySchema

/// Commands that open, prove and end a session.
enum SignInCommands {
  static let all: [Command<Run>] = [
    Command(
      noun: "sign-in", summary: "open a session, kept in a file that only you can read",
      arguments: [Self.identifier], options: [CommonOptions.population],
      secrets: [Self.password, SignInSecrets.code, SignInSecrets.newPassword],
      session: .notSent,
      about:
        "If a code of your device or a new password is required first, it is asked for. Without a "
        + "terminal the sign-in stops there with exit code 4, and `latchkey second-factor code` or "
        + "`latchkey password change` continues it.",
      examples: [
        "latchkey sign-in ana@example.org", "pass show desk | latchkey sign-in ana --stdin",
      ],
      action: Self.signIn),
    Command(
      noun: "sign-out", summary: "end the session and remove its file",
      examples: ["latchkey sign-out"], action: Self.signOut),
    Command(
      noun: "step-up", summary: "prove your identity again, by password or device",
      secrets: [Self.proof],
      about:
        "Commands that change the credentials of other accounts need a proof that is at most five "
        + "minutes old.",
      examples: ["latchkey step-up"], action: Self.stepUp),
    Command(
      noun: "whoami", summary: "show who is signed in, and until when",
      examples: ["latchkey whoami"], action: Self.whoAmI),
  ]

  private static let identifier = Argument("IDENTIFIER", .text, help: "address or login name")
  private static let password = SecretSlot(name: "password", question: "Password")
  private static let proof = SecretSlot(
    name: "password", question: "Your password, or a code of your device")

  private static func signIn(_ run: Run) async throws(Refusal) {
    let population = try run[CommonOptions.population]
    let answer = try await run.call(
      SignIn.SignIn(
        population: population, identifier: try run[Self.identifier],
        password: try run.secret(Self.password)))
    try await run.completeSignIn(answer)
  }

  private static func signOut(_ run: Run) async throws(Refusal) {
    do throws(Refusal) {
      _ = try await run.call(SignIn.SignOut())
    } catch {
      // A session that the service no longer knows has ended as well.
      guard error.exitCode == .notSignedIn else { throw error }
    }
    run.sessions.remove()
    try run.show(Acknowledgement()) { _ in ["Signed out."] }
  }

  private static func stepUp(_ run: Run) async throws(Refusal) {
    let answer = try await run.call(SignIn.Reauthenticate(proof: try run.secret(Self.proof)))
    try run.show(answer) { ["The proof is valid until \(Times.until($0.freshUntil))."] }
  }

  private static func whoAmI(_ run: Run) async throws(Refusal) {
    guard let stored = run.session else { return }
    let sessions = try await run.call(Sessions.ListOwnSessions()).sessions
    let others = sessions.filter { !$0.isCurrent }.count
    try run.show(stored.account) { account in
      Layout.card(
        account.displayName,
        [
          ("account", "\(account.population) \(account.id)"),
          ("signed in", Times.date(sessions.first(where: \.isCurrent)?.createdAt)),
          ("until", Times.until(stored.expiresAt)),
          ("elsewhere", others == 0 ? nil : Times.count(Int64(others), "session")),
        ])
    }
  }
}
