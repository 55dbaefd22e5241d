import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema

extension AgentDetails {
  init(_ view: AgentView) {
    let account = view.account
    self.init(
      id: account.id.rawValue, displayName: account.displayName.text,
      emails: account.emails.map(\.text), loginName: account.loginName?.text,
      phone: account.phone?.text, locale: account.locale,
      status: StatusLabel(account.status(at: view.at)),
      roles: view.roles.map { RoleSummary(id: $0.id.rawValue, name: $0.name) },
      isAccountAdministrator: account.isAccountAdministrator,
      createdAt: account.createdAt, revision: account.revision,
      lock: account.lock.holds(at: view.at) ? LockView(account.lock) : nil,
      hasSecondFactor: account.hasSecondFactor,
      undeliverable: view.undeliverable.map { UndeliverableAddress($0) })
  }
}

extension LinkSent {
  init(_ link: SentLink) {
    self.init(
      delivery: .email, address: link.address.text, mailID: link.mail.rawValue,
      lifetimeMilliseconds: link.lifetime.milliseconds,
      undeliverable: link.undeliverable.map { UndeliverableAddress($0) })
  }
}
