import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema
import LatchkeyTesting
import LatchkeyWire
import Testing

extension EveryMethodTests {
  /// The methods of the service `Contacts`.
  static let contacts: [Method: EveryMethodScene.Play] = [
    .contactsProvisionRequester: withContact { scene, pat in
      let made = try await scene.served.send(
        Contacts.ProvisionRequester(email: "new@example.org", displayName: "New", locale: "de"),
        from: .ticketing)
      #expect(made.outcome == .created)
      #expect(made.activationMailID == 1)
      let found = try await scene.served.send(
        Contacts.ProvisionRequester(email: "NEW@example.org"), from: .ticketing)
      #expect(found.outcome == .existing)
      #expect(found.contactID == made.contactID)
      #expect(found.activationMailID == nil)
      let agent = try await scene.served.send(
        Contacts.ProvisionRequester(email: scene.kim.email), from: .ticketing)
      #expect(agent.outcome == .agent)
      #expect(agent.contactID == nil)
    },
    .contactsGetContact: withContact { scene, pat in
      let reference = AccountReference.id(pat.id.rawValue)
      for reference in [
        reference, .address("pat@EXAMPLE.org"), .loginName("PAT"), .phone("+4312345"),
      ] {
        let details = try await scene.served.send(
          Contacts.GetContact(contact: reference), session: scene.ada.session)
        #expect(details.id == pat.id.rawValue)
        #expect(details.emails == ["Pat@example.org"])
        #expect(details.phone == "+43 1 2345")
        #expect(details.status == .notRegistered)
        #expect(details.temporaryPasswordAction == .createUserAndSetTemporaryPassword)
        #expect(details.authenticationSource == .local)
        #expect(!details.isEmailShared)
        #expect(!details.isErased)
      }
      _ = try await scene.served.send(Contacts.GetContact(contact: reference), from: .ticketing)
    },
    .contactsListContacts: withContact { scene, pat in
      _ = try await scene.desk.contact(["lee@example.org"], name: "Lee")
      let page = try await scene.served.send(
        Contacts.ListContacts(limit: 1), session: scene.ada.session)
      #expect(page.contacts.map(\.id) == [pat.id.rawValue])
      let rest = try await scene.served.send(
        Contacts.ListContacts(limit: 9, afterID: page.nextAfterID), session: scene.ada.session)
      #expect(rest.contacts.map(\.displayName) == ["Lee"])
      #expect(rest.nextAfterID == nil)
      for filter in ContactFilter.known {
        _ = try await scene.served.send(
          Contacts.ListContacts(limit: 9, search: "exam", filter: filter), from: .ticketing)
      }
      let short = try await scene.served.failure(
        Contacts.ListContacts(limit: 9, search: "ab"), session: scene.ada.session)
      #expect(short?.facts?.field == "search")
      let unknown = try await scene.served.failure(
        Contacts.ListContacts(limit: 9, filter: ContactFilter(rawValue: "odd")),
        session: scene.ada.session)
      #expect(unknown?.facts?.field == "filter")
    },
    .contactsCreateContact: withContact { scene, pat in
      let details = try await scene.served.send(
        Contacts.CreateContact(
          displayName: "New", emails: ["new@example.org", "two@example.org"], loginName: "newone",
          phone: "01-2345", locale: "de-AT", authenticationSource: .external),
        session: scene.ada.session)
      #expect(details.emails == ["new@example.org", "two@example.org"])
      #expect(details.authenticationSource == .external)
      let odd = try await scene.served.failure(
        Contacts.CreateContact(
          displayName: "New", emails: [], authenticationSource: AuthenticationSource(rawValue: "x")),
        session: scene.ada.session)
      #expect(odd?.facts?.field == "authenticationSource")
    },
    .contactsUpdateContact: withContact { scene, pat in
      let reference = AccountReference.id(pat.id.rawValue)
      let details = try await scene.served.send(
        Contacts.UpdateContact(
          contact: reference, displayName: "Pat", emails: [], loginName: "", phone: "",
          locale: "fr", authenticationSource: .local, revision: 1), session: scene.ada.session)
      #expect(details.emails == [])
      #expect(details.loginName == nil)
      #expect(details.phone == nil)
    },
    .contactsSendActivation: withContact { scene, pat in
      let reference = AccountReference.id(pat.id.rawValue)
      let mailed = try await scene.served.send(
        Contacts.SendActivation(contact: reference), session: scene.ada.session)
      #expect(mailed.delivery == .email)
      #expect(mailed.address == "Pat@example.org")
      #expect(mailed.lifetimeMilliseconds == 604_800_000)
      #expect(mailed.link == nil)
      #expect(mailed.reasons == [])
      let lee = try await scene.desk.contact([], loginName: "lee")
      let shown = try await scene.served.send(
        Contacts.SendActivation(contact: .id(lee.id.rawValue)), session: scene.ada.session)
      #expect(shown.delivery == .displayToAdministrator)
      #expect(shown.link != nil)
      #expect(shown.reason == .noPrimaryEmail)
      #expect(shown.reasons == [.noPrimaryEmail])
    },
    .contactsDeactivateContact: withContact { scene, pat in
      try await Self.playContactStanding(scene, pat)
    },
    .contactsReactivateContact: withContact { scene, pat in
      try await Self.playContactStanding(scene, pat)
    },
    .contactsMergeContacts: withContact { scene, pat in
      let reference = AccountReference.id(pat.id.rawValue)
      let lee = try await scene.desk.contact(["lee@example.org"])
      let details = try await scene.served.send(
        Contacts.MergeContacts(contact: reference, duplicateID: lee.id.rawValue),
        session: scene.ada.session)
      #expect(details.emails == ["Pat@example.org", "lee@example.org"])
      let old = try await scene.served.send(
        Contacts.GetContact(contact: .id(lee.id.rawValue)), session: scene.ada.session)
      #expect(old.mergedIntoID == pat.id.rawValue)
    },
    .contactsEraseContact: withContact { scene, pat in
      let reference = AccountReference.id(pat.id.rawValue)
      try await scene.served.send(
        Contacts.EraseContact(contactID: pat.id.rawValue, confirmed: true),
        session: scene.ada.session)
      let left = try await scene.served.send(
        Contacts.GetContact(contact: reference), session: scene.ada.session)
      #expect(left.isErased)
      #expect(left.displayName == "Erased contact \(pat.id.rawValue)")
    },
    .contactsConvertToAgent: withContact { scene, pat in
      let reference = AccountReference.id(pat.id.rawValue)
      let details = try await scene.served.send(
        Contacts.ConvertToAgent(contact: reference, roleIDs: []), session: scene.ada.session)
      #expect(details.emails == ["Pat@example.org"])
      #expect(details.status == .pendingActivation)
    },
    .contactsSetPassword: withLocalContact { scene, pat in
      let reference = AccountReference.id(pat.id.rawValue)
      // The User Activation email is on.
      let failure = try await scene.served.failure(
        Contacts.SetPassword(contact: reference, newPassword: Secret("Brand-N3w-Words!")),
        session: scene.ada.session)
      #expect(failure?.reason == "USER_ACTIVATION_EMAIL_ENABLED")
      let settings = try await scene.served.send(
        Settings.GetSettings(prefix: "notifications."), session: scene.ada.session)
      _ = try await scene.served.send(
        Settings.UpdateSettings(
          changes: [SettingChange(name: "notifications.user_activation_email", value: "false")],
          etag: settings.etag), session: scene.ada.session)
      let answer = try await scene.served.send(
        Contacts.SetPassword(contact: reference, newPassword: Secret("Brand-N3w-Words!")),
        session: scene.ada.session)
      #expect(answer.status.rawValue == "Active")
    },
    .contactsSendPasswordResetLink: withLocalContact { scene, pat in
      let reference = AccountReference.id(pat.id.rawValue)
      let mailed = try await scene.served.send(
        Contacts.SendPasswordResetLink(contact: reference), session: scene.ada.session)
      #expect(mailed.delivery == .email)
      #expect(mailed.link == nil)
      #expect(mailed.lifetimeMilliseconds == 900_000)
      let lee = try await scene.desk.contact([], name: "Lee", loginName: "leelee")
      let shown = try await scene.served.send(
        Contacts.SendPasswordResetLink(contact: .loginName("leelee")), session: scene.ada.session)
      #expect(shown.delivery == .displayToAdministrator)
      #expect(shown.reasons == [.noPrimaryEmail])
      #expect(shown.reason == .noPrimaryEmail)
      #expect(shown.link != nil)
      #expect(try await scene.desk.account(lee.id).credential == .none)
    },
    .contactsPreviewTemporaryPassword: withLocalContact { scene, pat in
      let reference = AccountReference.id(pat.id.rawValue)
      let preview = try await scene.served.send(
        Contacts.PreviewTemporaryPassword(contact: reference), session: scene.ada.session)
      #expect(preview.action == .createUserAndSetTemporaryPassword)
      #expect(preview.statusAfter.rawValue == "Force Password Reset")
      #expect(preview.signInIdentifiers == ["p•••@example.org", "p•••"])
    },
    .contactsIssueTemporaryPassword: withLocalContact { scene, pat in
      let reference = AccountReference.id(pat.id.rawValue)
      let issued = try await scene.served.send(
        Contacts.IssueTemporaryPassword(contact: reference, confirmed: true),
        session: scene.ada.session)
      #expect(issued.status.rawValue == "Force Password Reset")
      let answer = try await scene.served.send(
        SignIn.SignIn(
          population: .contact, identifier: "patpoe", password: issued.temporaryPassword,
          origin: [1]))
      #expect(answer.result == .passwordChangeRequired)
      #expect(answer.reason == .temporaryPassword)
    },
  ]

  /// A contact is put aside, and taken back in.
  private static func playContactStanding(_ scene: EveryMethodScene, _ pat: Colleague) async throws
  {
    let reference = AccountReference.id(pat.id.rawValue)
    let details = try await scene.served.send(
      Contacts.DeactivateContact(contact: reference, reason: "Asked"), session: scene.ada.session)
    #expect(details.status == .deactivated)
    if scene.method == .contactsDeactivateContact { return }
    #expect(
      try await scene.served.send(
        Contacts.ReactivateContact(contact: reference), session: scene.ada.session
      )
      .status == .notRegistered)
  }
}
