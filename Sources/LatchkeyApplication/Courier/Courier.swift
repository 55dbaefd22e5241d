internal import LatchkeyBase
import LatchkeyDomain
internal import Synchronization

/// Takes queued mails out of the outbox and hands them to the transport, each at least once.
///
/// A mail is leased, so that a courier that dies leaves nothing behind: when the lease runs out,
/// the mail is due again. Links are made at that time and not before. Delivery happens
/// outside of transactions; a delivery that takes long holds up no other.
public final class Courier: Sendable {
  let store: any Store
  let digests: any KeyedDigests
  let entropy: any Entropy
  let clock: any Clock
  let outlet: CurrentMailOutlet
  let composer: any MailComposer
  private let currentSettings: CurrentSettings
  var settings: DeskSettings { self.currentSettings.now }
  let limits: CourierLimits
  let report: @Sendable (CourierEvent) -> Void
  private let bell = CourierBell()
  /// What is left of an hour's budget.
  let allowance = MailAllowance()
  /// Deliveries under way.
  private let underWay = Atomic<Int>(0)

  /// A courier over its ports.
  ///
  /// - Parameters:
  ///   - store: Holds the outbox.
  ///   - digests: Digests the links' tokens, and chains audit entries.
  ///   - entropy: Makes tokens, and spreads retries.
  ///   - clock: Tells the time.
  ///   - outlet: Takes the messages on. While there is none, mails wait.
  ///   - composer: Writes them.
  ///   - settings: Where links lead and how long they are valid.
  ///   - limits: How it goes about its work.
  ///   - report: Is told what became of each attempt, for logs. Must not wait.
  public init(
    store: any Store, digests: any KeyedDigests, entropy: any Entropy, clock: any Clock,
    outlet: CurrentMailOutlet, composer: any MailComposer, settings: CurrentSettings,
    limits: CourierLimits = CourierLimits(),
    report: @escaping @Sendable (CourierEvent) -> Void = { _ in }
  ) {
    self.store = store
    self.digests = digests
    self.entropy = entropy
    self.clock = clock
    self.outlet = outlet
    self.composer = composer
    self.currentSettings = settings
    self.limits = limits
    self.report = report
  }

  /// Says that mail was queued. Cheap; to be called after the commit, from anywhere.
  public func nudge() {
    self.bell.ring()
  }

  /// Takes over what another courier on this store left behind, so that it need not wait for the end
  /// of leases. Only for who alone has the store: two deliveries of one mail could meet otherwise.
  ///
  /// - Returns: How many mails were under way.
  /// - Throws: What the store throws.
  @discardableResult
  public func takeOver() async throws -> Int {
    let now = self.clock.now()
    return try await self.store.write { try $0.releaseMails(at: now) }
  }

  /// Delivers what falls due until the calling task is cancelled, then ends what is under way and
  /// returns. To be run once at a time.
  public func run() async {
    let stop = StopSign()
    await withTaskCancellationHandler {
      // In a task of its own, which cancellation does not reach: a message that is half handed
      // over is handed over.
      await Task { await self.serve(until: stop) }.value
    } onCancel: {
      stop.raise()
      self.bell.ring()
    }
  }

  /// Delivers everything that is due now.
  ///
  /// - Returns: How many attempts were made.
  /// - Throws: What the store throws when it cannot lease.
  @discardableResult
  public func runOnce() async throws -> Int {
    var attempts = 0
    while true {
      guard let outlet = self.outlet.now else { return attempts }
      let mails = try await self.lease(limit: self.limits.deliveriesAtOnce).mails
      if mails.isEmpty { return attempts }
      attempts += mails.count
      await withDiscardingTaskGroup { group in
        for mail in mails { group.addTask { await self.attempt(mail, by: outlet) } }
      }
    }
  }

  private final class StopSign: Sendable {
    private let raised = Atomic(false)
    var isRaised: Bool { self.raised.load(ordering: .acquiring) }
    func raise() { self.raised.store(true, ordering: .releasing) }
  }

  private func serve(until stop: StopSign) async {
    await withDiscardingTaskGroup { group in
      while !stop.isRaised {
        let free = self.limits.deliveriesAtOnce - self.underWay.load(ordering: .acquiring)
        var sleep = Duration.milliseconds(self.limits.sleepMax.milliseconds)
        do {
          let outlet = self.outlet.now
          let leased =
            free > 0 && outlet != nil ? try await self.lease(limit: free) : Leased()
          for mail in leased.mails {
            guard let outlet else { break }
            self.underWay.add(1, ordering: .acquiringAndReleasing)
            group.addTask {
              await self.attempt(mail, by: outlet)
              self.underWay.subtract(1, ordering: .acquiringAndReleasing)
              self.bell.ring()
            }
          }
          // With a full house more may be due already, and the end of a delivery rings.
          if leased.mails.count < free {
            sleep = self.limits.sleep(from: self.clock.now(), until: leased.due)
          }
        } catch {
          self.report(.storeFailed(nil, detail: "\(error)"))
          sleep = min(sleep, CourierLimits.sleepAfterFailure)
        }
        await self.bell.wait(atMost: sleep)
      }
    }
  }
}
