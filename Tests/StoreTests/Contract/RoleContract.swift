import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import Testing

@Suite("Store contract: roles")
struct RoleContract {
  @Test("A role reads back, changes, and counts who holds it", arguments: StoreUnderTest.allCases)
  func life(on kind: StoreUnderTest) async throws {
    try await kind.run { store in
      let (desk, lead) = try await store.write { store throws in
        (
          try store.insertRole(
            name: "Password Desk",
            permissions: PermissionSet([.manageAgents, .manageAgentPassword]),
            isBuiltIn: false),
          try store.insertRole(name: "All", permissions: .everything, isBuiltIn: true)
        )
      }
      let ana = try await store.added(.agent("Ana", roles: [desk, lead]))
      let ben = try await store.added(.agent("Ben", roles: [lead]))
      try await store.read { store throws in
        #expect(
          try store.role(desk)
            == Role(
              id: desk, name: "Password Desk",
              permissions: PermissionSet([.manageAgents, .manageAgentPassword]), isBuiltIn: false,
              revision: 1))
        #expect(try store.roles().map(\.role.id) == [desk, lead])
        #expect(try store.roles().map(\.members) == [1, 2])
        #expect(try store.members(of: lead) == [ana.id, ben.id])
        #expect(try store.role(RoleID(rawValue: 99)) == nil)
        #expect(try store.members(of: RoleID(rawValue: 99)) == [])
      }
      try await store.write { store throws in
        guard var role = try store.role(desk) else { throw StoreError.changedMeanwhile }
        role.permissions = PermissionSet([.viewAudit])
        try store.update(role)
        #expect(storeError { try store.update(role) } == .changedMeanwhile)
        #expect(try store.role(desk)?.permissions == PermissionSet([.viewAudit]))
        #expect(try store.role(desk)?.revision == 2)
      }
    }
  }

  @Test(
    "A role that somebody holds stays; one that nobody holds goes",
    arguments: StoreUnderTest.allCases)
  func deletion(on kind: StoreUnderTest) async throws {
    try await kind.run { store in
      let role = try await store.write { store throws in
        try store.insertRole(name: "Desk", permissions: [], isBuiltIn: false)
      }
      var ana = try await store.added(.agent("Ana", roles: [role]))
      let held = try await refusal { try await store.write { try $0.deleteRole(role) } }
      #expect(held == .conflict(.other))
      ana.setRoles([])
      try await store.write { [ana] store throws in
        try store.update(ana)
        try store.deleteRole(role)
      }
      #expect(try await store.read { try $0.roles().isEmpty })
      let gone = try await refusal { try await store.write { try $0.deleteRole(role) } }
      #expect(gone == .changedMeanwhile)
      // A number is never used twice.
      let next = try await store.write { store throws in
        try store.insertRole(name: "Desk", permissions: [], isBuiltIn: false)
      }
      #expect(next != role)
    }
  }

  @Test("An account cannot hold a role that does not exist", arguments: StoreUnderTest.allCases)
  func unknownRole(on kind: StoreUnderTest) async throws {
    try await kind.run { store in
      let error = try await refusal {
        _ = try await store.added(.agent("Ana", roles: [RoleID(rawValue: 5)]))
      }
      #expect(error == .conflict(.other))
    }
  }
}
