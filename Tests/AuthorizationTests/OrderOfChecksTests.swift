import LatchkeyAuthorization
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema
import Testing

/// The fixed order of checks: a caller who is wrong in every respect hears the first reason, and
/// learns the next only by mending it.
struct OrderOfChecksTests {
  @Test("Scope, session, population, permission, existence, owner, rank, population, step-up")
  func order() {
    let nowhere = Desk.service(.verify)
    let owner = Desk.accountAdministrator.target
    let teamLead = Desk.teamLead.signedIn(proved: false)
    let desk = Desk.passwordDesk
    let steps: [(Denial?, Reason?)] = [
      (denial(.agentsSetPassword, through: nowhere, by: .nobody, on: .missing), .scopeMissing),
      (denial(.agentsSetPassword, by: .nobody, on: .missing), .sessionRequired),
      (denial(.agentsSetPassword, by: .refused(.invalid), on: .missing), .sessionInvalid),
      (denial(.agentsSetPassword, by: .refused(.expired), on: .missing), .sessionExpired),
      (
        denial(.agentsSetPassword, by: Desk.contact.signedIn(proved: false), on: .missing),
        .wrongPopulation
      ),
      (denial(.agentsSetPassword, by: teamLead, on: .missing), .missingPermission),
      (denial(.agentsSetPassword, by: teamLead, on: owner), .missingPermission),
      (denial(.agentsSetPassword, by: desk.signedIn(proved: false), on: .missing), .notFound),
      (
        denial(.agentsSetPassword, by: desk.signedIn(proved: false), on: owner),
        .accountAdministratorProtected
      ),
      (
        denial(.agentsSetPassword, by: desk.signedIn(proved: false), on: desk.target),
        .useChangeOwnPassword
      ),
      (
        denial(
          .agentsSetPassword, by: desk.signedIn(proved: false), on: Desk.superAdmin.target),
        .targetOutranksActor
      ),
      (
        denial(.agentsSetPassword, by: desk.signedIn(proved: false), on: Desk.contact.target),
        .wrongPopulation
      ),
      (
        denial(.agentsSetPassword, by: desk.signedIn(proved: false), on: Desk.newcomer.target),
        .stepUpRequired
      ),
      (
        denial(.agentsSetPassword, by: desk.signedIn(proved: true), on: Desk.newcomer.target), nil
      ),
    ]
    for (index, (denied, expected)) in steps.enumerated() {
      #expect(denied?.reason == expected, "Step \(index)")
    }
  }

  @Test("The grant guard comes after all others, and before step-up")
  func grantGuard() {
    let actor = Desk.passwordDesk.signedIn(proved: false)
    let all = PermissionSet.everything
    func reason(_ target: Desk.Actor, _ granting: PermissionSet) -> Reason? {
      denial(.agentsSetRoles, by: actor, on: target.target, granting: granting)?.reason
    }
    #expect(reason(Desk.accountAdministrator, all) == .accountAdministratorProtected)
    #expect(reason(Desk.passwordDesk, all) == .cannotChangeOwnRoles)
    #expect(reason(Desk.superAdmin, all) == .targetOutranksActor)
    #expect(reason(Desk.contact, all) == .wrongPopulation)
    #expect(reason(Desk.newcomer, all) == .cannotGrantUnheldPermission)
    #expect(reason(Desk.newcomer, []) == .stepUpRequired)
  }

  @Test("Whoever lacks the permission cannot tell a target that exists from one that does not")
  func nothingLearnt() {
    for method in Method.allCases where method.targetKind == .account {
      for actor in Desk.everybody {
        for presented in [actor.signedIn(proved: true), actor.signedIn(proved: false)] {
          let missing = denial(method, by: presented, on: .missing)
          guard missing?.reason != .notFound else { continue }
          for target in Desk.everybody {
            #expect(
              denial(method, by: presented, on: target.target, granting: .everything) == missing,
              "\(method.declaration.name) by \(actor.name) on \(target.name)")
          }
        }
      }
    }
  }

  @Test("Every call to which nothing else is wrong and that needs a proof asks for it last")
  func stepUpLast() {
    for method in Method.allCases {
      for aspect in method.aspects where method.requirement(aspect).needsStepUp {
        let target: Target =
          switch method.targetKind {
          case .nothing: .none
          case .account: Desk.newcomer.target
          case .contact: Desk.contact.target
          case .role: Desk.role(.viewAgents)
          }
        let owner = Desk.accountAdministrator
        #expect(
          denial(method, aspect: aspect, by: owner.signedIn(proved: false), on: target)?.reason
            == .stepUpRequired)
        #expect(denial(method, aspect: aspect, by: owner.signedIn(proved: true), on: target) == nil)
      }
    }
  }

  @Test("A denial for want of permissions names those that are missing, and no others")
  func namesPermissions() {
    let either = denial(.agentsGetAgent, by: Desk.roleKeeper.signedIn(proved: false))
    #expect(either == nil, "View Agents is enough to read.")
    let none = denial(.agentsGetAgent, by: Desk.newcomer.signedIn(proved: false))
    #expect(none?.missingPermissions == [.viewAgents, .manageAgents], "Any of these would do.")
    #expect(none?.missingScopes == [])
  }

  @Test("A denial for want of a scope names those of which one would do")
  func namesScopes() {
    let own = denial(.signInSignOut, through: Desk.service(), by: .nobody)
    #expect(own?.missingScopes == [.endUser, .agentRelay])
    let audit = denial(.auditListEvents, through: Desk.service(.verify), by: .nobody)
    #expect(audit?.missingScopes == [.agentRelay, .auditRead])
  }
}
