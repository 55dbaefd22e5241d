import LatchkeyApplication
import LatchkeyDomain
import LatchkeySchema
import LatchkeyTesting
import LatchkeyWire
import Testing

extension EveryMethodTests {
  /// The directory of contacts, and agents who become contacts.
  static func playContacts(
    _ method: Method, _ served: ServedDesk, by ada: Colleague, on kim: Colleague
  ) async throws {
    let desk = served.desk
    let session = ada.session
    let pat = try await desk.contact(
      ["Pat@example.org"], loginName: "Pat", phone: "+43 1 2345")
    let reference = AccountReference.id(pat.id.rawValue)
    switch method {
    case .contactsProvisionRequester:
      let made = try await served.send(
        Contacts.ProvisionRequester(email: "new@example.org", displayName: "New", locale: "de"),
        from: .ticketing)
      #expect(made.outcome == .created)
      #expect(made.activationMailID == 1)
      let found = try await served.send(
        Contacts.ProvisionRequester(email: "NEW@example.org"), from: .ticketing)
      #expect(found.outcome == .existing)
      #expect(found.contactID == made.contactID)
      #expect(found.activationMailID == nil)
      let agent = try await served.send(
        Contacts.ProvisionRequester(email: kim.email), from: .ticketing)
      #expect(agent.outcome == .agent)
      #expect(agent.contactID == nil)
    case .contactsGetContact:
      for reference in [
        reference, .address("pat@EXAMPLE.org"), .loginName("PAT"), .phone("+4312345"),
      ] {
        let details = try await served.send(
          Contacts.GetContact(contact: reference), session: session)
        #expect(details.id == pat.id.rawValue)
        #expect(details.emails == ["Pat@example.org"])
        #expect(details.phone == "+43 1 2345")
        #expect(details.status == .notRegistered)
        #expect(details.temporaryPasswordAction == .createUserAndSetTemporaryPassword)
        #expect(details.authenticationSource == .local)
        #expect(!details.isEmailShared)
        #expect(!details.isErased)
      }
      _ = try await served.send(Contacts.GetContact(contact: reference), from: .ticketing)
    case .contactsListContacts:
      _ = try await desk.contact(["lee@example.org"], name: "Lee")
      let page = try await served.send(Contacts.ListContacts(limit: 1), session: session)
      #expect(page.contacts.map(\.id) == [pat.id.rawValue])
      let rest = try await served.send(
        Contacts.ListContacts(limit: 9, afterID: page.nextAfterID), session: session)
      #expect(rest.contacts.map(\.displayName) == ["Lee"])
      #expect(rest.nextAfterID == nil)
      for filter in ContactFilter.known {
        _ = try await served.send(
          Contacts.ListContacts(limit: 9, search: "exam", filter: filter), from: .ticketing)
      }
      let short = try await served.failure(
        Contacts.ListContacts(limit: 9, search: "ab"), session: session)
      #expect(short?.facts?.field == "search")
      let unknown = try await served.failure(
        Contacts.ListContacts(limit: 9, filter: ContactFilter(rawValue: "odd")), session: session)
      #expect(unknown?.facts?.field == "filter")
    case .contactsCreateContact:
      let details = try await served.send(
        Contacts.CreateContact(
          displayName: "New", emails: ["new@example.org", "two@example.org"], loginName: "newone",
          phone: "01-2345", locale: "de-AT", authenticationSource: .external), session: session)
      #expect(details.emails == ["new@example.org", "two@example.org"])
      #expect(details.authenticationSource == .external)
      let odd = try await served.failure(
        Contacts.CreateContact(
          displayName: "New", emails: [], authenticationSource: AuthenticationSource(rawValue: "x")),
        session: session)
      #expect(odd?.facts?.field == "authenticationSource")
    case .contactsUpdateContact:
      let details = try await served.send(
        Contacts.UpdateContact(
          contact: reference, displayName: "Pat", emails: [], loginName: "", phone: "",
          locale: "fr", authenticationSource: .local, revision: 1), session: session)
      #expect(details.emails == [])
      #expect(details.loginName == nil)
      #expect(details.phone == nil)
    case .contactsSendActivation:
      let mailed = try await served.send(
        Contacts.SendActivation(contact: reference), session: session)
      #expect(mailed.delivery == .email)
      #expect(mailed.address == "Pat@example.org")
      #expect(mailed.lifetimeMilliseconds == 604_800_000)
      #expect(mailed.link == nil)
      #expect(mailed.reasons == [])
      let lee = try await desk.contact([], loginName: "lee")
      let shown = try await served.send(
        Contacts.SendActivation(contact: .id(lee.id.rawValue)), session: session)
      #expect(shown.delivery == .displayToAdministrator)
      #expect(shown.link != nil)
      #expect(shown.reason == .noPrimaryEmail)
      #expect(shown.reasons == [.noPrimaryEmail])
    case .contactsDeactivateContact, .contactsReactivateContact:
      let details = try await served.send(
        Contacts.DeactivateContact(contact: reference, reason: "Asked"), session: session)
      #expect(details.status == .deactivated)
      if method == .contactsDeactivateContact { return }
      #expect(
        try await served.send(Contacts.ReactivateContact(contact: reference), session: session)
          .status == .notRegistered)
    case .contactsMergeContacts:
      let lee = try await desk.contact(["lee@example.org"])
      let details = try await served.send(
        Contacts.MergeContacts(contact: reference, duplicateID: lee.id.rawValue), session: session)
      #expect(details.emails == ["Pat@example.org", "lee@example.org"])
      let old = try await served.send(
        Contacts.GetContact(contact: .id(lee.id.rawValue)), session: session)
      #expect(old.mergedIntoID == pat.id.rawValue)
    case .contactsEraseContact:
      try await served.send(
        Contacts.EraseContact(contactID: pat.id.rawValue, confirmed: true), session: session)
      let left = try await served.send(Contacts.GetContact(contact: reference), session: session)
      #expect(left.isErased)
      #expect(left.displayName == "Erased contact \(pat.id.rawValue)")
    case .contactsConvertToAgent:
      let details = try await served.send(
        Contacts.ConvertToAgent(contact: reference, roleIDs: []), session: session)
      #expect(details.emails == ["Pat@example.org"])
      #expect(details.status == .pendingActivation)
    case .agentsDeleteAgent:
      let details = try await served.send(
        Agents.DeleteAgent(agent: .id(kim.id.rawValue), confirmed: true), session: session)
      #expect(details.emails == [kim.email])
    default:
      Issue.record("\(method) has no script here.")
    }
  }
}
