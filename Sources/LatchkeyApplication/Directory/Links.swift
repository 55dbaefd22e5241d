public import LatchkeyBase
public import LatchkeyDomain
import LatchkeySchema

/// A link that was put on its way.
public struct SentLink: Sendable {
  /// The mail that will carry it.
  public let mail: MailID
  /// Where it goes.
  public let address: EmailAddress
  /// How long it will be valid, from the time at which the mail is handed over.
  public let lifetime: Lifetime
  /// That mail to the address was refused again and again, if it was. It goes all the same: trying is
  /// what shows that it works again.
  public let undeliverable: AddressTrouble?
}

/// Why a link for a contact is not mailed, in the order in which the reasons are told.
public enum LinkObstacle: CaseIterable, Hashable, Sendable {
  /// There is no way to send mail.
  case mailServerNotConfigured
  /// The contact has no primary address; a secondary one must not be used instead.
  case noPrimaryEmail
  /// Another contact has the same primary address.
  case emailNotUnique
}

/// A link that is shown to the agent who asked for it, to be handed over.
public struct ShownLink: Sendable {
  /// The link. Given out once.
  public let url: Secret
  /// When it ends.
  public let expiresAt: Timestamp
  /// How long it is valid from now.
  public let lifetime: Lifetime
  /// Why it is not mailed: every reason, in their order. Never empty.
  public let obstacles: [LinkObstacle]
}

/// A link for a contact.
public enum IssuedLink: Sendable {
  /// It goes by mail, and is shown to no one else.
  case mailed(SentLink)
  /// It is shown, since no mail can go.
  case shown(ShownLink)

  /// What the audit says of it, in addition to its action.
  var auditDetails: [String: String] {
    switch self {
    case .mailed(let link): ["mail": "\(link.mail.rawValue)"]
    case .shown: ["shown": "true"]
    }
  }
}

/// Issues links: by mail, or shown where no mail can go.
struct LinkIssuer: Sendable {
  let tokens: TokenMint

  /// Puts a link for an account on its way.
  ///
  /// - Throws: A refusal when no mail can go.
  func send(
    _ kind: LatchkeyDomain.MailKind, to account: Account, in change: borrowing Change
  ) throws(Failure) -> SentLink {
    guard change.isMailConfigured, let address = account.primaryEmail else {
      throw .refusal(.mailServerNotConfigured)
    }
    let mail = try change.queue(kind, to: account, at: address)
    return SentLink(
      mail: mail, address: address,
      lifetime: try change.settings.linkLifetime(kind, for: account.population),
      undeliverable: try change.store.undeliverable(account.id))
  }

  /// Puts a link for a contact on its way, or makes it now and shows it, where no mail can go.
  ///
  /// A shown link is bound to the contact that it was made for, and to no other contact with the same
  /// address. It lives as long and works as often as a mailed one.
  func issue(
    _ kind: LatchkeyDomain.MailKind, to account: Account, in change: borrowing Change
  ) throws(Failure) -> IssuedLink {
    let obstacles = try change.obstacles(to: account)
    guard !obstacles.isEmpty else {
      return .mailed(try self.send(kind, to: account, in: change))
    }
    guard let purpose = kind.tokenPurpose(for: account.population) else {
      preconditionFailure("Only kinds of mail with a link are issued as one.")
    }
    let settings = try change.settings
    let lifetime = settings.linkLifetime(kind, for: account.population)
    let (text, digest) = self.tokens.mint(purpose)
    let token = NewToken(
      digest: digest, purpose: purpose, account: account,
      globalEpoch: try change.store.globalEpoch(), createdAt: change.now, lifetime: lifetime)
    _ = try change.store.insert(token)
    return .shown(
      ShownLink(
        url: settings.link(to: account.population, token: text), expiresAt: token.expiresAt,
        lifetime: lifetime, obstacles: obstacles))
  }
}

extension Change {
  /// Every reason why a link for a contact cannot be mailed, in their order.
  func obstacles(to account: Account) throws(Failure) -> [LinkObstacle] {
    var found: [LinkObstacle] = []
    if !self.isMailConfigured { found.append(.mailServerNotConfigured) }
    if account.primaryEmail == nil { found.append(.noPrimaryEmail) }
    if try self.store.isPrimaryEmailShared(of: account) { found.append(.emailNotUnique) }
    return found
  }

  /// Tells every address that an account had or gets of a change, each once.
  func tell(
    _ notice: AccountNotice, _ addresses: [EmailAddress], of account: Account
  ) throws(Failure) {
    guard self.isMailConfigured else { return }
    var told: Set<String> = []
    for address in addresses.sorted(by: { $0.text < $1.text })
    where told.insert(address.canonical).inserted {
      try self.queue(.notice(notice), to: account, at: address)
    }
  }
}

extension DeskSettings {
  /// A whole link: the page of a population, then the token behind "#", which browsers send to no
  /// server (OWASP ASVS 14.2.1).
  func link(to population: Population, token: Secret) -> Secret {
    var url = Array((population == .agent ? self.agentLinkBase : self.contactLinkBase).utf8)
    defer { wipe(&url) }
    // Room for all of it at once, so that growing leaves no copy behind.
    url.reserveCapacity(url.count + 1 + token.byteCount)
    url.append(UInt8(ascii: "#"))
    token.withBytes { text in
      for index in text.indices { url.append(text[index]) }
    }
    return Secret(copying: url)
  }
}
