import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema

// Links and tickets: T3, T5, T6, T7, T14.
extension Model {
  func refusal(of token: Token) -> Reason? {
    switch token.state {
    case .used: return .linkUsed
    case .superseded: return .linkSuperseded
    case .revoked, .removed: return .linkInvalid
    case .live: break
    }
    guard self.now < token.expiresAt else { return .linkExpired }
    let account = self.accounts[token.account]
    let isOfNow =
      account.epoch == token.epoch && account.emailVersion == token.emailVersion
      && token.globalEpoch == self.globalEpoch
    return account.isEnabled && isOfNow ? nil : .linkInvalid
  }

  func lifetime(_ kind: Kind, of index: Int) -> Int64 {
    let isAgent = self.accounts[index].population == .agent
    return switch kind {
    case .reset: self.rules[isAgent ? "links.agent_self_reset" : "links.contact_self_reset"]
    case .staffReset: self.rules[isAgent ? "links.agent_staff_reset" : "links.contact_staff_reset"]
    case .activation: self.rules[isAgent ? "links.agent_invitation" : "links.contact_activation"]
    case .ticket: self.rules["tickets.password_change"]
    case .emailChange: self.rules["links.email_confirmation"]
    case .code: self.rules["tickets.second_factor"]
    case .enrollment: self.rules["tickets.enrollment"]
    }
  }

  /// One live token of a kind: a newer one takes the place of the older.
  mutating func mint(_ text: Secret, _ digest: TokenDigest, _ kind: Kind, _ index: Int) {
    for token in self.tokens.indices
    where self.tokens[token].account == index && self.tokens[token].kind == kind
      && self.tokens[token].state == .live
    {
      self.tokens[token].state = .superseded
    }
    self.tokens.append(
      Token(
        text: text, digest: digest, kind: kind, account: index,
        epoch: self.accounts[index].epoch, emailVersion: self.accounts[index].emailVersion,
        globalEpoch: self.globalEpoch,
        expiresAt: self.now + self.lifetime(kind, of: index)))
  }

  mutating func requestReset(_ email: String, _ population: Population) -> Expectation {
    guard self.reserve(Self.resetKey(email, population), "reset") else {
      return .denied(.tooManyRequests)
    }
    let found = self.holders(of: email, population, isPrimary: true)
    guard found.count == 1 else { return .done }
    let account = self.accounts[found[0]]
    // S4.17: while support's temporary password is in force, no link goes out.
    if account.isEnabled, !account.isForced {
      self.queue(found[0], account.credential == .none ? .activation : .reset)
    }
    return .done
  }

  /// Inspecting, completing and reporting accept the kinds and the population of their call only (I3).
  func isAccepted(_ token: Int, as kind: Kind, _ population: Population) -> Bool {
    let found = self.tokens[token]
    let isSame = found.kind == kind || found.kind.isReset && kind.isReset
    return isSame
      && (kind == .ticket || self.accounts[found.account].population == population)
  }

  /// A reset, an activation or the change that a ticket asks for.
  mutating func complete(
    _ token: Int, as kind: Kind, _ population: Population, _ password: String
  ) -> Expectation {
    let invalid: Reason = kind == .ticket ? .ticketInvalid : .linkInvalid
    guard self.isAccepted(token, as: kind, population) else { return .refused(invalid) }
    if kind == .emailChange { return self.confirm(token) }
    let found = self.tokens[token]
    if let refusal = self.refusal(of: found) {
      return .refused(kind == .ticket ? .ticketInvalid : refusal)
    }
    let account = self.accounts[found.account]
    if kind.isReset, account.isForced { return .refused(.linkInvalid) }
    // The lock that strangers cause does not keep the holder of a ticket or an invitation out.
    if !kind.isReset, account.lock == .administrative { return .refused(.accountLocked) }
    if kind == .ticket, case .temporary(_, let until, _) = account.credential, self.now >= until {
      return .refused(.ticketInvalid)
    }
    guard self.passes(password, found.account), password != account.credential.password else {
      return .refused(.passwordPolicy)
    }
    self.tokens[token].state = .used
    let counts = self.counts
    self.setCredential(found.account, .active(password))
    if kind.isReset, self.rules["throttles.reset_lifts_lock"] == 0,
      case .automatic = account.lock
    {
      self.accounts[found.account].lock = account.lock
      self.counts = counts
    }
    self.queue(found.account)
    if kind.isReset { return .done }
    // No ticket was given out without the code of a device that is there; an invitation was.
    return .gives(self.proceed(found.account, hasShownCode: kind == .ticket))
  }

  mutating func report(_ token: Int, _ population: Population) -> Expectation {
    let kind = self.tokens[token].kind
    guard !kind.isTicket, self.isAccepted(token, as: kind, population) else {
      return .refused(.linkInvalid)
    }
    if let refusal = self.refusal(of: self.tokens[token]) { return .refused(refusal) }
    self.tokens[token].state = .revoked
    return .done
  }

  func inspect(_ token: Int, _ population: Population) -> Expectation {
    let found = self.tokens[token]
    guard !found.kind.isTicket, self.isAccepted(token, as: found.kind, population) else {
      return .refused(.linkInvalid)
    }
    if let refusal = self.refusal(of: found) { return .refused(refusal) }
    return .nothing
  }

  /// T17: the address that waited takes the place of the primary one.
  private mutating func confirm(_ token: Int) -> Expectation {
    if let refusal = self.refusal(of: self.tokens[token]) { return .refused(refusal) }
    let index = self.tokens[token].account
    guard let email = self.accounts[index].pendingEmail else { return .refused(.linkInvalid) }
    guard self.isFree(email, for: index) else { return .refused(.addressInUse) }
    self.tokens[token].state = .used
    let before = self.accounts[index].emails
    self.changeEmails(index, to: [email] + before.dropFirst().filter { $0 != email })
    self.endSessions(of: index)
    self.tell(Array(before.prefix(1)) + [email], of: index)
    return .done
  }
}
