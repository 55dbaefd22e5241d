import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema

// T10 to T13, T15: passwords that are shown.
extension Model {
  mutating func signIn(
    _ identifier: String, _ population: Population, _ password: String
  ) -> Expectation {
    let key = Self.identifierKey(identifier, population)
    guard self.reserve(key, "password") else { return .denied(.tooManyAttempts) }
    guard let index = self.identified(identifier, population) else {
      return .denied(.invalidCredentials)
    }
    let isAllowed = self.reserve("account \(index)", "password")
    let account = self.accounts[index]
    var isStopped = !isAllowed
    if case .automatic = account.lock, self.holds(account.lock) { isStopped = true }
    guard !isStopped, account.credential.password == password else { return self.wrong(index) }
    guard account.isEnabled else { return .denied(.accountDeactivated) }
    guard !self.holds(account.lock) else { return .denied(.accountLocked) }
    if case .temporary(_, let until, _) = account.credential, self.now >= until {
      return .denied(.invalidCredentials)
    }
    for key in [key, "account \(index)"] { self.counts[key] = nil }
    // I7: a temporary password yields a ticket and never a session.
    return .gives(self.proceed(index, hasShownCode: false))
  }

  private mutating func wrong(_ index: Int) -> Expectation {
    var expectation = Expectation.denied(.invalidCredentials)
    let attempts = self.counts["account \(index)"]?.attempts ?? 0
    if attempts >= self.rules["throttles.password_limit"],
      !self.holds(self.accounts[index].lock)
    {
      self.accounts[index].lock = .automatic(
        until: self.now + self.rules["throttles.automatic_lock"])
      expectation.entries += 1
    }
    return expectation
  }

  /// The own password of somebody who is signed in: a count of its own, and no lock.
  private mutating func refusalOfOwn(_ index: Int, _ password: String) -> Expectation? {
    guard self.reserve("own \(index)", "password") else { return .denied(.tooManyAttempts) }
    guard self.accounts[index].credential.password == password else {
      return .denied(.invalidCredentials)
    }
    self.counts["own \(index)"] = nil
    return nil
  }

  mutating func stepUp(_ session: Int, _ password: String) -> Expectation {
    if let refusal = self.present(session) { return .denied(refusal) }
    if let refusal = self.refusalOfOwn(self.sessions[session].account, password) { return refusal }
    self.sessions[session].provedAt = self.now
    return .done
  }

  mutating func change(_ session: Int, from current: String, to new: String) -> Expectation {
    if let refusal = self.present(session) { return .denied(refusal) }
    let index = self.sessions[session].account
    if let refusal = self.refusalOfOwn(index, current) { return refusal }
    guard self.passes(new, index), new != current else { return .refused(.passwordPolicy) }
    let endsOwn = self.rules["sessions.own_change_ends_current"] == 1
    self.setCredential(index, .active(new), except: endsOwn ? nil : session)
    if !endsOwn { self.sessions[session].epoch = self.accounts[index].epoch }
    self.queue(index)
    return .done
  }

  /// Whether a password passes the policy in force (I9). All of ours differ in length only.
  func passes(_ password: String, _ index: Int) -> Bool {
    guard self.accounts[index].device == nil else {
      return password.count >= Self.lengthWithDevice
    }
    let name = self.accounts[index].population == .agent ? "agent" : "contact"
    return password.count >= self.rules["passwords.\(name)_minimum_length"]
  }

  /// T6 to T9, T14, T15: another password. Whatever opened the account before opens it no longer.
  mutating func setCredential(_ index: Int, _ credential: Credential, except: Int? = nil) {
    self.accounts[index].credential = credential
    self.accounts[index].isPasswordKnown = false
    self.accounts[index].pendingEmail = nil
    self.accounts[index].epoch += 1
    self.liftAutomaticLock(index)
    self.forgetAttempts(index)
    self.endSessions(of: index, except: except)
  }
}
