import LatchkeyApplication
import LatchkeyDomain
import Testing

@Suite("Store contract: contacts")
struct ContactContract {
  @Test(
    "Each list of contacts has its own, and none shows who was merged or erased",
    arguments: StoreUnderTest.allCases)
  func lists(on kind: StoreUnderTest) async throws {
    try await kind.run { store in
      var ids: [AccountID] = []
      for number in 0..<7 {
        let email = number < 2 ? "shared@x.example" : "c\(number)@x.example"
        ids.append(try await store.added(.contact("c\(number)", emails: [email])).id)
      }
      _ = try await store.added(.agent("agent", email: "shared@x.example"))
      let all = ids
      let changes: [@Sendable (inout Account) -> Void] = [
        { $0.setPassword(.sample("a")) },
        { $0.lock(by: nil, at: start, reason: "") },
        {
          $0.setTemporaryPassword(
            .sample("a"),
            TemporaryPassword(origin: .generated, issuedBy: nil, expiresAt: .at(9)))
        },
        { $0.deactivate(by: nil, at: start, reason: "") },
        { $0.lockAutomatically(until: .at(1_000)) },
        { $0.erase(at: start) },
        { $0.merge(into: all[0], at: start) },
      ]
      try await store.write { store throws in
        for (id, change) in zip(all, changes) {
          guard var account = try store.account(id) else { continue }
          change(&account)
          try store.update(account)
        }
      }
      let expected: [(ContactSearch.Filter, Int64, [Int])] = [
        (.all, 0, [0, 1, 2, 3, 4]), (.registered, 0, [0, 2]), (.notRegistered, 0, [1, 3, 4]),
        (.forced, 0, [2]), (.locked, 0, [1, 4]), (.locked, 1_000, [1]), (.deactivated, 0, [3]),
        (.sharedEmail, 0, [0, 1]),
      ]
      for (filter, moment, members) in expected {
        for text in [nil, "x.example", "X.EX"] {
          let found = try await store.read {
            try $0.contacts(
              ContactSearch(filter: filter, text: text, at: .at(moment), limit: 9))
          }
          #expect(found.contacts.map(\.id) == members.map { all[$0] }, "\(filter) \(text ?? "")")
          #expect(found.next == nil)
          // Page by page it is the same.
          var paged: [AccountID] = []
          var after: AccountID?
          repeat {
            let start = after
            let page = try await store.read {
              try $0.contacts(
                ContactSearch(
                  filter: filter, text: text, after: start, at: .at(moment), limit: 2))
            }
            paged += page.contacts.map(\.id)
            after = page.next
          } while after != nil
          #expect(paged == members.map { all[$0] }, "\(filter) by pages")
        }
      }
    }
  }

  @Test(
    "A search finds parts of three characters and more, in any case and any script",
    arguments: StoreUnderTest.allCases,
    [
      ("mill", [0]), ("MILLER", [0]), ("ne M", [0]), ("@X.example", [0, 1, 2]), ("jane.m", [0]),
      ("100%", [1]), ("0%_", [1]), ("\"q\"", [1]), ("AFÉ", [2]), ("café", [2]), ("ξέν", [2]),
      ("nobody", []), ("OR x", []), ("iller jan", []), ("kafka", [2]),
    ] as [(String, [Int])])
  func search(on kind: StoreUnderTest, row: (text: String, found: [Int])) async throws {
    try await kind.run { store in
      let ids = [
        try await store.added(.contact("Jane Miller", emails: ["jane.m@x.example"])).id,
        try await store.added(.contact("100%_ \"q\"", emails: ["b@x.example"])).id,
        try await store.added(
          .contact("CAFÉ Ξένη", emails: ["c@x.example", "d@x.example"], loginName: "Kafka")
        ).id,
      ]
      let found = try await store.read {
        try $0.contacts(ContactSearch(text: row.text, at: start, limit: 9))
      }
      #expect(found.contacts.map(\.id) == row.found.map { ids[$0] }, "\(row.text)")
    }
  }

