import LatchkeyApplication
import LatchkeyDomain
import LatchkeySchema

// Contacts, as requests and responses say them.

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

/// A part of a name or an address to look for among many.
enum SearchText {
  /// The index knows parts of three characters and longer ones.
  static let charactersMin = 3

  static func checked(_ text: String) throws(FieldError) -> String {
    let text = try ShortText.checked(text, field: "search")
    guard text.count >= Self.charactersMin else {
      throw FieldError(
        field: "search", problem: "A search has at least \(Self.charactersMin) characters.")
    }
    return text
  }
}

/// The addresses that a request names.
enum AddressList {
  /// At most as many as an account may have.
  static func checked(_ texts: [String]) throws(FieldError) -> [EmailAddress] {
    guard texts.count <= Account.emailsMax else {
      throw FieldError(
        field: "emails", problem: "A contact has at most \(Account.emailsMax) addresses.")
    }
    var addresses: [EmailAddress] = []
    for (index, text) in texts.enumerated() {
      addresses.append(try EmailAddress(written: text, field: "emails[\(index)]"))
    }
    return addresses
  }
}

extension ContactDraft {
  init(
    displayName: String, emails: [String], loginName: String?, phone: String?, locale: String?,
    source: LatchkeySchema.AuthenticationSource?
  ) throws(FieldError) {
    self.init(
      displayName: try DisplayName(displayName), emails: try AddressList.checked(emails),
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
      isEmailShared: view.isEmailShared, createdAt: UnixMilliseconds(account.createdAt),
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
        link: Secret(link.url), reason: reasons.first, reasons: reasons,
        expiresAt: UnixMilliseconds(link.expiresAt))
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
