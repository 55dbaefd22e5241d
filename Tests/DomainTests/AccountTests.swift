import LatchkeyBase
import LatchkeyDomain
import Testing

/// What each change of an account does, and to what it does nothing.
struct AccountTests {
  static let automatic = Lock.automatic(until: Sample.now + .minutes(15))
  static let administrative = Lock.administrative(by: nil, at: Sample.now, reason: "odd")

  struct Change: Sendable, CustomTestStringConvertible {
    let name: String
    let epochs: Int64
    let emailVersions: Int64
    let apply: @Sendable (inout Account) -> Void

    var testDescription: String { self.name }

    init(
      _ name: String, epochs: Int64, emailVersions: Int64 = 0,
      apply: @escaping @Sendable (inout Account) -> Void
    ) {
      self.name = name
      self.epochs = epochs
      self.emailVersions = emailVersions
      self.apply = apply
    }
  }

  static let changes: [Change] = [
    Change("T6 T8 T14 T15 password", epochs: 1) { $0.setPassword(Sample.otherHash) },
    Change("T8 one-time password", epochs: 1) {
      $0.setTemporaryPassword(Sample.otherHash, Sample.temporary(.chosen))
    },
    Change("T9 temporary password", epochs: 1) {
      $0.setTemporaryPassword(Sample.otherHash, Sample.temporary(.generated))
    },
    Change("T10 newer hash of the same password", epochs: 0) { $0.upgradeHash(Sample.otherHash) },
    Change("T16 change asked for", epochs: 0) {
      _ = $0.requirePasswordChange(.requiredByAdministrator)
    },
    Change("T16 change after another policy", epochs: 0) {
      _ = $0.requirePasswordChange(.expiredByPolicy)
    },
    Change("T16 compromised", epochs: 1) { _ = $0.requirePasswordChange(.compromised) },
    Change("T17 addresses", epochs: 1, emailVersions: 1) { $0.changeEmails([]) },
    Change("T18 deactivation", epochs: 1) {
      $0.deactivate(by: nil, at: Sample.now, reason: "left")
    },
    Change("T18 reactivation", epochs: 1) { $0.reactivate() },
    Change("T18 lock", epochs: 1) { $0.lock(by: nil, at: Sample.now, reason: "odd") },
    Change("T18 unlock", epochs: 1) { $0.unlock() },
    Change("automatic lock", epochs: 0) {
      $0.lockAutomatically(until: Sample.now + .minutes(15))
    },
    Change("T19 roles", epochs: 0) { $0.setRoles([RoleID(rawValue: 9)]) },
    Change("T19 office", epochs: 1) { $0.setAccountAdministrator(true) },
    Change("login name", epochs: 0) { $0.changeLoginName(nil) },
  ]

  @Test("Each change counts the epochs that the model gives it", arguments: changes)
  func epochs(change: Change) throws {
    for lock in [Lock.none, Self.automatic, Self.administrative] {
      var account = try Sample.account(lock: lock)
      let before = account
      change.apply(&account)
      #expect(account.epoch == before.epoch + change.epochs)
      #expect(account.emailVersion == before.emailVersion + change.emailVersions)
      #expect(account.id == before.id)
      #expect(account.population == before.population)
      #expect(account != before || change.epochs == 0)
    }
  }

  @Test(
    "D11 a new password lifts an automatic lock, never an administrative one",
    arguments: [
      (Lock.none, Lock.none), (automatic, .none), (administrative, administrative),
    ])
  func lifted(before: Lock, after: Lock) throws {
    var account = try Sample.account(lock: before)
    account.setPassword(Sample.otherHash)
    #expect(account.lock == after)

    account = try Sample.account(lock: before)
    account.setTemporaryPassword(Sample.otherHash, Sample.temporary(.chosen))
    #expect(account.lock == after)
  }

  @Test("D11 wrong passwords never replace an administrative lock by one that opens by itself")
  func notReplaced() throws {
    var account = try Sample.account(lock: Self.administrative)
    account.lockAutomatically(until: Sample.now)
    #expect(account.lock == Self.administrative)
    account.unlock()
    #expect(account.lock == .none)
  }

  @Test("I10 a way around over deactivation and back does not open an administrative lock")
  func notOpenedByReactivation() throws {
    var account = try Sample.account(lock: Self.administrative)
    account.deactivate(by: nil, at: Sample.now, reason: "left")
    account.reactivate()
    #expect(account.lock == Self.administrative)
  }

  @Test("T18 who comes back has no password and is not locked by old mistakes")
  func reactivated() throws {
    var account = try Sample.account(lock: Self.automatic)
    account.deactivate(by: AccountID(rawValue: 2), at: Sample.now, reason: "left")
    #expect(!account.isEnabled)
    account.reactivate()
    #expect(account.isEnabled)
    #expect(account.credential == .none)
    #expect(account.lock == .none)
    #expect(account.status(at: Sample.now) == .pendingActivation)
  }