  @Test("A search finds a contact by what it is called now", arguments: StoreUnderTest.allCases)
  func renamed(on kind: StoreUnderTest) async throws {
    try await kind.run { store in
      var contact = try await store.added(.contact("Jane Miller", emails: ["jane@x.example"]))
      contact.displayName = try DisplayName("Jane Smith")
      contact.changeEmails([EmailAddress(stored: "smith@y.example")])
      let changed = contact
      try await store.write { try $0.update(changed) }
      for (text, isFound) in [
        ("Miller", false), ("jane@x", false), ("Smith", true), ("y.example", true),
      ] {
        let found = try await store.read {
          try $0.contacts(ContactSearch(text: text, at: start, limit: 9))
        }
        #expect(found.contacts.isEmpty != isFound, "\(text)")
      }
    }
  }

  @Test(
    "A search that finds little says where it stopped, and the next one goes on there",
    arguments: StoreUnderTest.allCases)
  func bounded(on kind: StoreUnderTest) async throws {
    try await kind.run { store in
      let last = try await store.write { store throws in
        for number in 0..<2_100 {
          _ = try store.insert(
            .contact("Common \(number)", emails: ["c\(number)@x.example"]))
        }
        let id = try store.insert(.contact("Common last", emails: ["last@x.example"]))
        guard var account = try store.account(id) else { return id }
        account.lock(by: nil, at: start, reason: "")
        try store.update(account)
        return id
      }
      let first = try await store.read {
        try $0.contacts(ContactSearch(filter: .locked, text: "Common", at: start, limit: 9))
      }
      #expect(first.contacts == [])
      #expect(first.next == AccountID(rawValue: 2_000))
      let second = try await store.read {
        try $0.contacts(
          ContactSearch(
            filter: .locked, text: "Common", after: first.next, at: start, limit: 9))
      }
      #expect(second.contacts.map(\.id) == [last])
      #expect(second.next == nil)
    }
  }

  @Test(
    "D16 an address is shared as long as two contacts have it as their primary one",
    arguments: StoreUnderTest.allCases)
  func shared(on kind: StoreUnderTest) async throws {
    try await kind.run { store in
      let isShared = { (account: Account) in
        try await store.read { try $0.isPrimaryEmailShared(of: account) }
      }
      let shared = {
        try await store.read {
          try $0.contacts(ContactSearch(filter: .sharedEmail, at: start, limit: 9)).contacts
            .map(\.id)
        }
      }
      let one = try await store.added(.contact("One", emails: ["a@x.example"]))
      _ = try await store.added(.agent("Agent", email: "a@x.example"))
      _ = try await store.added(.contact("Second", emails: ["b@x.example", "a@x.example"]))
      #expect(try await !isShared(one))
      #expect(try await shared() == [])
      var two = try await store.added(.contact("Two", emails: ["A@x.example"]))
      let three = try await store.added(.contact("Three", emails: ["a@x.example"]))
      #expect(try await isShared(one))
      #expect(try await shared() == [one.id, two.id, three.id])
      for emails in [["two@x.example"], ["A@x.example", "two@x.example"], []] {
        two.changeEmails(emails.map { EmailAddress(stored: $0) })
        let changed = two
        try await store.write { try $0.update(changed) }
        two.revision += 1
      }
      #expect(try await shared() == [one.id, three.id])
      var gone = three
      gone.merge(into: one.id, at: start)
      let merged = gone
      try await store.write { try $0.update(merged) }
      #expect(try await shared() == [])
      #expect(try await !isShared(one))
    }
  }

  @Test(
    "What was removed from the index is written out of it step by step",
    arguments: StoreUnderTest.allCases)
  func compaction(on kind: StoreUnderTest) async throws {
    try await kind.run { store in
      let quiet = try await store.write { try $0.compactSearch(pages: 8) }
      #expect(quiet)
      var contact = try await store.added(.contact("Somebody", emails: ["s@x.example"]))
      _ = try await store.added(.contact("Another", emails: ["a@x.example"]))
      contact.erase(at: start)
      let erased = contact
      try await store.write { store throws in
        try store.update(erased)
        try store.scrub(erased.id)
      }
      var steps = 0
      while try await !store.write({ try $0.compactSearch(pages: 8) }) {
        steps += 1
        #expect(steps < 100)
        if steps >= 100 { break }
      }
      #expect(steps >= 1)
      let found = try await store.read {
        try $0.contacts(ContactSearch(text: "x.example", at: start, limit: 9))
      }
      #expect(found.contacts.map(\.displayName.text) == ["Another"])
    }
  }
}
