import LatchkeyAuthorization
public import LatchkeyBase
internal import LatchkeyDomain
import LatchkeySchema

/// Why a link for a contact is not mailed, in the order in which the reasons are told (S1.10).
public enum LinkObstacle: CaseIterable, Hashable, Sendable {
  /// There is no way to send mail (S1.4).
  case mailServerNotConfigured
  /// The contact has no primary address; a secondary one must not be used instead (S1.5).
  case noPrimaryEmail
  /// Another contact has the same primary address (S1.6).
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
  /// It goes by mail, and nobody else sees it (S1.8).
  case mailed(SentLink)
  /// It is shown, since no mail can go (S1.4 to S1.6).
  case shown(ShownLink)

  /// What the audit says of it beside its action.
  var auditDetails: [String: String] {
    switch self {
    case .mailed(let link): ["mail": "\(link.mail.rawValue)"]
    case .shown: ["shown": "true"]
    }
  }
}

extension Desk {
  /// Every reason why a link for a contact cannot be mailed, in their order.
  func obstacles(
    to account: Account, in transaction: any StoreReading
  ) throws -> [LinkObstacle] {
    var found: [LinkObstacle] = []
    if !self.isMailConfigured { found.append(.mailServerNotConfigured) }
    if account.primaryEmail == nil { found.append(.noPrimaryEmail) }
    if try transaction.isPrimaryEmailShared(of: account) { found.append(.emailNotUnique) }
    return found
  }

  /// Puts a link for a contact on its way, or makes it now and shows it, where no mail can go.
  ///
  /// A shown link is bound to the contact that it was made for, and to nobody else who has the same
  /// address (S1.7). It lives as long and works as often as a mailed one (S1.9).
  func issueLink(
    _ kind: LatchkeyDomain.MailKind, to account: Account, in transaction: any StoreWriting,
    at now: Timestamp
  ) throws -> IssuedLink {
    let lifetime = self.settings.linkLifetime(kind, for: account.population)
    let obstacles = try self.obstacles(to: account, in: transaction)
    if obstacles.isEmpty, let address = account.primaryEmail {
      let mail = try transaction.insert(
        NewMail(kind, account: account, address: address, queuedAt: now))
      return .mailed(
        SentLink(
          mail: mail, address: address, lifetime: lifetime,
          undeliverable: try transaction.undeliverable(account.id)))
    }
    guard let purpose = kind.tokenPurpose(for: account.population) else {
      preconditionFailure("Only kinds of mail with a link are issued as one.")
    }
    let (text, digest) = self.tokens.mint(purpose)
    let token = NewToken(
      digest: digest, purpose: purpose, account: account,
      globalEpoch: try transaction.globalEpoch(), createdAt: now, lifetime: lifetime)
    _ = try transaction.insert(token)
    return .shown(
      ShownLink(
        url: self.settings.link(to: account.population, token: text), expiresAt: token.expiresAt,
        lifetime: lifetime, obstacles: obstacles))
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
