import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema

extension Account.AuthenticationSource {
  init(_ source: LatchkeySchema.AuthenticationSource) throws(FieldError) {
    switch source {
    case .local: self = .local
    case .external: self = .external
    default:
      throw FieldError(
        field: "authenticationSource",
        problem: "A source of authentication is \"local\" or \"external\".")
    }
  }
}

extension ContactSearch.Filter {
  init(_ filter: ContactFilter) throws(FieldError) {
    switch filter {
    case .all: self = .all
    case .registered: self = .registered
    case .notRegistered: self = .notRegistered
    case .forced: self = .forced
    case .locked: self = .locked
    case .deactivated: self = .deactivated
    case .shared: self = .sharedEmail
    default:
      throw FieldError(
        field: "filter",
        problem: "A filter is one of "
          + ContactFilter.known.map(\.rawValue).joined(separator: ", ") + ".")
    }
  }
}

extension ContactDraft {
  init(
    by read: RequestReader, displayName: String, emails: [String], loginName: String?,
    phone: String?, locale: String?,
    source: LatchkeySchema.AuthenticationSource?
  ) throws(FieldError) {
    self.init(
      displayName: try DisplayName(displayName), emails: try read.contactEmails(emails),
      loginName: try loginName.map { text throws(FieldError) in try LoginName(text) },
      phone: try phone.map { text throws(FieldError) in try PhoneNumber(text) },
      locale: try locale.map { text throws(FieldError) in try LocaleTag.checked(text) } ?? "en",
      source: try source.map { word throws(FieldError) in
        try Account.AuthenticationSource(word)
      } ?? .local)
  }
}

extension LatchkeySchema.AuthenticationSource {
  init(_ source: Account.AuthenticationSource) {
    self = source == .local ? .local : .external
  }
}

extension ContactDetails {
  init(_ view: ContactView) {
    let account = view.account
    var mergedInto: AccountID?
    var isErased = false
    switch account.standing {
    case .enabled, .deactivated: break
    case .merged(let other, _): mergedInto = other
    case .erased: isErased = true
    }
    self.init(
      id: account.id.rawValue, displayName: account.displayName.text,
      emails: account.emails.map(\.text), loginName: account.loginName?.text,
      phone: account.phone?.text, locale: account.locale,
      status: StatusLabel(account.status(at: view.at)),
      temporaryPasswordAction: TemporaryPasswordAction(
        rawValue: account.temporaryPasswordAction.rawValue),
      authenticationSource: LatchkeySchema.AuthenticationSource(account.authenticationSource),
      isEmailShared: view.isEmailShared, createdAt: account.createdAt,
      revision: account.revision,
      lock: account.lock.holds(at: view.at) ? LockView(account.lock) : nil,
      mergedIntoID: mergedInto?.rawValue, isErased: isErased,
      hasSecondFactor: account.hasSecondFactor,
      undeliverable: view.undeliverable.map { UndeliverableAddress($0) })
  }
}

extension LinkFallbackReason {
  init(_ obstacle: LinkObstacle) {
    self =
      switch obstacle {
      case .mailServerNotConfigured: .mailServerNotConfigured
      case .noPrimaryEmail: .noPrimaryEmail
      case .emailNotUnique: .emailNotUnique
      }
  }
}

extension LinkIssued {
  init(_ link: IssuedLink) {
    switch link {
    case .mailed(let link):
      self.init(
        delivery: .email, address: link.address.text, mailID: link.mail.rawValue,
        lifetimeMilliseconds: link.lifetime.milliseconds, reasons: [],
        undeliverable: link.undeliverable.map { UndeliverableAddress($0) })
    case .shown(let link):
      let reasons = link.obstacles.map { LinkFallbackReason($0) }
      self.init(
        delivery: .displayToAdministrator, lifetimeMilliseconds: link.lifetime.milliseconds,
        link: link.url, reason: reasons.first, reasons: reasons,
        expiresAt: link.expiresAt)
    }
  }
}

extension Contacts.ProvisionRequester.Response {
  init(_ requester: ProvisionedRequester) {
    switch requester {
    case .created(let id, let activation):
      self.init(
        outcome: .created, contactID: id.rawValue, activationMailID: activation?.rawValue)
    case .existing(let id): self.init(outcome: .existing, contactID: id.rawValue)
    case .agent: self.init(outcome: .agent)
    }
  }
}

extension ImportedContact {
  /// What a row says, or the field that is not fit.
  static func result(of row: ImportRow, by read: RequestReader) -> Result<
    ImportedContact, FieldError
  > {
    Result { () throws(FieldError) in
      ImportedContact(
        draft: try ContactDraft(
          by: read, displayName: row.displayName, emails: row.emails, loginName: row.loginName,
          phone: row.phone, locale: row.locale, source: nil),
        hash: try row.passwordHash.map { secret throws(FieldError) in
          try ImportedHash(secret.text, field: "passwordHash").hash
        })
    }
  }
}

extension Secret {
  /// The bytes as text, for a form that is text: a hash.
  fileprivate var text: String {
    self.withBytes { span in
      String(decoding: span.indices.map { span[$0] }, as: UTF8.self)
    }
  }
}

extension ImportResult {
  init(row: Int64, _ verdict: ImportVerdict) {
    switch verdict {
    case .created(let id): self.init(row: row, outcome: .created, contactID: id.rawValue)
    case .existing(let id): self.init(row: row, outcome: .existing, contactID: id.rawValue)
    case .refused(let refusal):
      self.init(
        row: row, outcome: .refused, reason: refusal.reason.rawValue,
        field: refusal.field?.field, detail: refusal.field?.problem ?? refusal.reason.summary)
    }
  }
}
