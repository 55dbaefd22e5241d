import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import Testing

@Suite("Store contract: accounts")
struct AccountContract {
  @Test("An account reads back as it was added", arguments: StoreUnderTest.allCases)
  func insertion(on kind: StoreUnderTest) async throws {
    try await kind.run { store in
      let roles = try await store.write { store throws in
        [
          try store.insertRole(name: "B", permissions: [], isBuiltIn: false),
          try store.insertRole(name: "A", permissions: [], isBuiltIn: false),
        ]
      }
      let account = try await store.added(
        .agent(
          "Ana", email: "Ana@Desk.example", loginName: "Ana.K", roles: roles.reversed(),
          isAccountAdministrator: true, credential: .active(.sample("one"))))
      #expect(account.population == .agent)
      #expect(account.displayName.text == "Ana")
      #expect(account.locale == "en")
      #expect(account.loginName?.text == "Ana.K")
      #expect(account.emails.map(\.text) == ["Ana@Desk.example"])
      #expect(account.phone?.text == "+43 1 2345")
      #expect(account.credential == .active(.sample("one")))
      #expect(account.standing == .enabled)
      #expect(account.lock == .none)
      #expect(account.epoch == 1)
      #expect(account.emailVersion == 1)
      #expect(account.roles == roles)
      #expect(account.isAccountAdministrator)
      #expect(account.createdAt == start)
      #expect(account.revision == 1)
      let administrator = try await store.read { try $0.accountAdministrator() }
      #expect(administrator == account.id)
    }
  }

  @Test("Before the first account there is none", arguments: StoreUnderTest.allCases)
  func empty(on kind: StoreUnderTest) async throws {
    try await kind.run { store in
      try await store.read { store throws in
        #expect(try store.account(AccountID(rawValue: 1)) == nil)
        #expect(try store.accountAdministrator() == nil)
        #expect(try store.accounts(in: .agent, after: nil, search: nil, limit: 9) == [])
        #expect(try store.globalEpoch() == 1)
      }
    }
  }

  static let changes: [@Sendable (inout Account) throws -> Void] = [
    { $0.setPassword(.sample("two")) },
    {
      $0.setTemporaryPassword(
        .sample("two"),
        TemporaryPassword(origin: .chosen, issuedBy: AccountID(rawValue: 7), expiresAt: .at(9)))
    },
    {
      $0.setTemporaryPassword(
        .sample("two"), TemporaryPassword(origin: .generated, issuedBy: nil, expiresAt: .at(9)))
    },
    { _ = $0.requirePasswordChange(.compromised) },
    { try $0.changeEmails([EmailAddress("b@desk.example"), EmailAddress("A@desk.example")]) },
    { $0.changeEmails([]) },
    { try $0.changeLoginName(LoginName("Ana.Maria")) },
    { $0.deactivate(by: AccountID(rawValue: 3), at: .at(5), reason: "left the desk") },
    { $0.deactivate(by: nil, at: .at(5), reason: "") },
    { $0.lock(by: AccountID(rawValue: 3), at: .at(5), reason: "holiday") },
    { $0.lockAutomatically(until: .at(900_000)) },
    { $0.setRoles([RoleID(rawValue: 1)]) },
    { $0.changePhone(nil) },
    { try $0.changePhone(PhoneNumber("01 234-567")) },
    { $0.changeAuthenticationSource(.external) },
    { try $0.propose(EmailAddress("new@desk.example")) },
    { $0.invite(at: .at(7)) },
    { $0.setPassword(.sample("two"), isKnownToOthers: true) },
    { $0.merge(into: $0.id, at: .at(8)) },
    { $0.erase(at: .at(8)) },
    { $0.displayName = try DisplayName("Ana \u{1F600} Ξένη") },
    { $0.locale = "de-AT" },
  ]

  @Test(
    "Every change of an account reads back, and its revision grows by one",
    arguments: StoreUnderTest.allCases, Array(Self.changes.indices))
  func update(on kind: StoreUnderTest, change: Int) async throws {
    try await kind.run { store in
      _ = try await store.write { store throws in
        try store.insertRole(name: "A", permissions: [], isBuiltIn: false)
      }
      var account = try await store.added(
        .agent("Ana", credential: .active(.sample("one"))))
      try Self.changes[change](&account)
      let changed = account
      try await store.write { try $0.update(changed) }
      account.revision += 1
      let stored = try await store.read { try $0.account(changed.id) }
      #expect(stored == account, "change \(change)")
    }
  }

