import LatchkeyApplication
import LatchkeyDomain
import LatchkeySchema
import LatchkeyTesting

extension History {
  /// The first thing in which desk and model differ; nil when they agree.
  func difference() async throws -> String? {
    let now = self.desk.clock.now()
    var holders = 0
    for (index, expected) in self.model.accounts.enumerated() {
      let found = try await self.desk.account(self.ids[index])
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
    if let difference = try await self.outboxDifference() { return difference }
    for (index, session) in self.model.sessions.enumerated() {
      let found = try await self.refusal(ofSession: session.text, at: now)
      let expected = self.model.refusal(of: session)
      if found != expected {
        return "I2: session \(index) \(found?.rawValue ?? "works"), expected "
          + (expected?.rawValue ?? "works")
      }
    }
    for (index, token) in self.model.tokens.enumerated().suffix(12) where token.kind != .ticket {
      let found = try await self.desk.reason {
        try await self.desk.desk.inspectLink(
          self.desk.anonymous(), token: token.text, population: .agent)
      }
      let expected = self.model.refusal(of: token)
      if found != expected {
        return "I18: link \(index) \(found?.rawValue ?? "works"), expected "
          + (expected?.rawValue ?? "works")
      }
    }
    return nil
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

  private func outboxDifference() async throws -> String? {
    let outbox = try await self.desk.outbox()
    guard outbox.count == self.model.mails.count else {
      return "\(outbox.count) mails, expected \(self.model.mails.count)"
    }
    for (found, expected) in zip(outbox, self.model.mails) {
      let isDone = found.state == .delivered || found.state == .obsolete
      let hasLink = found.mail.kind.tokenPurpose(for: .agent) != nil
      guard found.mail.account == self.ids[expected.account],
        hasLink == (expected.kind != nil), isDone == expected.isDone
      else { return "I20: mail \(found.id.rawValue)" }
    }
    return nil
  }

  private func refusal(
    ofSession text: SecretBytes, at now: Timestamp
  ) async throws -> Reason? {
    guard let (purpose, secret) = TokenText.read(text) else { return .sessionInvalid }
    let digest = self.desk.digests.digest(purpose, secret: secret)
    let standing = try await self.desk.store.read { try $0.session(digest) }
    switch standing.map({ $0.refusal(at: now) }) {
    case .none, .some(.some(.invalid)): return .sessionInvalid
    case .some(.some(.expired)): return .sessionExpired
    case .some(.none): return nil
    }
  }
}
