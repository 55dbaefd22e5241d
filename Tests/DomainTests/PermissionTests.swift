import LatchkeyBase
import LatchkeyDomain
import Testing

/// What permissions imply, and what they do not.
struct PermissionTests {
  @Test("Super Admin grants every permission and covers every set")
  func superAdmin() {
    let superAdmin = PermissionSet([.superAdmin])
    for permission in Permission.allCases {
      #expect(superAdmin.grants(permission))
      #expect(superAdmin.covers(PermissionSet([permission])))
    }
    #expect(superAdmin.covers(.everything))
  }

  @Test("Any other permission grants itself and nothing else")
  func oneEach() {
    for held in Permission.allCases where held != .superAdmin {
      for asked in Permission.allCases {
        #expect(PermissionSet([held]).grants(asked) == (held == asked))
      }
    }
    #expect(Permission.allCases.allSatisfy { !PermissionSet([]).grants($0) })
  }

  @Test("D9 a set covers its subsets only; all others together do not cover Super Admin")
  func covers() {
    let allOthers = PermissionSet(Permission.allCases.filter { $0 != .superAdmin })
    #expect(!allOthers.covers(.everything))
    #expect(!allOthers.covers(PermissionSet([.superAdmin])))
    for permission in Permission.allCases where permission != .superAdmin {
      #expect(allOthers.covers(PermissionSet([permission])))
      #expect(!allOthers.subtracting(PermissionSet([permission])).covers([permission].set))
      #expect([permission].set.covers([]))
      #expect(![].set.covers([permission].set))
    }
  }

  @Test("Bits of a newer version grant nothing")
  func unknownBits() {
    #expect(PermissionSet(rawValue: .max) == .everything)
    #expect(PermissionSet(rawValue: 0x8000_0000) == PermissionSet([]))
    #expect(PermissionSet(rawValue: .max).permissions == Permission.allCases)
  }

  @Test("Names and labels are different, and names are plain")
  func names() {
    #expect(Set(Permission.allCases.map(\.name)).count == Permission.allCases.count)
    #expect(Set(Permission.allCases.map(\.label)).count == Permission.allCases.count)
    for name in Permission.allCases.map(\.name) {
      #expect(name.utf8.allSatisfy { (0x61...0x7A).contains($0) || $0 == UInt8(ascii: "_") })
    }
  }

  @Test("The built-in roles hold what the model says")
  func builtIn() throws {
    #expect(Role.builtIn.map(\.name) == ["Administrator", "Supervisor", "Agent"])
    let sets = Role.builtIn.map(\.permissions)
    #expect(sets[0] == .everything)
    #expect(
      sets[1]
        == [
          .viewAgents, .viewContacts, .manageContacts, .manageContactPassword, .unlockAccounts,
          .viewAudit,
        ].set)
    #expect(sets[2] == [.viewAgents, .viewContacts, .manageContacts].set)
    #expect(sets[1].covers(sets[2]))
    #expect(!sets[1].grants(.manageAgents))
    #expect(!sets[1].grants(.superAdmin))
  }
}

extension [Permission] {
  /// The set of these.
  var set: PermissionSet { PermissionSet(self) }
}
