import LatchkeyClient
import LatchkeySchema

/// In and out.
enum SignInCommands {
  static let all = [
    Command(
      noun: "sign-in", summary: "open a session, kept in a file only you can read",
      arguments: [Argument(name: "IDENTIFIER", help: "address or login name")],
      options: [.population],
      secrets: [
        SecretSlot(name: "password", question: "Password"),
        SecretSlot(
          name: "code", question: "Code of your device, or a recovery code", isDeferred: true),
        SecretSlot(name: "new-password", question: "New password", isNew: true, isDeferred: true),
      ],
      identity: .nobody,
      about:
        "If a code of your device or a new password is due first, it is asked for; where nobody can "
        + "be asked, the sign-in stops there with exit code 4, and `latchkey second-factor code` or "
        + "`latchkey password change` goes on with it.",
      examples: [
        "latchkey sign-in ana@example.org", "pass show desk | latchkey sign-in ana --stdin",
      ],
      action: Self.signIn),
    Command(
      noun: "sign-out", summary: "end the session and forget it", examples: ["latchkey sign-out"],
      action: Self.signOut),
    Command(
      noun: "step-up", summary: "prove again who sits here, by password or device",
      secrets: [
        SecretSlot(name: "password", question: "Your password, or a code of your device")
      ],
      about:
        "What touches the credentials of others asks for a proof that is at most five minutes old.",
      examples: ["latchkey step-up"], action: Self.stepUp),
    Command(
      noun: "whoami", summary: "who is signed in, and until when", examples: ["latchkey whoami"],
      action: Self.whoAmI),
  ]

  static func signIn(_ run: Run) async throws(Refusal) {
    let population = try run.values.population(of: run.command)
    let request = SignIn.SignIn(
      population: population, identifier: run.argument("IDENTIFIER"),
      password: try run.secret("password"))
    try await Self.goOn(try await run.call(request), run)
  }

  /// Keeps the session of an answer, or asks for the password that is due first.
  static func goOn(_ answer: SignIn.SignIn.Response, _ run: Run) async throws(Refusal) {
    switch answer.result {
    case .session:
      guard let session = answer.session else { throw Self.incomplete }
      try run.sessions.write(
        StoredSession(
          kind: .session, token: session, account: answer.account, expiresAt: answer.expiresAt))
      try run.show(Outcome(answer)) { _ in
        Layout.card(
          "Signed in as \(answer.account.displayName).",
          [
            ("until", Times.until(answer.expiresAt)),
            (
              "required",
              answer.secondFactorRequiredFrom.map {
                "a device, from \(Times.date($0)) on: latchkey second-factor enroll"
              }
            ),
          ])
      }
    case .secondFactorRequired:
      let ticket = try Self.keep(answer, as: .secondFactor, run)
      if !run.isJSON { run.output.note("The password was right.") }
      guard let code = try run.secretIfAny("code") else {
        try run.show(Outcome(answer)) { _ in
          Layout.card(
            "A code of your device is due first.",
            [("until", Times.until(answer.expiresAt)), ("next", "latchkey second-factor code")])
        }
        throw .answered(.notSignedIn)
      }
      try await Self.goOn(
        try await run.call(SignIn.CompleteSecondFactor(ticket: ticket, shown: code)), run)
    case .secondFactorEnrollmentRequired:
      _ = try Self.keep(answer, as: .enrollment, run)
      try run.show(Outcome(answer)) { _ in
        Layout.card(
          "A device is required before you are in.",
          [("until", Times.until(answer.expiresAt)), ("next", "latchkey second-factor enroll")])
      }
      throw .answered(.notSignedIn)
    case .passwordChangeRequired:
      let ticket = try Self.keep(answer, as: .passwordChange, run)
      if !run.isJSON {
        run.output.note(
          "The password was right. \(answer.reason?.text ?? "A new one is required.")")
        for rule in answer.policy?.rules ?? [] { run.output.note("  · \(Layout.visible(rule))") }
      }
      guard let password = try run.secretIfAny("new-password") else {
        try run.show(Outcome(answer)) { _ in
          Layout.card(
            "A new password is due first.",
            [("until", Times.until(answer.expiresAt)), ("next", "latchkey password change")])
        }
        throw .answered(.notSignedIn)
      }
      try await Self.goOn(
        try await run.call(SignIn.CompletePasswordChange(ticket: ticket, newPassword: password)),
        run)
    default:
      throw .here(
        "The sign-in needs \"\(answer.result)\", which this program cannot do.",
        next: "sign in with a newer latchkey", .notPossible)
    }
  }

  /// Keeps the ticket of an answer for the command that goes on.
  private static func keep(
    _ answer: SignIn.SignIn.Response, as kind: StoredSession.Kind, _ run: Run
  ) throws(Refusal) -> Secret {
    guard let ticket = answer.ticket else { throw Self.incomplete }
    try run.sessions.write(
      StoredSession(
        kind: kind, token: ticket, account: answer.account, expiresAt: answer.expiresAt))
    return ticket
  }

  static func signOut(_ run: Run) async throws(Refusal) {
    do throws(Refusal) {
      _ = try await run.call(SignIn.SignOut())
    } catch {
      // A session that the service no longer knows is out as well.
      guard error.exitCode == .notSignedIn else { throw error }
    }
    run.sessions.remove()
    try run.show(Acknowledgement()) { _ in ["Signed out."] }
  }

  static func stepUp(_ run: Run) async throws(Refusal) {
    let answer = try await run.call(SignIn.Reauthenticate(proof: try run.secret("password")))
    try run.show(answer) { ["Proved until \(Times.until($0.freshUntil))."] }
  }

  static func whoAmI(_ run: Run) async throws(Refusal) {
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

  private static let incomplete = Refusal.here(
    "The answer of the service lacks what it announces.", next: nil, .internal)

  /// A sign-in for programs: without the token, which is in the session file.
  private struct Outcome: Message {
    var result: SignInResult
    var reason: PasswordChangeReason?
    var expiresAt: UnixMilliseconds
    var account: AccountSummary

    init(_ answer: SignIn.SignIn.Response) {
      self.result = answer.result
      self.reason = answer.reason
      self.expiresAt = answer.expiresAt
      self.account = answer.account
    }
  }
}
