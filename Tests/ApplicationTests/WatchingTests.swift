import LatchkeyApplication
import LatchkeyAuthorization
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema
import LatchkeyTesting
import Synchronization
import Testing

@Suite("What siblings watch: revocations and the audit")
struct WatchingTests {
  /// A watch in a task of its own, and what it was told.
  private final class Watch<Event: Sendable>: Sendable {
    private struct State {
      var events: [Event] = []
      var isOver = false
      var waiter: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())
    private let task: Mutex<Task<Void, any Error>?>

    init(_ body: @escaping @Sendable (@escaping @Sendable (Event) -> Void) async throws -> Void) {
      self.task = Mutex(nil)
      let task = Task { [self] in
        defer { self.change { $0.isOver = true } }
        try await body { event in self.change { $0.events.append(event) } }
      }
      self.task.withLock { $0 = task }
    }

    private func change(_ body: (inout sending State) -> Void) {
      let waiter = self.state.withLock { state in
        body(&state)
        return state.waiter.take()
      }
      waiter?.resume()
    }

    /// Takes so many events, or fewer when the watch ends.
    func next(_ count: Int) async -> [Event] {
      while true {
        let taken: [Event]? = self.state.withLock { state in
          guard state.events.count >= count || state.isOver else { return nil }
          let taken = Array(state.events.prefix(count))
          state.events.removeFirst(taken.count)
          return taken
        }
        if let taken { return taken }
        await withCheckedContinuation { (waiter: CheckedContinuation<Void, Never>) in
          let isThere = self.state.withLock { state in
            if state.events.count >= count || state.isOver { return true }
            state.waiter = waiter
            return false
          }
          if isThere { waiter.resume() }
        }
      }
    }

    /// Ends the watch, and says with what.
    func end() async -> (any Error)? {
      guard let task = self.task.withLock({ $0 }) else { return nil }
      task.cancel()
      switch await task.result {
      case .success: return nil
      case .failure(let error): return (error as? Failure)?.cause ?? error
      }
    }
  }

  private func watch(_ desk: TestDesk, after cursor: Int64? = nil) -> Watch<RevocationEvent> {
    Watch { yield in
      try await desk.desk.sessions.watchRevocations(desk.verifierCall, after: cursor) { yield($0) }
    }
  }

  private func scopes(_ events: [RevocationEvent]) -> [SessionRevocation.Scope?] {
    events.map { event in
      if case .revoked(let revocation) = event { revocation.scope } else { nil }
    }
  }

