import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import Testing

@Suite("Store contract: what must be unique")
struct UniquenessContract {
  @Test(
    "Two agents cannot have the same primary address, in any case of letters",
    arguments: StoreUnderTest.allCases)
  func address(on kind: StoreUnderTest) async throws {
    try await kind.run { store in
      _ = try await store.added(.agent("Ana", email: "ana@desk.example"))
      var other = try await store.added(.agent("Ben", email: "ben@desk.example"))
      let inserted = try await refusal {
        _ = try await store.added(.agent("Cleo", email: "ANA@desk.example"))
      }
      #expect(inserted == .conflict(.address))
      other.changeEmails([try EmailAddress("Ana@Desk.example")])
      let updated = try await refusal {
        try await store.write { [other] in try $0.update(other) }
      }
      #expect(updated == .conflict(.address))
      // A contact may share it, and an agent may have it at another place.
      _ = try await store.added(.contact("Dora", emails: ["ana@desk.example"]))
      _ = try await store.added(.contact("Eve", emails: ["ana@desk.example"]))
      other.changeEmails([try EmailAddress("b@desk.example"), try EmailAddress("ana@desk.example")])
      try await store.write { [other] in try $0.update(other) }
    }
  }

  @Test("A login name is unique in its population", arguments: StoreUnderTest.allCases)
  func loginName(on kind: StoreUnderTest) async throws {
    try await kind.run { store in
      _ = try await store.added(.agent("Ana", loginName: "Desk.One"))
      _ = try await store.added(.contact("Ben", emails: [], loginName: "desk.one"))
      let error = try await refusal {
        _ = try await store.added(.agent("Cleo", loginName: "desk.ONE"))
      }
      #expect(error == .conflict(.loginName))
    }
  }

  @Test(
    "There is one Account Administrator, and the office can be handed over",
    arguments: StoreUnderTest.allCases)
  func accountAdministrator(on kind: StoreUnderTest) async throws {
    try await kind.run { store in
      var first = try await store.added(.agent("Ana", isAccountAdministrator: true))
      var second = try await store.added(.agent("Ben"))
      let error = try await refusal {
        _ = try await store.added(.agent("Cleo", isAccountAdministrator: true))
      }
      #expect(error == .conflict(.accountAdministrator))
      first.setAccountAdministrator(false)
      second.setAccountAdministrator(true)
      try await store.write { [first, second] store throws in
        try store.update(first)
        try store.update(second)
      }
      let holder = try await store.read { try $0.accountAdministrator() }
      #expect(holder == second.id)
    }
  }

  @Test("A role's name is unique in any ASCII case", arguments: StoreUnderTest.allCases)
  func roleName(on kind: StoreUnderTest) async throws {
    try await kind.run { store in
      let roles = try await store.write { store throws in
        [
          try store.insertRole(name: "Password Desk", permissions: [], isBuiltIn: false),
          try store.insertRole(name: "Team Lead", permissions: [], isBuiltIn: false),
        ]
      }
      let inserted = try await refusal {
        _ = try await store.write { store throws in
          try store.insertRole(name: "PASSWORD desk", permissions: [], isBuiltIn: false)
        }
      }
      #expect(inserted == .conflict(.roleName))
      let renamed = try await refusal {
        try await store.write { store throws in
          guard var role = try store.role(roles[1]) else { return }
          role.name = "password desk"
          try store.update(role)
        }
      }
      #expect(renamed == .conflict(.roleName))
    }
  }

  @Test(
    "After a conflict the transaction may go on, and nothing of the refused change remains",
    arguments: StoreUnderTest.allCases)
  func partialChange(on kind: StoreUnderTest) async throws {
    try await kind.run { store in
      _ = try await store.added(.agent("Ana", email: "ana@desk.example"))
      try await store.write { store throws in
        let ben = try NewAccount.agent("Ben", email: "ana@desk.example")
        // The row of the account goes in before the address is refused.
        #expect(storeError { _ = try store.insert(ben) } == .conflict(.address))
        _ = try store.insert(NewAccount.agent("Cleo"))
      }
      let names = try await store.read { store throws in
        try store.accounts(in: .agent, after: nil, search: nil, limit: 9)
          .map(\.displayName.text)
      }
      #expect(names == ["Ana", "Cleo"])
    }
  }
}
