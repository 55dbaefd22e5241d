import LatchkeyClient
import LatchkeySchema

/// Commands for the caller's own password, and for the rules of passwords.
enum PasswordsCommands {
  static let all: [Command<Run>] = [
    Command(
      noun: "password", verb: "change", summary: "change your own password",
      options: [Self.endsCurrentSession], secrets: [Self.current, Self.newPassword],
      session: .ifPresent,
      about:
        "Your other sessions end. After a sign-in that stopped because a new password is required, "
        + "this completes it: only the new password is asked for, and then you are signed in.",
      examples: ["latchkey password change", "latchkey password change --stdin < two-lines"],
      action: Self.change),
    Command(
      noun: "password", verb: "policy", summary: "show the rules for new passwords",
      options: [CommonOptions.population], session: .notSent,
      examples: ["latchkey password policy", "latchkey password policy --as contact"],
      action: Self.showPolicy),
    Command(
      noun: "password", verb: "check", summary: "check a password against the rules",
      options: [CommonOptions.population], secrets: [Self.candidate], session: .notSent,
      about: "No password is set. Exit code 10 if it breaks a rule.",
      examples: ["latchkey password check"], action: Self.check),
  ]

  private static let endsCurrentSession = Option(
    flag: "--end-current-session", help: "also sign out here")
  private static let current = SecretSlot(name: "password", question: "Current password")
  private static let newPassword = SecretSlot(
    name: "new-password", question: "New password", isNew: true)
  private static let candidate = SecretSlot(name: "candidate", question: "Password to check")

  private static func change(_ run: Run) async throws(Refusal) {
    guard let stored = run.session else { throw .notSignedIn }
    if stored.kind == .passwordChange {
      let answer = try await run.call(
        SignIn.CompletePasswordChange(
          ticket: stored.token, newPassword: try run.secret(Self.newPassword)))
      return try await run.completeSignIn(answer)
    }
    let oldPassword = try run.secret(Self.current)
    let ends = try run[Self.endsCurrentSession]
    let answer = try await run.call(
      Passwords.ChangePassword(
        current: oldPassword, newPassword: try run.secret(Self.newPassword),
        endCurrentSession: ends ? true : nil))
    if ends { run.sessions.remove() }
    try run.show(answer) { answer in
      let others = Int64(answer.otherSessionsEnded)
      return Layout.card(
        "Your password is changed.",
        [
          ("elsewhere", others == 0 ? nil : "\(Times.count(others, "session")) ended"),
          ("here", ends ? "signed out" : nil),
        ])
    }
  }

  private static func showPolicy(_ run: Run) async throws(Refusal) {
    let population = try run[CommonOptions.population]
    let answer = try await run.call(Passwords.GetPasswordPolicy(population: population))
    try run.show(answer) { answer in
      ["Rules for the password of \(population.withArticle):"]
        + answer.rules.map { "  · \(Layout.visible($0))" }
    }
  }

  private static func check(_ run: Run) async throws(Refusal) {
    let population = try run[CommonOptions.population]
    let answer = try await run.call(
      Passwords.CheckPassword(population: population, candidate: try run.secret(Self.candidate)))
    try run.show(answer) { answer in
      answer.violations.isEmpty
        ? ["The password satisfies every rule."]
        : ["The password would be refused:"] + answer.violations.map { "  · \($0.text)" }
    }
    if !answer.violations.isEmpty { throw .answered(.checkedAndBad) }
  }
}
