import LatchkeyDomain
import LatchkeySchema
import LatchkeyTesting
import LatchkeyWire
import Testing

extension EveryMethodTests {
  private static let ofCredentials: [Method] = [
    .contactsSetPassword, .contactsSendPasswordResetLink, .contactsPreviewTemporaryPassword,
    .contactsIssueTemporaryPassword, .accountsGetOwnAccount, .accountsUpdateOwnAccount,
    .recoveryConfirmEmailChange, .accountsRequirePasswordChangeOfMany,
  ]

  /// Methods that give contacts passwords, and those for the own account. False for any other.
  static func playCredentials(
    _ method: Method, _ served: ServedDesk, ada: Colleague, kim: Colleague
  ) async throws -> Bool {
    guard Self.ofCredentials.contains(method) else { return false }
    let desk = served.desk
    let pat = try await desk.contact(["pat@example.org"], loginName: "patpoe")
    let reference = AccountReference.id(pat.id.rawValue)
    switch method {
    case .contactsSetPassword:
      // The User Activation email is on.
      let failure = try await served.failure(
        Contacts.SetPassword(contact: reference, newPassword: Secret("Brand-N3w-Words!")),
        session: ada.session)
      #expect(failure?.reason == "USER_ACTIVATION_EMAIL_ENABLED")
      let settings = try await served.send(
        Settings.GetSettings(prefix: "notifications."), session: ada.session)
      _ = try await served.send(
        Settings.UpdateSettings(
          changes: [SettingChange(name: "notifications.user_activation_email", value: "false")],
          etag: settings.etag), session: ada.session)
      let answer = try await served.send(
        Contacts.SetPassword(contact: reference, newPassword: Secret("Brand-N3w-Words!")),
        session: ada.session)
      #expect(answer.status.rawValue == "Active")
    case .contactsSendPasswordResetLink:
      let mailed = try await served.send(
        Contacts.SendPasswordResetLink(contact: reference), session: ada.session)
      #expect(mailed.delivery == .email)
      #expect(mailed.link == nil)
      #expect(mailed.lifetimeMilliseconds == 900_000)
      let lee = try await desk.contact([], name: "Lee", loginName: "leelee")
      let shown = try await served.send(
        Contacts.SendPasswordResetLink(contact: .loginName("leelee")), session: ada.session)
      #expect(shown.delivery == .displayToAdministrator)
      #expect(shown.reasons == [.noPrimaryEmail])
      #expect(shown.reason == .noPrimaryEmail)
      #expect(shown.link != nil)
      #expect(try await desk.account(lee.id).credential == .none)
    case .contactsPreviewTemporaryPassword:
      let preview = try await served.send(
        Contacts.PreviewTemporaryPassword(contact: reference), session: ada.session)
      #expect(preview.action == .createUserAndSetTemporaryPassword)
      #expect(preview.statusAfter.rawValue == "Force Password Reset")
      #expect(preview.signInIdentifiers == ["p•••@example.org", "p•••"])
    case .contactsIssueTemporaryPassword:
      let issued = try await served.send(
        Contacts.IssueTemporaryPassword(contact: reference, confirmed: true), session: ada.session)
      #expect(issued.status.rawValue == "Force Password Reset")
      let answer = try await served.send(
        SignIn.SignIn(
          population: .contact, identifier: "patpoe", password: issued.temporaryPassword,
          origin: [1]))
      #expect(answer.result == .passwordChangeRequired)
      #expect(answer.reason == .temporaryPassword)
    case .accountsGetOwnAccount:
      let own = try await served.send(Accounts.GetOwnAccount(), session: kim.session)
      #expect(own.emails == [kim.email])
      #expect(own.population == .agent)
    case .accountsUpdateOwnAccount:
      let own = try await served.send(
        Accounts.UpdateOwnAccount(
          displayName: "Kim", email: "kim2@example.com", phone: "+43 1 2345", locale: "fr"),
        session: kim.session)
      #expect(own.displayName == "Kim")
      #expect(own.pendingEmail == "kim2@example.com")
      #expect(own.phone == "+43 1 2345")
    case .recoveryConfirmEmailChange:
      try await served.send(
        Accounts.UpdateOwnAccount(email: "kim2@example.com"), session: kim.session)
      let link = try await desk.linkFromMail(to: "kim2@example.com")
      try await served.send(
        Recovery.ConfirmEmailChange(
          token: Secret(link.revealed), population: .agent, origin: [1, 2]))
      #expect(try await desk.account(kim.id).primaryEmail?.text == "kim2@example.com")
    case .accountsRequirePasswordChangeOfMany:
      let result = try await served.send(
        Accounts.RequirePasswordChangeOfMany(
          accountIDs: [kim.id.rawValue, ada.id.rawValue], population: .agent, compromised: false,
          confirmed: true), session: ada.session)
      #expect(result.changed == 1)
      #expect(result.skipped == 1)
      #expect(result.nextAfterID == nil)
    default:
      return false
    }
    return true
  }
}
