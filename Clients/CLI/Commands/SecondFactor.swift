import LatchkeyBase
import LatchkeyClient
import LatchkeySchema

/// Commands for authenticator devices.
enum SecondFactorCommands {
  static let all: [Command<Run>] = [
    Command(
      noun: "second-factor", verb: "status",
      summary: "show your device, and whether one is required",
      examples: ["latchkey second-factor status"], action: Self.status),
    Command(
      noun: "second-factor", verb: "enroll",
      summary: "enroll a device: a QR code, then its first code",
      secrets: [Self.deferredCode], session: .ifPresent,
      about:
        "Works with any application for time-based codes (RFC 6238), such as Google Authenticator or "
        + "Authy. After a sign-in that stopped because a device is required, this continues it. "
        + "Without a terminal to ask for the code, `latchkey second-factor confirm` takes it.",
      examples: ["latchkey second-factor enroll"], action: Self.enroll),
    Command(
      noun: "second-factor", verb: "confirm", summary: "confirm a device by its first code",
      secrets: [Self.code], session: .ifPresent,
      about: "Prints the recovery codes, once. Your other sessions end.",
      examples: ["latchkey second-factor confirm"], action: Self.confirm),
    Command(
      noun: "second-factor", verb: "code", summary: "continue a sign-in that stopped for a code",
      secrets: [Self.signInCode, SignInSecrets.newPassword], session: .ifPresent,
      examples: ["latchkey second-factor code --stdin < code"], action: Self.continueSignIn),
    Command(
      noun: "second-factor", verb: "recovery-codes",
      summary: "replace the recovery codes for a lost device",
      about: "Prints the new codes, once. The old ones no longer work.",
      examples: ["latchkey second-factor recovery-codes"], action: Self.renew),
    Command(
      noun: "second-factor", verb: "disable", summary: "remove your device",
      options: [CommonOptions.yes],
      about: "Only the password is asked for afterwards. Refused where a device is required. Your "
        + "other sessions end.",
      examples: ["latchkey second-factor disable"], action: Self.disable),
    Command(
      noun: "second-factor", verb: "reset", summary: "remove the lost device of another account",
      arguments: [AccountArguments.account],
      options: [
        Self.reason, AccountArguments.isContact, AccountArguments.isAgent, CommonOptions.yes,
      ],
      about: "Its sessions end, and its owner is told by mail. The password does not change.",
      examples: ["latchkey second-factor reset agent:bo@example.org --reason \"phone stolen\""],
      action: Self.reset),
  ]

  private static let code = SecretSlot(name: "code", question: "Code of your device")
  private static let deferredCode = SecretSlot(
    name: "code", question: "Code of your device", isDeferred: true)
  private static let signInCode = SecretSlot(
    name: "code", question: "Code of your device, or a recovery code")
  private static let reason = Option(
    required: "--reason", "TEXT", .text, help: "kept in the audit",
    purpose: "the audit keeps it")

  private static func status(_ run: Run) async throws(Refusal) {
    try run.show(try await run.call(SecondFactor.GetStatus()), Self.card)
  }

  private static func card(_ status: SecondFactorStatus) -> [String] {
    let requirement =
      status.isRequired
      ? "yes" : status.requiredFrom.map { "from \(Times.date($0)) on" }
    return Layout.card(
      status.isEnrolled ? "A device is enrolled." : "No device is enrolled.",
      [
        ("since", status.enrolledAt.map { Times.date($0) }),
        ("recovery codes", status.isEnrolled ? "\(status.recoveryCodesLeft) left" : nil),
        ("required", requirement),
        ("next", status.isEnrolled ? nil : "latchkey second-factor enroll"),
      ])
  }

  private static func enroll(_ run: Run) async throws(Refusal) {
    let ticket = try Self.ticket(run)
    let device = try await run.call(SecondFactor.BeginTOTPEnrollment(ticket: ticket))
    try run.show(device) { device in
      let squares = QRCode(device.uri)?.lines(isColored: Terminal.isOutput) ?? []
      return squares
        + Layout.card(
          "Scan the code with your device, or type the key.",
          [("key", Self.grouped(device.seed)), ("until", Times.until(device.expiresAt))])
    }
    guard let code = try run.secretIfAny(Self.deferredCode) else {
      return run.output.note("Then: latchkey second-factor confirm")
    }
    try await Self.confirm(code, ticket, run)
  }

  private static func confirm(_ run: Run) async throws(Refusal) {
    let ticket = try Self.ticket(run)
    try await Self.confirm(try run.secret(Self.code), ticket, run)
  }

  private static func confirm(
    _ code: Secret, _ ticket: Secret?, _ run: Run
  ) async throws(Refusal) {
    let answer = try await run.call(
      SecondFactor.ConfirmTOTPEnrollment(code: code, ticket: ticket))
    try run.show(SecondFactor.RegenerateRecoveryCodes.Response(recoveryCodes: answer.recoveryCodes))
    { Self.lines($0.recoveryCodes, "The device is enrolled.") }
    if let signIn = answer.signIn { try await run.completeSignIn(signIn) }
  }

  private static func continueSignIn(_ run: Run) async throws(Refusal) {
    guard let stored = run.session, stored.kind == .secondFactor else {
      throw .here(
        "No sign-in is waiting for a code.", next: "latchkey sign-in ADDRESS", .notSignedIn)
    }
    let answer = try await run.call(
      SignIn.CompleteSecondFactor(
        ticket: stored.token, typed: try run.secret(Self.signInCode)))
    try await run.completeSignIn(answer)
  }

  private static func renew(_ run: Run) async throws(Refusal) {
    let answer = try await run.call(SecondFactor.RegenerateRecoveryCodes())
    try run.show(answer) { Self.lines($0.recoveryCodes, "The recovery codes are replaced.") }
  }

  private static func disable(_ run: Run) async throws(Refusal) {
    try run.confirm("Remove your device, and sign in by the password alone?")
    try run.show(try await run.call(SecondFactor.DisableSecondFactor()), Self.card)
  }

  private static func reset(_ run: Run) async throws(Refusal) {
    let reason = try run[Self.reason]
    let account = try run.account()
    try run.confirm("Remove the second factor of \(account.text)?")
    let done = try await run.call(
      SecondFactor.ResetSecondFactor(
        account: account.reference, population: account.population, reason: reason))
    try run.show(done) { _ in ["The device is removed. Its owner is told by mail."] }
  }

  /// The ticket of a sign-in that waits for a device; nil with a session.
  private static func ticket(_ run: Run) throws(Refusal) -> Secret? {
    switch run.session?.kind {
    case .session: return nil
    case .enrollment: return run.session?.token
    case .passwordChange, .secondFactor, nil: throw .notSignedIn
    }
  }

  private static func lines(_ codes: [Secret], _ title: String) -> [String] {
    [title, "Recovery codes, in case the device is lost. Each works once; keep them elsewhere:"]
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
