internal import LatchkeyBase
internal import LatchkeyDomain
internal import Synchronization

// How much goes out. What is beyond a budget waits and is not lost.
extension Courier {
  /// What was taken to be delivered, and when there may be more.
  struct Leased: Sendable {
    var mails: [QueuedMail] = []
    /// When the next falls due, a lease runs out, or the budget has room again.
    var due: Timestamp?
  }

  private static let budgetWindow = Lifetime.hours(1)

  /// Takes mails that are due, within the budgets: the most urgent first.
  func lease(limit: Int) async throws -> Leased {
    let now = self.clock.now()
    let until = now + self.limits.leaseLifetime
    let settings = self.settings
    let known = self.allowance.known(at: now, of: settings.mailsPerHour)
    let leased = try await self.store.write { transaction in
      let since = Timestamp(milliseconds: now.milliseconds - Self.budgetWindow.milliseconds)
      var free = known ?? 0
      var traffic = MailTraffic(delivered: 0, oldest: nil, inHand: 0)
      // Counted once; what is left then is used up before it is counted again.
      if free <= settings.mailsPerHour / 10 {
        traffic = try transaction.mailTraffic(
          to: nil, since: since, limit: settings.mailsPerHour)
        // A mail with a lease that ran out counts as one of those in hand, and is taken all the same.
        let used = traffic.delivered + min(traffic.inHand, self.limits.deliveriesAtOnce)
        free = max(settings.mailsPerHour - used, 0)
      }
      self.allowance.note(free, at: now, of: settings.mailsPerHour)
      guard free > 0 else {
        return Leased(due: Self.room(after: traffic, at: now))
      }
      // The last tenth is for mails that people wait for, however many are invited.
      let bulkLimit = max(free - settings.mailsPerHour / 10, 0)
      while true {
        let mails = try transaction.leaseMails(
          at: now, until: until, limit: min(limit, free), bulkLimit: bulkLimit)
        let kept = try Self.withinRecipientBudget(
          mails, since: since, now: now, most: settings.mailsPerRecipientAndHour, in: transaction)
        guard kept.isEmpty, !mails.isEmpty else {
          var due = try transaction.nextMailDueAt()
          // Invitations that are due are looked at again when there is room for them.
          if bulkLimit == 0, let next = due, next <= now {
            due = Self.room(after: traffic, at: now)
          }
          self.allowance.note(free - kept.count, at: now, of: settings.mailsPerHour)
          return Leased(mails: kept, due: due)
        }
      }
    }
    return leased
  }

  /// When the oldest of what was delivered leaves the window. Not at once: a look into the outbox for
  /// every mail of a full hour would be many.
  private static func room(
    after traffic: MailTraffic, at now: Timestamp
  ) -> Timestamp {
    let end = (traffic.oldest ?? now) + self.budgetWindow
    return max(end, now + .seconds(1))
  }

  /// Gives back what would go to an address that got enough, until it may have more.
  private static func withinRecipientBudget(
    _ mails: [QueuedMail], since: Timestamp, now: Timestamp, most: Int,
    in transaction: any StoreWriting
  ) throws -> [QueuedMail] {
    var kept: [QueuedMail] = []
    // Those that wait in this round count as in hand, so the last ones are given back first.
    for mail in mails.reversed() {
      let traffic = try transaction.mailTraffic(
        to: mail.mail.address, since: since, limit: most)
      if traffic.delivered + traffic.inHand <= most {
        kept.append(mail)
        continue
      }
      let until = max((traffic.oldest ?? now) + self.budgetWindow, now + .seconds(1))
      _ = try transaction.postponeMail(mail.id, attempt: mail.attempts, until: until)
    }
    return kept.reversed()
  }
}

/// What is surely left of an hour's budget. Time only adds to it, so that it need not be counted for
/// every mail.
final class MailAllowance: Sendable {
  private struct State {
    var left = 0
    var of = 0
    var at = Timestamp(milliseconds: .min)
  }

  private let state = Mutex(State())

  /// What is left at least; nil when that is not known.
  func known(at now: Timestamp, of budget: Int) -> Int? {
    self.state.withLock { state in
      // A clock that was set back would let the past count anew.
      state.of == budget && state.at <= now ? state.left : nil
    }
  }

  func note(_ left: Int, at now: Timestamp, of budget: Int) {
    self.state.withLock { $0 = State(left: max(left, 0), of: budget, at: now) }
  }
}
