internal import LatchkeyApplication
internal import LatchkeyBase
internal import LatchkeyDomain

// What goes from many tables at once.
extension SQLTransaction {
  func purge(endedBefore end: Timestamp, limit: Int) throws(Failure) -> Int {
    let values: [SQLValue] = [.time(end), .limit(limit)]
    let revocations: [SQLValue] = [.integer(SessionRevocation.keptCount), .limit(limit)]
    return try self.run(SessionQuery.removeEnded, values) + self.run(TokenQuery.removeEnded, values)
      + self.run(ThrottleQuery.removeEnded, values)
      + self.run(RememberedCallQuery.removeEnded, values)
      + self.run(RevocationQuery.removeOldest, revocations)
      + self.run(KnownOriginQuery.removeEnded, values)
      + self.run(SecondFactorQuery.removeEnded, values)
  }

  func scrub(_ account: AccountID) throws(Failure) {
    try self.run(MailQuery.eraseTraces, [.account(account)])
    try self.run(MailAttemptQuery.eraseTraces, [.account(account)])
    try self.run(AddressTroubleQuery.clear, [.account(account)])
    try self.run(RememberedCallQuery.eraseTraces, [.account(account)])
    try self.askForCompaction()
  }

  func endWhatMustNotReturn(at now: Timestamp) throws(Failure) -> RestoreEffects {
    try self.run(DeskQuery.forgetCalls)
    // Each code that was shown up to now may have been used: none of them is accepted any more.
    try self.run(SecondFactorQuery.endEnrollments)
    let last = TimeStep.accepted(at: now).map(\.number).max() ?? 0
    try self.run(SecondFactorQuery.endSteps, [.integer(last)])
    return RestoreEffects(
      mails: try self.run(DeskQuery.dropMail),
      temporaryPasswords: try self.run(DeskQuery.endTemporaryPasswords, [.time(now)]),
      recoveryCodes: try self.run(SecondFactorQuery.endRecoveryCodes))
  }
}
