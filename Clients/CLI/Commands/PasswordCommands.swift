import LatchkeyClient
import LatchkeySchema

/// The own password, and the rules.
enum PasswordCommands {
  static let all = [
    Command(
      noun: "password", verb: "change", summary: "change the own password",
      options: [Option(name: "--end-current-session", help: "sign out here as well")],
      secrets: [
        SecretSlot(name: "password", question: "Current password"),
        SecretSlot(name: "new-password", question: "New password", isNew: true),
      ],
      identity: .sessionIfAny,
      about:
        "Sessions elsewhere end. After a sign-in that stopped because a new password is due, this "
        + "goes on with it: only the new password is asked for, and then you are signed in.",
      examples: ["latchkey password change", "latchkey password change --stdin < two-lines"],
      action: Self.change),
    Command(
      noun: "password", verb: "policy", summary: "the rules for new passwords",
      options: [.population], identity: .nobody,
      examples: ["latchkey password policy", "latchkey password policy --as contact"],
      action: Self.policy),
    Command(
      noun: "password", verb: "check", summary: "try a password against the rules",
      options: [.population],
      secrets: [SecretSlot(name: "candidate", question: "Password to try")], identity: .nobody,
      about: "Nothing is set. Exit code 10 if it breaks a rule.",
      examples: ["latchkey password check"], action: Self.check),
  ]

  static func change(_ run: Run) async throws(Refusal) {
    guard let stored = run.session else {
      throw .here("Nobody is signed in.", next: "latchkey sign-in ADDRESS", .notSignedIn)
    }
    if stored.kind == .passwordChange {
      let answer = try await run.call(
        SignIn.CompletePasswordChange(
          ticket: stored.token, newPassword: try run.secret("new-password")))
      return try await SignInCommands.goOn(answer, run)
    }
    let current = try run.secret("password")
    let ends = run.values.flag("--end-current-session")
    let answer = try await run.call(
      Passwords.ChangePassword(
        current: current, newPassword: try run.secret("new-password"),
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

  static func policy(_ run: Run) async throws(Refusal) {
    let population = try run.values.population(of: run.command)
    let policy = try await run.call(Passwords.GetPasswordPolicy(population: population))
    try run.show(policy) { policy in
      ["A password of \(population == .agent ? "an agent" : "a contact"):"]
        + policy.rules.map { "  · \(Layout.visible($0))" }
    }
  }

  static func check(_ run: Run) async throws(Refusal) {
    let population = try run.values.population(of: run.command)
    let answer = try await run.call(
      Passwords.CheckPassword(population: population, candidate: try run.secret("candidate")))
    try run.show(answer) { answer in
      answer.violations.isEmpty
        ? ["It satisfies every rule."]
        : ["It would be refused:"] + answer.violations.map { "  · \($0.text)" }
    }
    if !answer.violations.isEmpty { throw .answered(.checkedAndBad) }
  }
}
