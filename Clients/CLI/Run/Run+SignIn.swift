import LatchkeyBase
import LatchkeyClient
import LatchkeySchema

/// Secrets of a sign-in that goes on.
enum SignInSecrets {
  static let code = SecretSlot(
    name: "code", question: "Code of your device, or a recovery code", isDeferred: true)
  static let newPassword = SecretSlot(
    name: "new-password", question: "New password", isNew: true, isDeferred: true)
}

extension Run {
  /// Completes a sign-in: stores its session, or asks for the code or the password that it requires.
  func completeSignIn(_ answer: SignIn.SignIn.Response) async throws(Refusal) {
    switch answer.result {
    case .session: try self.enter(answer)
    case .secondFactorRequired: try await self.completeWithCode(answer)
    case .secondFactorEnrollmentRequired:
      _ = try self.storeTicket(of: answer, as: .enrollment)
      try self.stop(
        answer, "A device is required before you can sign in.",
        next: "latchkey second-factor enroll")
    case .passwordChangeRequired: try await self.completeWithNewPassword(answer)
    default:
      throw .here(
        "The sign-in needs \"\(answer.result)\", which this program does not support.",
        next: "sign in with a newer latchkey", .notPossible)
    }
  }

  private func enter(_ answer: SignIn.SignIn.Response) throws(Refusal) {
    guard let session = answer.session else { throw Self.incomplete }
    try self.sessions.write(
      StoredSession(
        kind: .session, token: session, account: answer.account, expiresAt: answer.expiresAt))
    try self.show(SignInOutcome(answer)) { _ in
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
  }

  private func completeWithCode(_ answer: SignIn.SignIn.Response) async throws(Refusal) {
    let ticket = try self.storeTicket(of: answer, as: .secondFactor)
    if !self.isJSON { self.output.note("The password was right.") }
    guard let code = try self.secretIfAny(SignInSecrets.code) else {
      return try self.stop(
        answer, "A code of your device is required.", next: "latchkey second-factor code")
    }
    try await self.completeSignIn(
      try await self.call(SignIn.CompleteSecondFactor(ticket: ticket, typed: code)))
  }

  private func completeWithNewPassword(_ answer: SignIn.SignIn.Response) async throws(Refusal) {
    let ticket = try self.storeTicket(of: answer, as: .passwordChange)
    if !self.isJSON {
      self.output.note("The password was right. \(answer.reason?.text ?? "A new one is required.")")
      for rule in answer.policy?.rules ?? [] { self.output.note("  · \(Layout.visible(rule))") }
    }
    guard let password = try self.secretIfAny(SignInSecrets.newPassword) else {
      return try self.stop(
        answer, "A new password is required.", next: "latchkey password change")
    }
    try await self.completeSignIn(
      try await self.call(SignIn.CompletePasswordChange(ticket: ticket, newPassword: password)))
  }

  /// Shows how to continue a sign-in with another command, and ends this one.
  private func stop(
    _ answer: SignIn.SignIn.Response, _ title: String, next: String
  ) throws(Refusal) {
    try self.show(SignInOutcome(answer)) { _ in
      Layout.card(title, [("until", Times.until(answer.expiresAt)), ("next", next)])
    }
    throw .answered(.notSignedIn)
  }

  /// Stores the ticket of an answer for the command that continues the sign-in.
  private func storeTicket(
    of answer: SignIn.SignIn.Response, as kind: StoredSession.Kind
  ) throws(Refusal) -> Secret {
    guard let ticket = answer.ticket else { throw Self.incomplete }
    try self.sessions.write(
      StoredSession(
        kind: kind, token: ticket, account: answer.account, expiresAt: answer.expiresAt))
    return ticket
  }

  private static let incomplete = Refusal.here(
    "The answer of the service has no session and no ticket.", next: nil, .internal)
}

/// A sign-in for programs: without the token, which is in the session file.
private struct SignInOutcome: Message {
  var result: SignInResult
  var reason: PasswordChangeReason?
  var expiresAt: Timestamp
  var account: AccountSummary

  init(_ answer: SignIn.SignIn.Response) {
    self.result = answer.result
    self.reason = answer.reason
    self.expiresAt = answer.expiresAt
    self.account = answer.account
  }
}

extension SignIn.CompleteSecondFactor {
  /// Takes six digits as a code of the device, and any other text as a recovery code.
  init(ticket: Secret, typed: Secret) {
    if typed.isDeviceCode {
      self.init(ticket: ticket, code: typed)
    } else {
      self.init(ticket: ticket, recoveryCode: typed)
    }
  }
}
