import LatchkeyClient
import LatchkeySchema

/// A device beside the password: the own one, and the loss of somebody else's.
enum SecondFactorCommands {
  private static let code = SecretSlot(
    name: "code", question: "Code of your device", isDeferred: true)

  static let all = [
    Command(
      noun: "second-factor", verb: "status", summary: "whether there is a device, and must be",
      examples: ["latchkey second-factor status"], action: Self.status),
    Command(
      noun: "second-factor", verb: "enroll",
      summary: "get a device: a QR code, then its first code",
      secrets: [Self.code], identity: .sessionIfAny,
      about:
        "Any application for time-based codes will do (RFC 6238), such as Google Authenticator or "
        + "Authy. After a sign-in that stopped because a device is required, this goes on with it. "
        + "Where nobody can be asked for the code, `latchkey second-factor confirm` takes it.",
      examples: ["latchkey second-factor enroll"], action: Self.enroll),
    Command(
      noun: "second-factor", verb: "confirm", summary: "show the first code of a device",
      secrets: [SecretSlot(name: "code", question: "Code of your device")],
      identity: .sessionIfAny,
      about: "Prints the recovery codes, once. Sessions elsewhere end.",
      examples: ["latchkey second-factor confirm"], action: Self.confirm),
    Command(
      noun: "second-factor", verb: "code", summary: "go on with a sign-in that stopped for a code",
      secrets: [
        SecretSlot(name: "code", question: "Code of your device, or a recovery code"),
        SecretSlot(name: "new-password", question: "New password", isNew: true, isDeferred: true),
      ],
      identity: .sessionIfAny, examples: ["latchkey second-factor code --stdin < code"],
      action: Self.show),
    Command(
      noun: "second-factor", verb: "recovery-codes",
      summary: "new codes for when the device is lost",
      about: "Prints them, once. Those of before are dead.",
      examples: ["latchkey second-factor recovery-codes"], action: Self.renew),
    Command(
      noun: "second-factor", verb: "disable", summary: "be asked for the password only",
      options: [Command.yes], about: "Not where a device is required. Sessions elsewhere end.",
      examples: ["latchkey second-factor disable"], action: Self.disable),
    Command(
      noun: "second-factor", verb: "reset", summary: "take somebody's lost device away",
      arguments: [.account],
      options: [
        Option(name: "--reason", value: "TEXT", help: "kept in the audit"), .isContact, .isAgent,
        Command.yes,
      ],
      about: "Their sessions end, and they are told. The password stays as it is.",
      examples: ["latchkey second-factor reset agent:bo@example.org --reason \"phone stolen\""],
      action: Self.reset),
  ]

  static func status(_ run: Run) async throws(Refusal) {
    try run.show(try await run.call(SecondFactor.GetStatus()), Self.card)
  }

  private static func card(_ status: SecondFactorStatus) -> [String] {
    let required =
      status.isRequired
      ? "yes" : status.requiredFrom.map { "from \(Times.date($0)) on" }
    return Layout.card(
      status.isEnrolled ? "A device is enrolled." : "There is no device.",
      [
        ("since", status.enrolledAt.map { Times.date($0) }),
        ("recovery codes", status.isEnrolled ? "\(status.recoveryCodesLeft) left" : nil),
        ("required", required),
        ("next", status.isEnrolled ? nil : "latchkey second-factor enroll"),
      ])
  }

  static func enroll(_ run: Run) async throws(Refusal) {
    let ticket = try Self.ticket(run)
    let device = try await run.call(SecondFactor.BeginTOTPEnrollment(ticket: ticket))
    try run.show(device) { device in
      let squares = QRCode(device.uri)?.lines(isColored: Terminal.isOutput) ?? []
      return squares
        + Layout.card(
          "Let your device read the squares, or type the key in.",
          [
            ("key", Self.grouped(device.seed)), ("until", Times.until(device.expiresAt)),
          ])
    }
    guard let code = try run.secretIfAny("code") else {
      run.output.note("Then: latchkey second-factor confirm")
      return
    }
    try await Self.confirm(code, ticket, run)
  }

  static func confirm(_ run: Run) async throws(Refusal) {
    let ticket = try Self.ticket(run)
    try await Self.confirm(try run.secret("code"), ticket, run)
  }

  private static func confirm(
    _ code: Secret, _ ticket: Secret?, _ run: Run
  ) async throws(Refusal) {
    let answer = try await run.call(
      SecondFactor.ConfirmTOTPEnrollment(code: code, ticket: ticket))
    try run.show(SecondFactor.RegenerateRecoveryCodes.Response(recoveryCodes: answer.recoveryCodes))
    { Self.lines($0.recoveryCodes, "The device is enrolled.") }
    if let signIn = answer.signIn { try await SignInCommands.goOn(signIn, run) }
  }

  static func show(_ run: Run) async throws(Refusal) {
    guard let stored = run.session, stored.kind == .secondFactor else {
      throw .here(
        "No sign-in waits for a code.", next: "latchkey sign-in ADDRESS", .notSignedIn)
    }
    let answer = try await run.call(
      SignIn.CompleteSecondFactor(ticket: stored.token, shown: try run.secret("code")))
    try await SignInCommands.goOn(answer, run)
  }

  static func renew(_ run: Run) async throws(Refusal) {
    let answer = try await run.call(SecondFactor.RegenerateRecoveryCodes())
    try run.show(answer) { Self.lines($0.recoveryCodes, "These are new.") }
  }

  static func disable(_ run: Run) async throws(Refusal) {
    try run.confirm("Be asked for nothing but the password?")
    try run.show(try await run.call(SecondFactor.DisableSecondFactor()), Self.card)
  }

  static func reset(_ run: Run) async throws(Refusal) {
    guard let reason = run.values.option("--reason") else {
      throw run.command.usage("--reason is missing: the audit will be asked why.")
    }
    let account = try run.account()
    try run.confirm("Take the second factor of \(account.text) away?")
    let done = try await run.call(
      SecondFactor.ResetSecondFactor(
        account: account.reference, population: account.population, reason: reason))
    try run.show(done) { _ in ["The device is asked for no longer. Its owner is told."] }
  }

  /// The ticket of a sign-in that goes no further without a device; nil for somebody who is signed in.
  private static func ticket(_ run: Run) throws(Refusal) -> Secret? {
    switch run.session?.kind {
    case .session: return nil
    case .enrollment: return run.session?.token
    case .passwordChange, .secondFactor, nil:
      throw .here("Nobody is signed in.", next: "latchkey sign-in ADDRESS", .notSignedIn)
    }
  }

  private static func lines(_ codes: [Secret], _ title: String) -> [String] {
    [title, "Recovery codes, for when the device is lost. Each works once; keep them elsewhere:"]
      + codes.map { "  \($0.text)" }
      + ["They cannot be shown again."]
  }

  /// The key in groups of four, as it is typed.
  private static func grouped(_ seed: Secret) -> String {
    var grouped = ""
    for (index, character) in seed.text.enumerated() {
      if index > 0, index % 4 == 0 { grouped += " " }
      grouped.append(character)
    }
    return grouped
  }
}

extension SignIn.CompleteSecondFactor {
  /// What a person shows: six digits are of the device, anything else is a recovery code.
  init(ticket: Secret, shown: Secret) {
    if shown.isDeviceCode {
      self.init(ticket: ticket, code: shown)
    } else {
      self.init(ticket: ticket, recoveryCode: shown)
    }
  }
}
