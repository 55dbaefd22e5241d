import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema
import LatchkeyTesting

/// What can be seen of a desk, in one snapshot.
struct Sight: Sendable {
  /// What is looked for.
  struct Search: Sendable {
    var accounts: [AccountID]
    /// How many of the newest mails.
    var mails: Int
    var sessions: [TokenDigest]
    var tokens: [TokenDigest]
    /// Accounts whose devices are looked at.
    var devices: [Int]
    /// Audit entries from the one after.
    var entry: Int64
    var isThorough: Bool
  }

  var isThorough: Bool
  var entries: Int64
  var newEntries: [AuditEntry]
  var globalEpoch: Int64
  var accounts: [Account?] = []
  var roles: [Role]
  /// The newest ones, the oldest of them first.
  var mails: [QueuedMail]
  var sessions: [SessionStanding?] = []
  var tokens: [Token?] = []
  /// By the place of the account.
  var devices: [Int: Device] = [:]
  var recoveryCodes: [Int: Int] = [:]
  var enrollments: [Int: Enrollment] = [:]

  init(_ search: Search, in transaction: any StoreReading) throws {
    self.isThorough = search.isThorough
    self.entries = try transaction.auditHead()?.sequence ?? 0
    self.newEntries = try transaction.auditEntries(after: search.entry, limit: 50)
    self.globalEpoch = try transaction.globalEpoch()
    self.roles = try transaction.roles().map { $0.role }
    self.mails = try transaction.mails(before: nil, limit: search.mails).reversed()
    self.accounts = try search.accounts.map { try transaction.account($0) }
    self.sessions = try search.sessions.map { try transaction.session($0) }
    self.tokens = try search.tokens.map { try transaction.token($0) }
    for index in search.devices {
      let id = History.id(index)
      self.devices[index] = try transaction.device(of: id)
      self.recoveryCodes[index] = try transaction.recoveryCodesLeft(of: id)
      self.enrollments[index] = try transaction.enrollment(of: id)
    }
  }
}

extension History {
  /// Looks at everything that may still change, or at everything.
  func look(isThorough: Bool = false) async throws -> Sight {
    if isThorough { self.known = (sessions: 0, tokens: 0) }
    let model = self.model
    self.watchedSessions.removeAll { $0 >= self.known.sessions }
    self.watchedTokens.removeAll { $0 >= self.known.tokens }
    self.watchedSessions += Array(self.known.sessions..<model.sessions.count)
    self.watchedTokens += Array(self.known.tokens..<model.tokens.count)
    let firstMail =
      isThorough ? 0 : model.mails.firstIndex { !$0.isDone } ?? model.mails.count
    // One account and one mail more than there should be, so that too many are seen.
    let search = Sight.Search(
      accounts: (0...model.accounts.count).map(Self.id),
      mails: model.mails.count - firstMail + 1,
      sessions: self.watchedSessions.map { model.sessions[$0].digest },
      tokens: self.watchedTokens.map { model.tokens[$0].digest },
      devices: model.accounts.indices.filter {
        isThorough || model.accounts[$0].device != nil || model.accounts[$0].enrollment != nil
      }, entry: self.entries,
      isThorough: isThorough)
    return try await self.desk.store.read { try Sight(search, in: $0) }
  }

  /// Lets go of what is dead for good, until the next thorough look (I17).
  func forgetTheDead() {
    self.watchedSessions.removeAll {
      self.model.refusal(of: self.model.sessions[$0]) == .sessionInvalid
    }
    self.watchedTokens.removeAll {
      let refusal = self.model.refusal(of: self.model.tokens[$0])
      return refusal != nil && refusal != .linkExpired
    }
    self.known = (sessions: self.model.sessions.count, tokens: self.model.tokens.count)
  }

  /// The first thing in which desk and model differ; nil when they agree.
  func difference(_ sight: Sight) -> String? {
    let now = self.desk.clock.now()
    if sight.globalEpoch != self.model.globalEpoch { return "the epoch of the store" }
    return self.accountDifference(sight, at: now) ?? self.roleDifference(sight)
      ?? self.mailDifference(sight) ?? self.sessionDifference(sight, at: now)
      ?? self.tokenDifference(sight, at: now)
      ?? self.deviceDifference(sight, at: now) ?? Self.secret(in: sight.newEntries)
  }

  private func accountDifference(_ sight: Sight, at now: Timestamp) -> String? {
    var holders = 0
    for (index, expected) in self.model.accounts.enumerated() {
      guard let found = sight.accounts[index] else { return "p\(index) is missing" }
      if found.isAccountAdministrator && found.isEnabled { holders += 1 }
      if found.population != expected.population { return "the population of p\(index)" }
      if found.status(at: now) != self.model.status(index) {
        return "p\(index) is \(found.status(at: now)), expected \(self.model.status(index))"
      }
      if found.epoch != expected.epoch {
        return "I13: p\(index) has epoch \(found.epoch), expected \(expected.epoch)"
      }
      if found.hasSecondFactor != (expected.device != nil) {
        return "D12: the device of p\(index) is \(found.hasSecondFactor ? "there" : "gone")"
      }
      if found.isAccountAdministrator != expected.isAccountAdministrator {
        return "I11: the office of p\(index)"
      }
      if found.emails.map(\.canonical) != expected.emails { return "the addresses of p\(index)" }
      if found.loginName?.canonical != expected.loginName { return "the login name of p\(index)" }
      if found.standing.isTerminal != expected.isEnded { return "the end of p\(index)" }
      if found.roles != expected.roles.sorted().map(Self.roleID) { return "the roles of p\(index)" }
      if let difference = Self.difference(found.credential, expected.credential) {
        return "p\(index): \(difference)"
      }
      // The one password in force, and no other that this account ever had.
      if let hash = found.credential.hash {
        guard let password = expected.credential.password, QuickHasher.holds(password, hash) else {
          return "I5: the password of p\(index)"
        }
      }
      if found.pendingEmail?.canonical != expected.pendingEmail { return "the wish of p\(index)" }
    }
    if sight.accounts[self.model.accounts.count] != nil { return "one account too many" }
    return holders == 1 ? nil : "I11: \(holders) Account Administrators"
  }

