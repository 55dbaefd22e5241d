import LatchkeyAuthorization
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema
import Testing

/// Who may act on whose account.
struct AgentGuardTests {
  /// The three ways to another agent's password.
  static let ways: [(String, Method)] = [
    ("way 1, a reset link", .agentsSendPasswordResetLink),
    ("ways 2 and 3, a password set", .agentsSetPassword),
  ]

  @Test(
    "S2.5 S2.4 both permissions are needed, and the refusal names what is missing", arguments: ways)
  func bothPermissions(way: String, method: Method) {
    let cases: [(PermissionSet, [Permission]?)] = [
      ([], [.manageAgents, .manageAgentPassword]),
      (PermissionSet([.manageAgents]), [.manageAgentPassword]),
      (PermissionSet([.manageAgentPassword]), [.manageAgents]),
      (PermissionSet([.manageAgents, .manageAgentPassword]), nil),
    ]
    for (permissions, missing) in cases {
      let actor = Desk.Actor("somebody", 50, permissions)
      let denied = denial(
        method, by: actor.signedIn(proved: true), on: Desk.newcomer.target)
      #expect(denied?.missingPermissions == missing, "\(way)")
      #expect(denied?.reason == (missing == nil ? nil : .missingPermission), "\(way)")
    }
  }

  @Test("S2.5 every other permission together is not enough")
  func noOtherPermission() {
    for (_, method) in Self.ways {
      for lacking in [Permission.manageAgents, .manageAgentPassword] {
        let others = PermissionSet(
          Permission.allCases.filter { $0 != .superAdmin && $0 != lacking })
        let actor = Desk.Actor("somebody", 50, others)
        let denied = denial(method, by: actor.signedIn(proved: true), on: Desk.newcomer.target)
        #expect(denied?.missingPermissions == [lacking])
      }
    }
  }