  @Test(
    "A transaction that changes an account reads what is stored, whether or not it read it before",
    arguments: StoreUnderTest.allCases, Array(Self.changes.indices))
  func rereading(on kind: StoreUnderTest, change: Int) async throws {
    for isReadBefore in [true, false] {
      try await kind.run { store in
        let role = try await store.write { store throws in
          try store.insertRole(name: "A", permissions: [], isBuiltIn: false)
        }
        let account = try await store.added(
          .agent("Ana", roles: [role], credential: .active(.sample("one"))))
        var changed = account
        try Self.changes[change](&changed)
        let wanted = changed
        let seen = try await store.write { store throws in
          if isReadBefore { #expect(try store.account(wanted.id) == account) }
          try store.update(wanted)
          let seen = try store.account(wanted.id)
          // Again: the second change starts from what the first one left.
          if let seen { try store.update(seen) }
          return try store.account(wanted.id)
        }
        #expect(try await store.read { try $0.account(wanted.id) } == seen, "change \(change)")
        #expect(seen?.revision == account.revision + 2)
      }
    }
  }

  @Test(
    "A transaction that read an account sees what others of its own changes do to it",
    arguments: StoreUnderTest.allCases)
  func sideEffects(on kind: StoreUnderTest) async throws {
    try await kind.run { store in
      let role = try await store.write { store throws in
        try store.insertRole(name: "A", permissions: [], isBuiltIn: false)
      }
      let account = try await store.added(.agent("Ana", roles: [role]))
      let others = try await store.added(.agent("Eva"))
      let seen = try await store.write { store throws in
        #expect(try store.account(account.id)?.roles == [role])
        var free = account
        free.setRoles([])
        try store.update(free)
        try store.deleteRole(role)
        #expect(try store.account(account.id)?.roles == [])
        try store.scrub(account.id)
        // Others do not take its place, however many there are.
        for _ in 0..<6 { #expect(try store.account(others.id) == others) }
        return try store.account(account.id)
      }
      #expect(try await store.read { try $0.account(account.id) } == seen)
    }
  }

  @Test(
    "A change from an older revision is refused and changes nothing",
    arguments: StoreUnderTest.allCases)
  func concurrentChange(on kind: StoreUnderTest) async throws {
    try await kind.run { store in
      let account = try await store.added(.agent("Ana"))
      var first = account
      first.changePhone(PhoneNumber(stored: "11111"))
      var second = account
      second.changePhone(PhoneNumber(stored: "22222"))
      try await store.write { [first] in try $0.update(first) }
      let error = try await refusal {
        try await store.write { [second] in try $0.update(second) }
      }
      #expect(error == .changedMeanwhile)
      #expect(try await store.read { try $0.account(account.id)?.phone?.text } == "11111")
    }
  }

  @Test(
    "Accounts are found by telephone number, however it was written",
    arguments: StoreUnderTest.allCases)
  func phones(on kind: StoreUnderTest) async throws {
    try await kind.run { store in
      let first = try await store.added(.contact("One", emails: [], phone: "+43 1 234-5"))
      let second = try await store.added(.contact("Two", emails: [], phone: "+4312345"))
      _ = try await store.added(.contact("Three", emails: [], phone: "4312345"))
      let agent = try await store.added(.agent("Four"))
      try await store.read { store throws in
        #expect(
          try store.accounts(in: .contact, withPhone: "+4312345", limit: 9) == [first, second])
        #expect(try store.accounts(in: .contact, withPhone: "+4312345", limit: 1) == [first])
        #expect(try store.accounts(in: .agent, withPhone: "+4312345", limit: 9) == [agent])
        #expect(try store.accounts(in: .agent, withPhone: "", limit: 9) == [])
      }
    }
  }

  @Test(
    "Accounts are found by primary address, any address and login name",
    arguments: StoreUnderTest.allCases)
  func lookUps(on kind: StoreUnderTest) async throws {
    try await kind.run { store in
      let first = try await store.added(
        .contact("One", emails: ["Shared@x.example", "one@x.example"], loginName: "One"))
      let second = try await store.added(
        .contact("Two", emails: ["two@x.example", "shared@X.example", "shared@x.example"]))
      let third = try await store.added(.contact("Three", emails: ["shared@x.example"]))
      let agent = try await store.added(.agent("Four", email: "shared@x.example", loginName: "one"))
      try await store.read { store throws in
        let primary = { (population: Population, limit: Int) in
          try store.accounts(
            in: population, withPrimaryEmail: "shared@x.example", limit: limit)
        }
        let any = { (population: Population, limit: Int) in
          try store.accounts(in: population, withAnyEmail: "shared@x.example", limit: limit)
        }
        #expect(try primary(.contact, 9) == [first, third])
        #expect(try primary(.contact, 1) == [first])
        #expect(try primary(.contact, 0) == [])
        #expect(try primary(.contact, -1) == [])
        #expect(try primary(.agent, 9) == [agent])
        #expect(try any(.contact, 9) == [first, second, third])
        #expect(try any(.contact, 2) == [first, second])
        #expect(try any(.agent, 9) == [agent])
        #expect(try store.account(in: .contact, withLoginName: "one") == first)
        #expect(try store.account(in: .agent, withLoginName: "one") == agent)
        #expect(try store.account(in: .agent, withLoginName: "two") == nil)
      }
    }
  }

  @Test("Pages go by ascending id, within one population", arguments: StoreUnderTest.allCases)
  func pages(on kind: StoreUnderTest) async throws {
    try await kind.run { store in
      var agents: [AccountID] = []
      for number in 1...5 {
        agents.append(try await store.added(.agent("agent\(number)")).id)
        _ = try await store.added(.contact("contact", emails: []))
      }
      let expected = agents
      try await store.read { store throws in
        let page = { (after: AccountID?, limit: Int) in
          try store.accounts(in: .agent, after: after, search: nil, limit: limit).map(\.id)
        }
        #expect(try page(nil, 2) == [expected[0], expected[1]])
        #expect(try page(expected[1], 2) == [expected[2], expected[3]])
        #expect(try page(expected[3], 2) == [expected[4]])
        #expect(try page(expected[4], 2) == [])
      }
    }
  }

  @Test(
    "A search finds parts of names and addresses in any ASCII case, and takes no wildcards",
    arguments: StoreUnderTest.allCases,
    [
      ("MILL", ["Jane Miller"]), ("miller", ["Jane Miller"]),
      ("@DESK", ["Jane Miller", "100%_\\ok"]),
      ("100%", ["100%_\\ok"]), ("%", ["100%_\\ok"]), ("_", ["100%_\\ok"]), ("\\", ["100%_\\ok"]),
      ("É", ["CAFÉ"]), ("é", []), ("nobody", []), ("", ["Jane Miller", "100%_\\ok", "CAFÉ"]),
    ] as [(String, [String])])
  func search(on kind: StoreUnderTest, row: (text: String, names: [String])) async throws {
    try await kind.run { store in
      _ = try await store.added(.agent("Jane Miller", email: "jane@desk.example"))
      _ = try await store.added(.agent("100%_\\ok", email: "b@desk.example"))
      _ = try await store.added(.agent("CAFÉ", email: "c@other.example"))
      let found = try await store.read { store throws in
        try store.accounts(in: .agent, after: nil, search: row.text, limit: 9)
      }
      #expect(found.map(\.displayName.text) == row.names, "\(row.text)")
    }
  }

  @Test(
    "Locked accounts are those whose lock holds at this moment", arguments: StoreUnderTest.allCases)
  func locked(on kind: StoreUnderTest) async throws {
    try await kind.run { store in
      var byHand = try await store.added(.agent("byHand"))
      _ = try await store.added(.agent("open"))
      var automatic = try await store.added(.contact("automatic", emails: []))
      byHand.lock(by: nil, at: start, reason: "")
      automatic.lockAutomatically(until: .at(1_000))
      try await store.write { [byHand, automatic] store throws in
        try store.update(byHand)
        try store.update(automatic)
      }
      try await store.read { [byHand, automatic] store throws in
        let locked = { (after: AccountID?, now: Int64, limit: Int) in
          try store.lockedAccounts(after: after, at: .at(now), limit: limit).map(\.id)
        }
        #expect(try locked(nil, 999, 9) == [byHand.id, automatic.id])
        #expect(try locked(nil, 1_000, 9) == [byHand.id])
        #expect(try locked(nil, 0, 1) == [byHand.id])
        #expect(try locked(byHand.id, 0, 9) == [automatic.id])
      }
    }
  }
}