  @Test(
    "An automatic lock holds until its moment",
    arguments: [(-1, true), (0, false), (1, false)] as [(Int64, Bool)])
  func automaticLock(offset: Int64, holds: Bool) throws {
    let lock = Lock.automatic(until: Sample.now)
    #expect(lock.holds(at: Sample.now.offset(by: offset)) == holds)
    #expect(Self.administrative.holds(at: Timestamp(milliseconds: .max)))
    #expect(!Lock.none.holds(at: Sample.now))
  }

  @Test(
    "T16 a change can be asked for only where there is an own password",
    arguments: [
      (Credential.none, false), (.active(Sample.hash), true),
      (.mustChange(Sample.hash, .expiredByPolicy), true),
      (.temporary(Sample.hash, Sample.temporary(.chosen)), false),
      (.temporary(Sample.hash, Sample.temporary(.generated)), false),
    ])
  func changeRequired(credential: Credential, changes: Bool) throws {
    for cause: PasswordChangeCause in [.requiredByAdministrator, .compromised, .expiredByPolicy] {
      var account = try Sample.account(credential: credential)
      let before = account
      #expect(account.requirePasswordChange(cause) == changes)
      if changes {
        #expect(account.credential == .mustChange(Sample.hash, cause))
      } else {
        #expect(account == before)
      }
    }
  }

  @Test("T10 a newer hash changes neither the state of a password nor gives one")
  func upgraded() throws {
    let temporary = Sample.temporary(.chosen)
    let rows: [(Credential, Credential)] = [
      (.none, .none), (.active(Sample.hash), .active(Sample.otherHash)),
      (.temporary(Sample.hash, temporary), .temporary(Sample.otherHash, temporary)),
      (.mustChange(Sample.hash, .compromised), .mustChange(Sample.otherHash, .compromised)),
    ]
    for (before, after) in rows {
      var account = try Sample.account(credential: before)
      account.upgradeHash(Sample.otherHash)
      #expect(account.credential == after)
    }
  }

  @Test("I6 only the newest temporary password is there to be accepted")
  func newestOnly() throws {
    var account = try Sample.account()
    account.setTemporaryPassword(Sample.hash, Sample.temporary(.chosen))
    account.setTemporaryPassword(Sample.otherHash, Sample.temporary(.generated))
    #expect(account.credential.hash == Sample.otherHash)
    #expect(account.epoch == 9)
  }

  @Test("T19 roles are kept once each, ascending")
  func roles() throws {
    var account = try Sample.account()
    account.setRoles([3, 1, 3, 2].map { RoleID(rawValue: $0) })
    #expect(account.roles.map(\.rawValue) == [1, 2, 3])
    account.setRoles([])
    #expect(account.roles.isEmpty)
  }

  @Test(
    "The label follows from standing, lock and credential, in this order",
    arguments: [
      (.agent, .none, .none, "Pending activation"),
      (.contact, .none, .none, "Not registered"),
      (.agent, .active(Sample.hash), .none, "Active"),
      (.contact, .active(Sample.hash), .none, "Active"),
      (.agent, .active(Sample.hash), automatic, "Locked"),
      (.agent, .active(Sample.hash), administrative, "Locked"),
      (.agent, .none, administrative, "Locked"),
      (.agent, .active(Sample.hash), .automatic(until: Sample.now), "Active"),
      (.agent, .mustChange(Sample.hash, .compromised), .none, "Password change required"),
      (
        .agent, .temporary(Sample.hash, Sample.temporary(.chosen)), .none,
        "Password change required"
      ),
      (
        .contact, .temporary(Sample.hash, Sample.temporary(.generated)), .none,
        "Force Password Reset"
      ),
    ] as [(Population, Credential, Lock, String)])
  func labels(population: Population, credential: Credential, lock: Lock, label: String) throws {
    var account = try Sample.account(population, credential: credential, lock: lock)
    #expect(account.status(at: Sample.now).rawValue == label)
    account.deactivate(by: nil, at: Sample.now, reason: "left")
    #expect(account.status(at: Sample.now).rawValue == "Deactivated")
  }

  @Test(
    "D7 a temporary password that ran out is labelled so from its last moment on",
    arguments: [(3_599_999, false), (3_600_000, true), (3_600_001, true)] as [(Int64, Bool)])
  func ranOut(elapsed: Int64, isOver: Bool) throws {
    for origin: TemporaryPassword.Origin in [.chosen, .generated] {
      let account = try Sample.account(
        credential: .temporary(Sample.hash, Sample.temporary(origin)))
      let status = account.status(at: Sample.now.offset(by: elapsed))
      #expect((status == .passwordExpired) == isOver)
    }
  }

  @Test("I16 an account that is printed shows no hash")
  func printed() throws {
    for credential: Credential in [
      .active(Sample.hash), .temporary(Sample.hash, Sample.temporary(.chosen)),
      .mustChange(Sample.hash, .compromised),
    ] {
      let account = try Sample.account(credential: credential)
      var dumped = ""
      dump(account, to: &dumped)
      for text in ["\(account)", String(reflecting: account), dumped] {
        #expect(!text.contains("argon2id"))
        #expect(!text.contains("aGFzaA"))
      }
    }
  }
}
