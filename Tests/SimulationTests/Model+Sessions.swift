import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema

extension Model {
  func refusal(of session: Session) -> Reason? {
    let account = self.accounts[session.account]
    guard !session.isEnded, account.isEnabled, session.epoch == account.epoch,
      session.globalEpoch == self.globalEpoch
    else { return .sessionInvalid }
    return self.now < session.endsAt ? nil : .sessionExpired
  }

  mutating func issue(_ text: Secret, _ digest: TokenDigest, to index: Int) {
    let name = self.accounts[index].population == .agent ? "agent" : "contact"
    self.sessions.append(
      Session(
        text: text, digest: digest, account: index, epoch: self.accounts[index].epoch,
        globalEpoch: self.globalEpoch, lastSeen: self.now,
        idle: self.rules["sessions.\(name)_idle"],
        expiresAt: self.now + self.rules["sessions.\(name)_absolute"]))
  }

  mutating func endSessions(of index: Int, except: Int? = nil) {
    for session in self.sessions.indices
    where self.sessions[session].account == index && session != except {
      self.sessions[session].isEnded = true
    }
  }

  mutating func verify(_ session: Int) -> Expectation {
    if let refusal = self.present(session) { return .refused(refusal) }
    return .nothing
  }

  mutating func signOut(_ session: Int) -> Expectation {
    if let refusal = self.present(session) { return .denied(refusal) }
    self.sessions[session].isEnded = true
    return .done
  }

  mutating func revokeOwn(_ session: Int, includingCurrent: Bool) -> Expectation {
    if let refusal = self.present(session) { return .denied(refusal) }
    self.endSessions(
      of: self.sessions[session].account, except: includingCurrent ? nil : session)
    return .done
  }

  mutating func revoke(_ session: Int, _ target: Int) -> Expectation {
    let rule = Rule(all: [.manageSessions], guards: [.owner, .rank])
    if let denial = self.gate(session, rule, on: target) { return denial }
    self.endSessions(of: target)
    return .done
  }

  /// T21 and the compromise of a key: everything that was given out is dead.
  mutating func advanceGlobalEpoch() { self.globalEpoch += 1 }
}
