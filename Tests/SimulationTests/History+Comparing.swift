import LatchkeyApplication
import LatchkeyDomain
import LatchkeySchema
import LatchkeyTesting

/// What can be seen of a desk, in one snapshot.
struct Sight: Sendable {
  /// What is looked for besides the accounts.
  struct Search: Sendable {
    var accounts: [AccountID]
    /// How many of the newest mails.
    var mails: Int
    var sessions: [(index: Int, digest: TokenDigest)]
    var tokens: [(index: Int, digest: TokenDigest)]
  }

  var entries: Int64
  var globalEpoch: Int64
  var accounts: [Account] = []
  /// The newest ones, the oldest of them first.
  var mails: [QueuedMail]
  var sessions: [(index: Int, found: SessionStanding?)] = []
  var tokens: [(index: Int, found: Token?)] = []

  init(_ search: Search, in transaction: any StoreReading) throws {
    self.entries = try transaction.auditHead()?.sequence ?? 0
    self.globalEpoch = try transaction.globalEpoch()
    for id in search.accounts {
      guard let account = try transaction.account(id) else { throw StoreError.changedMeanwhile }
      self.accounts.append(account)
    }
    self.mails = try transaction.mails(before: nil, limit: search.mails).reversed()
    for (index, digest) in search.sessions {
      self.sessions.append((index, try transaction.session(digest)))
    }
    for (index, digest) in search.tokens {
      self.tokens.append((index, try transaction.token(digest)))
    }
  }
}

extension History {
  /// Looks at everything that may still change, or at everything.
  func look(isThorough: Bool = false) async throws -> Sight {
    self.watch(isThorough: isThorough)
    let firstMail =
      isThorough ? 0 : self.model.mails.firstIndex { !$0.isDone } ?? self.model.mails.count
    // One more than there should be, so that a mail too many is seen.
    let search = Sight.Search(
      accounts: self.ids, mails: self.model.mails.count - firstMail + 1,
      sessions: self.watchedSessions, tokens: self.watchedTokens)
    return try await self.desk.store.read { try Sight(search, in: $0) }
  }

  /// Takes on what is new, and everything again for a thorough look.
  private func watch(isThorough: Bool) {
    if isThorough {
      self.watchedSessions = []
      self.watchedTokens = []
      self.known = (sessions: 0, tokens: 0)
    }
    for index in self.known.sessions..<self.model.sessions.count {
      self.watchedSessions.append((index, self.digest(self.model.sessions[index].text)))
    }
    for index in self.known.tokens..<self.model.tokens.count {
      self.watchedTokens.append((index, self.digest(self.model.tokens[index].text)))
    }
    self.known = (sessions: self.model.sessions.count, tokens: self.model.tokens.count)
  }

  /// Lets go of what is dead for good, until the next thorough look (I17).
  func forgetTheDead() {
    self.watchedSessions.removeAll {
      self.model.refusal(of: self.model.sessions[$0.index]) == .sessionInvalid
    }
    self.watchedTokens.removeAll {
      let refusal = self.model.refusal(of: self.model.tokens[$0.index])
      return refusal != nil && refusal != .linkExpired
    }
  }

  private func digest(_ text: SecretBytes) -> TokenDigest {
    guard let (purpose, secret) = TokenText.read(text) else {
      preconditionFailure("What the desk gives out is a token.")
    }
    return self.desk.digests.digest(purpose, secret: secret)
  }

  /// The first thing in which desk and model differ; nil when they agree.
  func difference(_ sight: Sight) -> String? {
    let now = self.desk.clock.now()
    var holders = 0
    for (index, expected) in self.model.accounts.enumerated() {
      let found = sight.accounts[index]
      if found.isAccountAdministrator && found.isEnabled { holders += 1 }
      if found.status(at: now) != self.model.status(index) {
        return "p\(index) is \(found.status(at: now)), expected \(self.model.status(index))"
      }
      if found.epoch != expected.epoch {
        return "I13: p\(index) has epoch \(found.epoch), expected \(expected.epoch)"
      }
      if found.isAccountAdministrator != expected.isAccountAdministrator {
        return "I11: the office of p\(index)"
      }
      if found.primaryEmail?.text != expected.email { return "the address of p\(index)" }
      let roles = expected.role.map { [self.roles[$0]] } ?? []
      if found.roles != roles { return "the roles of p\(index)" }
      if let difference = Self.difference(found.credential, expected.credential) {
        return "p\(index): \(difference)"
      }
    }
    if holders != 1 { return "I11: \(holders) Account Administrators" }
    return self.mailDifference(sight) ?? self.sessionDifference(sight, at: now)
      ?? self.tokenDifference(sight, at: now)
  }

  private static func difference(
    _ found: Credential, _ expected: Model.Credential
  ) -> String? {
    switch (found, expected) {
    case (.none, .none), (.active, .active), (.mustChange, .mustChange): nil
    case (.temporary(_, let facts), .temporary(_, let until)):
      facts.expiresAt.milliseconds == until ? nil : "I6: the end of the one-time password"
    default: "the credential is of another kind"
    }
  }

  private func mailDifference(_ sight: Sight) -> String? {
    let newest = sight.mails.last?.id.rawValue ?? 0
    guard newest == self.model.mails.count else {
      return "I20: \(newest) mails, expected \(self.model.mails.count)"
    }
    for found in sight.mails {
      let expected = self.model.mails[Int(found.id.rawValue) - 1]
      let isDone = found.state == .delivered || found.state == .obsolete
      let hasLink = found.mail.kind.tokenPurpose(for: .agent) != nil
      guard found.mail.account == self.ids[expected.account],
        hasLink == (expected.kind != nil), isDone == expected.isDone
      else { return "I20: mail \(found.id.rawValue)" }
    }
    return nil
  }

  private func sessionDifference(_ sight: Sight, at now: Timestamp) -> String? {
    for (index, standing) in sight.sessions {
      let expected = self.model.refusal(of: self.model.sessions[index])
      let found: Reason? =
        switch standing.map({ $0.refusal(at: now) }) {
        case .none, .some(.some(.invalid)): .sessionInvalid
        case .some(.some(.expired)): .sessionExpired
        case .some(.none): nil
        }
      if found != expected { return "I2: session \(index) \(Self.words(found, expected))" }
    }
    return nil
  }

  private func tokenDifference(_ sight: Sight, at now: Timestamp) -> String? {
    for (index, token) in sight.tokens {
      let expected = self.model.tokens[index]
      guard let token else { return "I18: token \(index) is gone" }
      let account = sight.accounts[expected.account]
      let found: Reason? =
        switch token.refusal(for: account, globalEpoch: sight.globalEpoch, at: now) {
        case nil: nil
        case .expired: .linkExpired
        case .used: .linkUsed
        case .superseded: .linkSuperseded
        case .invalid: .linkInvalid
        }
      let refusal = self.model.refusal(of: expected)
      if found != refusal { return "I18: token \(index) \(Self.words(found, refusal))" }
    }
    return nil
  }

  private static func words(_ found: Reason?, _ expected: Reason?) -> String {
    "\(found?.rawValue ?? "works"), expected \(expected?.rawValue ?? "works")"
  }
}