  private static func difference(
    _ found: Credential, _ expected: Model.Credential
  ) -> String? {
    switch (found, expected) {
    case (.none, .none), (.active, .active), (.mustChange, .mustChange): nil
    case (.temporary(_, let facts), .temporary(_, let until, let isGenerated)):
      facts.expiresAt.milliseconds == until && (facts.origin == .generated) == isGenerated
        ? nil : "I6: the temporary password"
    default: "the credential is of another kind"
    }
  }

  private func roleDifference(_ sight: Sight) -> String? {
    let expected = self.model.roles.indices.filter { !self.model.roles[$0].isGone }
    guard sight.roles.map(\.id) == expected.map(Self.roleID) else { return "the roles" }
    guard sight.isThorough else { return nil }
    for (found, index) in zip(sight.roles, expected)
    where found.permissions != PermissionSet(self.model.roles[index].permissions) {
      return "the permissions of role \(index)"
    }
    return nil
  }

  private func mailDifference(_ sight: Sight) -> String? {
    let newest = sight.mails.last?.id.rawValue ?? 0
    guard newest == self.model.mails.count else {
      return "I20: \(newest) mails, expected \(self.model.mails.count)"
    }
    for found in sight.mails {
      let expected = self.model.mails[Int(found.id.rawValue) - 1]
      // A notice says what was done, and stays true: it is never held back.
      if expected.isNotice, expected.isDone, !expected.isDropped, found.state != .delivered {
        return "I20: the notice in mail \(found.id.rawValue)"
      }
      let isDone = found.state == .delivered || found.state == .obsolete
      guard found.mail.account == Self.id(expected.account),
        found.mail.kind.hasLink == (expected.kind != nil), isDone == expected.isDone
      else { return "I20: mail \(found.id.rawValue)" }
    }
    return nil
  }

  private func sessionDifference(_ sight: Sight, at now: Timestamp) -> String? {
    for (index, standing) in zip(self.watchedSessions, sight.sessions) {
      let session = self.model.sessions[index]
      let expected = self.model.refusal(of: session)
      let found: Reason? =
        switch standing.map({ $0.refusal(at: now) }) {
        case .none, .some(.some(.invalid)): .sessionInvalid
        case .some(.some(.expired)): .sessionExpired
        case .some(.none): nil
        }
      if found != expected { return "I2: session \(index) \(Self.words(found, expected))" }
      if let standing, expected != .sessionInvalid,
        standing.session.lastSeenAt.milliseconds != session.lastSeen
      {
        return "when session \(index) was seen"
      }
    }
    return nil
  }

  private func tokenDifference(_ sight: Sight, at now: Timestamp) -> String? {
    for (index, token) in zip(self.watchedTokens, sight.tokens) {
      let expected = self.model.tokens[index]
      guard (token == nil) == (expected.state == .removed) else { return "I18: token \(index)" }
      guard let token, let account = sight.accounts[expected.account] else { continue }
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

  private func deviceDifference(_ sight: Sight, at now: Timestamp) -> String? {
    for (index, left) in sight.recoveryCodes {
      let account = self.model.accounts[index]
      if sight.devices[index]?.lastStep.number != account.device?.lastStep {
        return "I1: the last step of p\(index)"
      }
      if left != account.device?.recoveryCodes.count ?? 0 {
        return "p\(index) has \(left) recovery codes"
      }
      let found = sight.enrollments[index]
      if found.map({ Int($0.epoch) }) != account.enrollment?.epoch
        || found?.expiresAt.milliseconds != account.enrollment?.expiresAt
      {
        return "the enrollment of p\(index)"
      }
      // Of two that began at once, the later one's seed.
      if let found, let seed = account.enrollment?.seed,
        self.desk.vault.step(
          of: seed.device.code(at: now), from: found.seed, of: Self.id(index),
          among: [TimeStep(at: now)]) == nil
      {
        return "the seed that p\(index) was shown"
      }
    }
    return nil
  }

  /// I16: no password and no token in the audit.
  private static func secret(in entries: [AuditEntry]) -> String? {
    for entry in entries {
      for text in entry.record.details.values
      where text.contains("Sim-")
        || TokenPurpose.allCases.contains(where: { text.contains($0.prefix) })
      {
        return "I16: the audit says \(text)"
      }
    }
    return nil
  }

  /// I16: no password, and no token in either form, in the files of the store.
  func searchForSecrets() async throws {
    var needles = Set(self.passwords.values.joined()).map { Array($0.utf8) }
    for text in self.model.sessions.map(\.text) + self.model.tokens.map(\.text) {
      needles.append(Array(text.revealed.utf8))
      guard let secret = TokenText.read(text)?.secret else { continue }
      needles.append(secret.withBytes { bytes in bytes.indices.map { bytes[$0] } })
    }
    for (name, bytes) in try self.desk.folder.contents() where name.hasPrefix("desk.db") {
      for needle in needles where bytes.holds(needle) {
        throw self.disagreement("the end", "I16: a secret is in \(name)")
      }
    }
  }

  private static func words(_ found: Reason?, _ expected: Reason?) -> String {
    "\(found?.rawValue ?? "works"), expected \(expected?.rawValue ?? "works")"
  }
}
