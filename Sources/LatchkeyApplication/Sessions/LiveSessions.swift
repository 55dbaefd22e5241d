import LatchkeyBase
import LatchkeyDomain

extension StoreReading {
  /// A page of an account's sessions that still work, the newest first. Those that do not are few: they
  /// go when they end, or with the clean-up.
  func liveSessions(
    of account: Account, before: SessionID?, limit: Int, at now: Timestamp
  ) throws(Failure) -> [Session] {
    let globalEpoch = try self.globalEpoch()
    var live: [Session] = []
    var last = before
    while live.count < limit {
      let page = try self.sessions(of: account.id, before: last, limit: limit)
      live += page.filter { session in
        session.refusal(
          epoch: account.epoch, globalEpoch: globalEpoch, isEnabled: account.isEnabled, at: now)
          == nil
      }
      guard page.count == limit else { break }
      last = page.last?.id
    }
    return Array(live.prefix(limit))
  }
}