  @Test("S2.6 the permissions that count are those read at this call")
  func readAtEachCall() {
    var actor = Desk.Actor("somebody", 50, PermissionSet([.manageAgents, .manageAgentPassword]))
    #expect(
      denial(.agentsSetPassword, by: actor.signedIn(proved: true), on: Desk.newcomer.target) == nil)
    actor = Desk.Actor("somebody", 50, PermissionSet([.manageAgents]))
    #expect(
      denial(.agentsSetPassword, by: actor.signedIn(proved: true), on: Desk.newcomer.target)?.reason
        == .missingPermission)
  }

  /// Every method that could yield or take an account, or end what its owner does.
  static let doors: [(Method, Aspect)] = [
    (.agentsSendPasswordResetLink, .plain), (.agentsSetPassword, .plain),
    (.agentsUpdateAgent, .plain), (.agentsUpdateAgent, .changesAddress),
    (.agentsDeactivateAgent, .plain), (.agentsReactivateAgent, .plain),
    (.agentsSendInvitation, .plain), (.agentsSetRoles, .plain), (.accountsUnlock, .plain),
    (.accountsLock, .plain), (.accountsRequirePasswordChange, .plain),
    (.sessionsRevokeSessions, .plain), (.agentsDeleteAgent, .plain),
    (.secondFactorResetSecondFactor, .plain),
  ]

  @Test(
    "S2.7 D8 no door to the Account Administrator's account is open to anybody else",
    arguments: doors)
  func sideDoors(method: Method, aspect: Aspect) {
    for actor in Desk.everybody where !actor.isAccountAdministrator {
      let denied = denial(
        method, aspect: aspect, by: actor.signedIn(proved: true),
        on: Desk.accountAdministrator.target)
      #expect(denied != nil)
      if actor.permissions == .everything {
        #expect(denied?.reason == .accountAdministratorProtected)
      }
    }
  }

  @Test("D8 whatever changes an account has the owner's guard, or is the owner's own")
  func noDoorForgotten() {
    let known = Set(Self.doors.map(\.0))
    for method in Method.allCases
    where method.targetKind == .account && method.declaration.isMutation {
      #expect(
        known.contains(method) || method.requirement().subject == .accountAdministrator,
        "\(method.declaration.name)")
      for aspect in method.aspects {
        #expect(
          method.requirement(aspect).guards.contains(.owner)
            || method.requirement(aspect).subject == .accountAdministrator)
      }
    }
  }

  @Test("S2.8 the Account Administrator uses the own ways like everybody")
  func ownWays() {
    let owner = Desk.accountAdministrator.signedIn(proved: false)
    #expect(denial(.passwordsChangePassword, by: owner) == nil)
    #expect(denial(.recoveryRequestPasswordReset, by: .nobody) == nil)
    #expect(denial(.recoveryCompletePasswordReset, by: .nobody) == nil)
    let ownAddress = denial(
      .agentsUpdateAgent, aspect: .changesAddress,
      by: Desk.accountAdministrator.signedIn(proved: true), on: Desk.accountAdministrator.target)
    #expect(ownAddress == nil, "Nobody else could.")
  }

  @Test("S2.1 S2.2 S2.3 the own ways need no permission at all")
  func noPermission() {
    for actor in Desk.everybody {
      #expect(denial(.passwordsChangePassword, by: actor.signedIn(proved: false)) == nil)
    }
    for method: Method in [
      .recoveryRequestPasswordReset, .recoveryInspectLink, .recoveryCompletePasswordReset,
    ] {
      #expect(denial(method, by: .nobody) == nil)
    }
  }

  @Test("S2.9 the Account Administrator can reset every other agent", arguments: ways)
  func ownerResetsOthers(way: String, method: Method) {
    for target in Desk.everybody
    where target.population == .agent && !target.isAccountAdministrator {
      let denied = denial(
        method, by: Desk.accountAdministrator.signedIn(proved: true), on: target.target)
      #expect(denied == nil, "\(way) on \(target.name)")
    }
  }

  @Test("S2.18 nobody uses the ways for others on oneself", arguments: ways)
  func notOneself(way: String, method: Method) {
    for actor in [Desk.passwordDesk, Desk.superAdmin, Desk.accountAdministrator] {
      let denied = denial(method, by: actor.signedIn(proved: true), on: actor.target)
      #expect(denied?.reason == .useChangeOwnPassword, "\(way) by \(actor.name)")
    }
  }

  @Test(
    "What would shut oneself out, or raise oneself, is not for oneself",
    arguments: [
      (.agentsDeactivateAgent, .cannotTargetSelf), (.agentsReactivateAgent, .cannotTargetSelf),
      (.agentsSendInvitation, .cannotTargetSelf), (.agentsSetRoles, .cannotChangeOwnRoles),
      (.accountsLock, .cannotTargetSelf), (.accountsUnlock, .cannotTargetSelf),
      (.accountsRequirePasswordChange, .cannotTargetSelf),
      (.agentsTransferAccountAdministrator, .cannotTargetSelf),
    ] as [(Method, Reason)])
  func selfGuards(method: Method, reason: Reason) {
    let owner = Desk.accountAdministrator
    #expect(denial(method, by: owner.signedIn(proved: true), on: owner.target)?.reason == reason)
  }

  @Test("D9 an actor reaches exactly those whose permissions the own ones cover")
  func containment() {
    let methods = Method.allCases.filter {
      $0.targetKind == .account && $0.requirement().guards.contains(.rank)
    }
    #expect(methods.count >= 10)
    for method in methods {
      // The actor holds what the method asks, and perhaps one more; the target holds one.
      guard case .agentWithAll(let needed) = method.requirement().subject else { continue }
      for extra in Permission.allCases {
        for held in Permission.allCases {
          let permissions = PermissionSet(needed + [extra])
          let actor = Desk.Actor("somebody", 50, permissions)
          let target = Desk.Actor("somebody else", 51, PermissionSet([held]))
          let denied = denial(method, by: actor.signedIn(proved: true), on: target.target)
          let covers =
            permissions.permissions.contains(.superAdmin) || permissions.permissions.contains(held)
          if denied?.reason != (covers ? nil : .targetOutranksActor) {
            Issue.record("\(method.declaration.name): \(permissions.permissions) on \(held)")
          }
        }
      }
    }
  }

  @Test("D9 both password permissions do not reach a Super Admin")
  func notUpwards() {
    for (_, method) in Self.ways {
      let denied = denial(
        method, by: Desk.passwordDesk.signedIn(proved: true), on: Desk.superAdmin.target)
      #expect(denied?.reason == .targetOutranksActor)
    }
  }

  @Test("D9 whoever holds a role with more cannot be reached through the role either")
  func rolesRank() {
    for method: Method in [.rolesUpdateRole, .rolesDeleteRole] {
      let keeper = Desk.roleKeeper.signedIn(proved: true)
      #expect(denial(method, by: keeper, on: Desk.role(.viewAgents)) == nil)
      #expect(denial(method, by: keeper, on: Desk.role(.manageRoles, .viewAgents)) == nil)
      #expect(denial(method, by: keeper, on: Desk.role())?.reason == nil)
      #expect(
        denial(method, by: keeper, on: Desk.role(.viewAudit))?.reason == .targetOutranksActor)
      #expect(
        denial(method, by: keeper, on: Desk.role(.superAdmin))?.reason == .targetOutranksActor)
    }
  }

  @Test("Nobody gives a permission that he lacks, by whichever method")
  func givesOnlyOwn() {
    let methods = Method.allCases.filter(\.grants)
    #expect(
      Set(methods) == [
        .agentsCreateAgent, .agentsSetRoles, .rolesCreateRole, .rolesUpdateRole, .rolesDeleteRole,
        .rolesCloneRole, .contactsConvertToAgent,
      ])
    for method in methods {
      guard case .agentWithAll(let needed) = method.requirement().subject else {
        Issue.record("\(method.declaration.name) asks for no permission.")
        continue
      }
      let actor = Desk.Actor("somebody", 50, PermissionSet(needed))
      let target: Target =
        switch method.targetKind {
        case .nothing: .none
        case .account: Desk.newcomer.target
        case .contact: Desk.contact.target
        case .role: Desk.role()
        }
      for given in Permission.allCases {
        let denied = denial(
          method, by: actor.signedIn(proved: true), on: target, granting: PermissionSet([given]))
        #expect(
          denied?.reason == (needed.contains(given) ? nil : .cannotGrantUnheldPermission),
          "\(method.declaration.name) giving \(given.label)")
      }
    }
  }

  @Test("A contact's session opens nothing of the agents', whatever it claims to hold")
  func contactSession() {
    let contact = Desk.Actor("Contact", 1, .everything, population: .contact)
    for method in Method.allCases {
      switch method.requirement().subject {
      case .agentWithAll, .agentWithAny, .accountAdministrator:
        let denied = denial(method, by: contact.signedIn(proved: true), on: .missing)
        #expect(denied?.reason == .wrongPopulation, "\(method.declaration.name)")
      case .nobody, .ownSession, .hostOperator:
        continue
      }
    }
  }
}
