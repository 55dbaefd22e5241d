import LatchkeyApplication
import LatchkeyDomain
import LatchkeySchema

// The domain's values, as responses say them.

extension UnixMilliseconds {
  init(_ moment: Timestamp) { self.init(rawValue: moment.milliseconds) }
}

extension PopulationName {
  init(_ population: Population) {
    self = population == .agent ? .agent : .contact
  }
}

extension StatusLabel {
  init(_ status: AccountStatus) { self.init(rawValue: status.rawValue) }
}

extension AccountSummary {
  init(_ account: Account) {
    self.init(
      id: account.id.rawValue, population: PopulationName(account.population),
      displayName: account.displayName.text)
  }
}

extension Secret {
  init(_ secret: SecretBytes) {
    self.init(
      secret.withBytes { span in
        var bytes: [UInt8] = []
        bytes.reserveCapacity(span.count)
        for index in span.indices { bytes.append(span[index]) }
        return bytes
      })
  }
}

extension PasswordPolicyView {
  init(_ policy: PasswordPolicy, _ population: Population) {
    self.init(
      population: PopulationName(population), minimumLength: policy.minimumLength,
      maximumLength: policy.maximumLength, requiresUppercase: policy.requiresUppercase,
      requiresDigit: policy.requiresDigit, requiresSpecial: policy.requiresSpecial,
      refusesCommon: true, refusesNames: true, rules: policy.rules)
  }
}

extension SignIn.SignIn.Response {
  init(_ session: IssuedSession) {
    self.init(
      result: .session, session: Secret(session.token),
      expiresAt: UnixMilliseconds(session.expiresAt), account: AccountSummary(session.account),
      secondFactorRequiredFrom: session.secondFactorRequiredFrom.map(UnixMilliseconds.init))
  }

  init(_ ticket: SignInTicket, _ result: LatchkeySchema.SignInResult) {
    self.init(
      result: result, ticket: Secret(ticket.token), expiresAt: UnixMilliseconds(ticket.expiresAt),
      account: AccountSummary(ticket.account))
  }

  init(_ ticket: PasswordChangeTicket, _ policy: PasswordPolicy) {
    self.init(
      result: .passwordChangeRequired, ticket: Secret(ticket.token),
      reason: PasswordChangeReason(ticket.cause), expiresAt: UnixMilliseconds(ticket.expiresAt),
      account: AccountSummary(ticket.account),
      policy: PasswordPolicyView(policy, ticket.account.population))
  }
}

extension PasswordChangeReason {
  init(_ cause: PasswordChangeTicket.Cause) {
    self =
      switch cause {
      case .oneTimePassword: .oneTimePassword
      case .temporaryPassword: .temporaryPassword
      case .required(.requiredByAdministrator): .requiredByAdministrator
      case .required(.compromised): .compromised
      case .required(.expiredByPolicy): .expiredByPolicy
      }
  }
}

extension SessionView {
  init(_ session: Session, isCurrent: Bool) {
    self.init(
      id: session.id.rawValue, createdAt: UnixMilliseconds(session.createdAt),
      lastSeenAt: UnixMilliseconds(session.lastSeenAt),
      expiresAt: UnixMilliseconds(session.expiresAt), principal: session.principal,
      isCurrent: isCurrent)
  }
}

extension LockView {
  init?(_ lock: Lock) {
    switch lock {
    case .none: return nil
    case .automatic(let until): self.init(kind: .automatic, until: UnixMilliseconds(until))
    case .administrative(_, _, let reason): self.init(kind: .administrative, reason: reason)
    }
  }
}

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
      createdAt: UnixMilliseconds(account.createdAt), revision: account.revision,
      lock: account.lock.holds(at: view.at) ? LockView(account.lock) : nil,
      hasSecondFactor: account.hasSecondFactor,
      undeliverable: view.undeliverable.map { UndeliverableAddress($0) })
  }
}

extension LatchkeySchema.LockedAccount {
  init?(_ locked: LatchkeyApplication.LockedAccount) {
    let account = locked.account
    guard let lock = LockView(account.lock) else { return nil }
    self.init(
      id: account.id.rawValue, population: PopulationName(account.population),
      displayName: account.displayName.text, lock: lock,
      since: locked.since.map { UnixMilliseconds($0) }, attempts: locked.attempts,
      lockedBy: locked.by.map { AccountSummary($0) })
  }
}

extension RoleDetails {
  init(_ role: Role, members: Int) {
    self.init(
      id: role.id.rawValue, name: role.name,
      permissions: role.permissions.permissions.map { PermissionName($0) },
      isBuiltIn: role.isBuiltIn, memberCount: members, revision: role.revision)
  }
}

extension Roles.ExplainAccess.Response {
  init(_ report: AccessReport) {
    self.init(
      isAllowed: report.reason == nil, reason: report.reason?.rawValue,
      missingPermissions: report.missingPermissions.map { PermissionName($0) },
      steps: report.steps.map { step in
        AccessStep(
          check: step.check, passed: step.reason == nil, reason: step.reason?.rawValue,
          detail: step.detail)
      }, advice: report.advice)
  }
}

extension PermissionName {
  init(_ permission: Permission) { self.init(rawValue: permission.name) }
}

extension LinkSent {
  init(_ link: SentLink) {
    self.init(
      delivery: .email, address: link.address.text, mailID: link.mail.rawValue,
      lifetimeMilliseconds: link.lifetime.milliseconds,
      undeliverable: link.undeliverable.map { UndeliverableAddress($0) })
  }
}

extension PasswordViolation {
  init(_ violation: PasswordPolicy.Violation) {
    self =
      switch violation {
      case .tooShort: .tooShort
      case .tooLong: .tooLong
      case .noUppercase: .noUppercase
      case .noDigit: .noDigit
      case .noSpecial: .noSpecial
      case .commonPassword: .commonPassword
      case .containsName: .containsName
      case .containsEmail: .containsEmail
      case .containsLoginName: .containsLoginName
      case .sameAsCurrent: .sameAsCurrent
      case .sameAsTemporary: .sameAsTemporary
      case .invalidCharacters: .invalidCharacters
      }
  }
}

extension AuditEvent {
  init(_ entry: AuditEntry, accounts: [AccountID: Account]) {
    let record = entry.record
    let actor: AccountSummary?
    let label: String
    switch record.actor {
    case .nobody: (actor, label) = (nil, "nobody")
    case .hostOperator: (actor, label) = (nil, "operator")
    case .service: (actor, label) = (nil, "service")
    case .account(let id):
      actor = accounts[id].map { AccountSummary($0) }
      label = actor?.displayName ?? "account \(id.rawValue)"
    }
    self.init(
      sequence: entry.sequence, at: UnixMilliseconds(record.at), principal: record.principal,
      actor: actor, actorLabel: label, action: record.action.rawValue,
      target: record.target.flatMap { accounts[$0] }.map { AccountSummary($0) },
      outcome: record.outcome == .done ? .done : .refused, reason: record.reason,
      details: record.details, chain: Hexadecimal.text(entry.link))
  }
}

/// Bytes as people compare them.
enum Hexadecimal {
  static func text(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 0xF)]] }, as: UTF8.self)
  }
}

extension Sessions.VerifySession.Response {
  /// What a sibling is told of a session that works.
  init(_ session: Session) {
    self.init(
      accountID: session.account.rawValue, population: PopulationName(session.population),
      credentialEpoch: session.epoch, idleExpiresAt: UnixMilliseconds(session.idleExpiresAt),
      expiresAt: UnixMilliseconds(session.expiresAt))
  }
}
