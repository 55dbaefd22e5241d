import LatchkeyApplication
import LatchkeyDomain
import LatchkeySchema

extension Service {
  func setContactPassword(
    _ request: Contacts.SetPassword, _ call: Call
  ) async throws -> Contacts.SetPassword.Response {
    let account = try await self.desk.setContactPassword(
      call, of: try AccountSelector(request.contact, .contact, field: "contact"),
      password: SecretBytes(request.newPassword))
    return Contacts.SetPassword.Response(
      status: StatusLabel(account.status(at: self.desk.now)))
  }

  func sendContactResetLink(
    _ request: Contacts.SendPasswordResetLink, _ call: Call
  ) async throws -> LinkIssued {
    LinkIssued(
      try await self.desk.sendContactResetLink(
        call, to: try AccountSelector(request.contact, .contact, field: "contact")))
  }

  func previewTemporaryPassword(
    _ request: Contacts.PreviewTemporaryPassword, _ call: Call
  ) async throws -> Contacts.PreviewTemporaryPassword.Response {
    let preview = try await self.desk.previewTemporaryPassword(
      call, for: try AccountSelector(request.contact, .contact, field: "contact"))
    let account = preview.account
    return Contacts.PreviewTemporaryPassword.Response(
      action: TemporaryPasswordAction(rawValue: account.temporaryPasswordAction.rawValue),
      status: StatusLabel(account.status(at: preview.at)),
      statusAfter: StatusLabel(.forcePasswordReset), sessionsToEnd: preview.sessionsToEnd,
      signInIdentifiers: preview.maskedIdentifiers,
      lifetimeMilliseconds: preview.lifetime.milliseconds,
      question: "Are you sure you want to set a temporary password for "
        + "\(account.displayName.text)? The present password, every session and every link stop "
        + "working at once.")
  }

  func issueTemporaryPassword(
    _ request: Contacts.IssueTemporaryPassword, _ call: Call
  ) async throws -> Contacts.IssueTemporaryPassword.Response {
    let issued = try await self.desk.issueTemporaryPassword(
      call, for: try AccountSelector(request.contact, .contact, field: "contact"),
      confirmed: request.confirmed)
    return Contacts.IssueTemporaryPassword.Response(
      temporaryPassword: Secret(issued.password), expiresAt: UnixMilliseconds(issued.expiresAt),
      status: StatusLabel(issued.account.status(at: self.desk.now)),
      action: TemporaryPasswordAction(rawValue: issued.action.rawValue))
  }
}
