import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema
import LatchkeyTesting

extension History {
  /// One call about a contact.
  func contact(_ session: Int, _ target: Int) -> Action {
    let selector = AccountSelector.id(Self.id(target))
    let call = self.call(session)
    let desk = self.desk
    switch self.pick(0...9) {
    case 0:
      let email = self.email()
      return Action(.contactsProvisionRequester, "a ticket comes from \(email)") {
        $0.provision(email)
      } _: {
        try await desk.desk.contacts.provisionRequester(
          desk.ticketCall(), email: try EmailAddress(email), displayName: nil, locale: nil)
      }
    case 1:
      let emails = self.pick(0...3) == 0 ? [] : [self.email()]
      let name = self.pick(0...1) == 0 ? nil : self.loginName()
      return Action(.contactsCreateContact, "creates contact \(emails) \(name ?? "")", by: session)
      {
        $0.createContact(session, emails, loginName: name)
      } _: {
        try await desk.desk.contacts.createContact(
          call,
          ContactDraft(
            displayName: try DisplayName("P Q"),
            emails: try emails.map { (text) throws in try EmailAddress(text) },
            loginName: try name.map { (text) throws in try LoginName(text) }))
      }
    case 2:
      let emails = self.pick(0...3) == 0 ? [] : [self.email(), self.newName("m") + "@example.com"]
      return Action(.contactsUpdateContact, "gives contact p\(target) \(emails)", by: session) {
        $0.changeContactEmails(session, target, to: emails)
      } _: {
        var changes = ContactChanges()
        changes.emails = try emails.map { (text) throws in try EmailAddress(text) }
        return try await desk.desk.contacts.updateContact(call, selector, changes)
      }
    case 3:
      let name = self.pick(0...3) == 0 ? nil : self.loginName()
      return Action(
        .contactsUpdateContact, "names contact p\(target) \(name ?? "not")", by: session
      ) {
        $0.changeContactName(session, target, to: name)
      } _: {
        var changes = ContactChanges()
        changes.loginName = try name.map { (text) throws in .set(try LoginName(text)) } ?? .remove
        return try await desk.desk.contacts.updateContact(call, selector, changes)
      }
    case 4:
      return Action(
        .contactsSendActivation, "activates p\(target)", by: session,
        expect: { $0.activate(session, target) },
        perform: { Self.outcome(try await desk.desk.contacts.sendActivation(call, to: selector)) })
    default:
      return self.contactEnd(session, target)
    }
  }

  static func outcome(_ link: IssuedLink) -> Outcome {
    guard case .shown(let shown) = link else { return .nothing }
    let url = shown.url.revealed
    return .token(Secret(String(url.drop { $0 != "#" }.dropFirst())))
  }

  private func contactEnd(_ session: Int, _ target: Int) -> Action {
    let selector = AccountSelector.id(Self.id(target))
    let call = self.call(session)
    let desk = self.desk
    switch self.pick(0...5) {
    case 0:
      return Action(.contactsDeactivateContact, "deactivates contact p\(target)", by: session) {
        $0.deactivateContact(session, target)
      } _: {
        try await desk.desk.contacts.deactivateContact(call, selector, reason: "")
      }
    case 1...2:
      return Action(.contactsReactivateContact, "reactivates contact p\(target)", by: session) {
        $0.reactivateContact(session, target)
      } _: {
        try await desk.desk.contacts.reactivateContact(call, selector)
      }
    case 3:
      let duplicate = self.person(.contact)
      return Action(.contactsMergeContacts, "merges p\(duplicate) into p\(target)", by: session) {
        $0.merge(session, into: target, duplicate)
      } _: {
        try await desk.desk.contacts.mergeContacts(
          call, into: selector, duplicate: Self.id(duplicate))
      }
    case 4:
      let isConfirmed = self.pick(0...4) > 0
      return Action(.contactsEraseContact, "erases p\(target), \(isConfirmed)", by: session) {
        $0.erase(session, target, isConfirmed: isConfirmed)
      } _: {
        try await desk.desk.contacts.eraseContact(call, Self.id(target), isConfirmed: isConfirmed)
      }
    default:
      let roles = self.someRoles()
      return Action(.contactsConvertToAgent, "makes p\(target) an agent, \(roles)", by: session) {
        $0.convert(session, target, roles: roles)
      } _: {
        try await desk.desk.contacts.convertToAgent(call, selector, roles: roles.map(Self.roleID))
      }
    }
  }
}