  @Test("A watcher hears from where nothing is missed, then of every session that dies, as it dies")
  func live() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let kim = try await desk.agent("kim@example.com")
      let end = try await desk.store.read { try $0.revocationBounds()?.upperBound } ?? 0
      let watch = self.watch(desk)
      #expect(await watch.next(1) == [.start(cursor: end)])
      #expect(
        try await desk.desk.sessions.revokeSessions(desk.call(ada), of: kim.selector, session: nil)
          == 1)
      let ended = self.scopes(await watch.next(1))
      guard case .session(_, let owner, .agent) = ended.first ?? nil else {
        Issue.record("\(ended)")
        return
      }
      #expect(owner == kim.id)
      _ = try await desk.desk.agents.deactivateAgent(desk.call(ada), kim.selector, reason: "left")
      let epoch = try await desk.account(kim.id).epoch
      #expect(
        self.scopes(await watch.next(1)).contains(.account(kim.id, .agent, epoch: epoch)))
      #expect(await watch.end() is CancellationError)
    }
  }

  @Test("I2 Whatever kills a session is told to watchers by the time that the call returns")
  func everyDeath() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let kim = try await desk.agent("kim@example.com")
      var cursor = try await desk.store.read { try $0.revocationBounds()?.upperBound } ?? 0
      let deaths: [(String, () async throws -> Void)] = [
        ("sign-out", { try await desk.desk.signIn.signOut(desk.call(kim)) }),
        (
          "password set by a colleague",
          {
            _ = try await desk.desk.agents.setPassword(
              desk.call(ada), of: kim.selector, password: Secret("Other-W0rds!"),
              requireChange: false)
          }
        ),
        (
          "deactivation",
          {
            _ = try await desk.desk.agents.deactivateAgent(
              desk.call(ada), kim.selector, reason: "left")
          }
        ),
      ]
      for (name, death) in deaths {
        let after = cursor
        try await death()
        let told = try await desk.store.read { try $0.revocations(after: after, limit: 100) }
        #expect(
          told.contains { revocation in
            switch revocation.scope {
            case .session(_, let account, _), .account(let account, _, _): account == kim.id
            case .everything: false
            }
          }, "\(name)")
        cursor = told.last?.cursor ?? cursor
      }
    }
  }

  @Test("A watcher that comes back goes on behind its cursor, over a restart, and misses nothing")
  func resumed() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let first = self.watch(desk)
      guard case .start(let cursor)? = await first.next(1).first else { return }
      _ = await first.end()
      // More than one page dies meanwhile.
      for _ in 0..<130 {
        _ = try await desk.session(ada.email, ada.password)
        _ = try await desk.desk.sessions.revokeOwnSessions(
          desk.call(ada), session: nil, includingCurrent: false)
      }
      try await desk.restart()
      let second = self.watch(desk, after: cursor)
      let told = await second.next(131)
      #expect(told.first == .start(cursor: cursor))
      #expect(Set(self.scopes(Array(told.dropFirst())).compactMap { $0 }).count == 130)
      _ = await second.end()
    }
  }

  @Test(
    "A cursor from beyond what is kept, or of another life of the store, means: forget everything",
    arguments: [-7, 0, 4, 11, 2 << 40] as [Int64])
  func unknownCursor(cursor: Int64) async throws {
    try await TestDesk.run { desk in
      try await desk.bootstrap()
      try desk.raw.run(
        """
        INSERT INTO revocation (cursor, kind, account, population, epoch)
          VALUES (6, 2, 1, 2, 9), (7, 2, 1, 2, 10)
        """)
      let watch = self.watch(desk, after: cursor)
      #expect(
        await watch.next(1) == [.revoked(SessionRevocation(cursor: 7, scope: .everything))])
      _ = await watch.end()
      for known in [5, 6, 7] as [Int64] {
        let watch = self.watch(desk, after: known)
        #expect(await watch.next(1) == [.start(cursor: known)])
        _ = await watch.end()
      }
    }
  }

  @Test("A new epoch of the store is told as the end of everything, behind every older cursor")
  func everything() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let watch = self.watch(desk)
      guard case .start(let cursor)? = await watch.next(1).first else { return }
      _ = try await desk.store.write { try $0.advanceGlobalEpoch() }
      // Behind the desk's back: the next commit of the desk makes its watchers look.
      _ = try await desk.tryPassword(ada.email, ada.password)
      #expect(self.scopes(await watch.next(1)) == [.everything])
      _ = await watch.end()
      let late = self.watch(desk, after: cursor)
      #expect(self.scopes(await late.next(1)) == [.everything])
      _ = await late.end()
    }
  }

  @Test("Who may not watch is told so, once, in the audit", arguments: ["revocations", "audit"])
  func denied(what: String) async throws {
    try await TestDesk.run { desk in
      let attempt = try await desk.attempt {
        if what == "audit" {
          try await desk.desk.audit.tailEvents(desk.verifierCall, after: nil) { _, _ in }
        } else {
          try await desk.desk.sessions.watchRevocations(desk.anonymous(), after: nil) { _ in }
        }
      }
      #expect(attempt.reason == .scopeMissing)
      #expect(attempt.entries.count == 1)
      #expect(!attempt.changed)
    }
  }

  @Test("The audit's tail begins behind the last entry, or behind the one that is named")
  func tail() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let collector = Call(principal: .collector)
      let count = Int64(try await desk.audit().count)
      let watch = Watch<Int64> { yield in
        try await desk.desk.audit.tailEvents(collector, after: nil) { entry, _ in
          yield(entry.sequence)
        }
      }
      let all = Watch<Int64> { yield in
        try await desk.desk.audit.tailEvents(collector, after: 1) { entry, accounts in
          #expect(entry.record.target == nil || accounts[ada.id] != nil)
          yield(entry.sequence)
        }
      }
      #expect(await all.next(Int(count) - 1) == Array(2...count))
      _ = try await desk.desk.sessions.revokeOwnSessions(
        desk.call(ada), session: nil, includingCurrent: false)
      #expect(await all.next(1) == [count + 1])
      #expect(await watch.next(1).first ?? 0 >= count + 1)
      #expect(await watch.end() is CancellationError)
      #expect(await all.end() is CancellationError)
      let reason = try await desk.reason {
        try await desk.desk.audit.tailEvents(collector, after: 999) { _, _ in }
      }
      #expect(reason == .fieldInvalid)
    }
  }

  @Test("An export holds every entry of its time in order, itself among them, and then ends")
  func export() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      for _ in 0..<120 {
        _ = try await desk.desk.sessions.revokeOwnSessions(
          desk.call(ada), session: nil, includingCurrent: false)
      }
      let boundary = desk.clock.now()
      desk.clock.move(by: 60_000)
      _ = try await desk.desk.sessions.revokeOwnSessions(
        desk.call(ada), session: nil, includingCurrent: false)
      let before = try await desk.audit().count
      var all: [Int64] = []
      try await desk.desk.audit.exportEvents(desk.call(ada), from: nil, to: nil, after: nil) {
        entry, _ in
        all.append(entry.sequence)
      }
      #expect(all == Array(1...Int64(before + 1)))
      #expect(try await desk.audit().last?.record.action == .auditExported)
      var late: [Int64] = []
      try await desk.desk.audit.exportEvents(
        desk.call(ada), from: desk.clock.now(), to: nil, after: nil
      ) { entry, _ in late.append(entry.sequence) }
      #expect(late == [before, before + 1, before + 2].map { Int64($0) })
      var early: [Int64] = []
      try await desk.desk.audit.exportEvents(
        desk.call(ada), from: nil, to: Timestamp(milliseconds: boundary.milliseconds + 1),
        after: 3
      ) { entry, _ in early.append(entry.sequence) }
      #expect(early == Array(4...Int64(before - 1)))
    }
  }

  @Test("An export needs its permission and a fresh proof, and ends when the session does")
  func exportRights() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let viewer = try await desk.agent("viewer@example.com", [.viewAudit])
      let exporter = try await desk.agent("exporter@example.com", [.exportAudit])
      let denied = try await desk.attempt {
        try await desk.desk.audit.exportEvents(desk.call(viewer), from: nil, to: nil, after: nil) {
          _, _ in
        }
      }
      #expect(denied.reason == .missingPermission)
      #expect(denied.entries == ["audit.export refused MISSING_PERMISSION"])
      for _ in 0..<120 {
        _ = try await desk.desk.sessions.revokeOwnSessions(
          desk.call(ada), session: nil, includingCurrent: false)
      }
      var count = 0
      let reason = try await desk.reason {
        try await desk.desk.audit.exportEvents(
          desk.call(exporter), from: nil, to: nil, after: nil
        ) { _, _ in
          count += 1
          if count == 1 {
            _ = try await desk.desk.sessions.revokeSessions(
              desk.call(ada), of: exporter.selector, session: nil)
          }
        }
      }
      #expect(reason == .sessionInvalid)
      #expect(count == 100)
      let stale = try await desk.agent("stale@example.com", [.exportAudit])
      desk.clock.move(by: 300_001)
      let refused = try await desk.reason {
        try await desk.desk.audit.exportEvents(desk.call(stale), from: nil, to: nil, after: nil) {
          _, _ in
        }
      }
      #expect(refused == .stepUpRequired)
    }
  }

  @Test("The bell of commits wakes all who wait, those who come late, and those who are cancelled")
  func bell() async {
    let notifier = CommitNotifier()
    let commits = notifier.commits
    async let first: Void = notifier.wait(after: commits)
    async let second: Void = notifier.wait(after: commits)
    notifier.notify()
    _ = await (first, second)
    await notifier.wait(after: commits)
    let third = Task { await notifier.wait(after: notifier.commits) }
    third.cancel()
    await third.value
    #expect(notifier.commits == commits + 1)
  }
}
