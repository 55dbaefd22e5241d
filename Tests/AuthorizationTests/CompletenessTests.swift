import LatchkeyAuthorization
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema
import Testing

/// No method is open by accident.
struct CompletenessTests {
  /// Methods that any known service may call, without a scope and without a person.
  static let open: Set<Method> = [
    .serverPing, .serverGetInfo, .serverGetHealth, .serverDescribe, .serverWatchHealth,
  ]

  /// Methods for people who are not signed in: a scope is needed, a person is not.
  static let anonymous: Set<Method> = [
    .signInSignIn, .signInCompletePasswordChange, .passwordsGetPasswordPolicy,
    .passwordsCheckPassword, .recoveryRequestPasswordReset, .recoveryInspectLink,
    .recoveryCompletePasswordReset, .recoveryCompleteActivation, .recoveryReportUnexpectedReset,
    .recoveryConfirmEmailChange, .signInCompleteSecondFactor,
  ]

  /// Methods that ask for the own session and nothing else.
  static let own: Set<Method> = [
    .signInReauthenticate, .signInSignOut, .sessionsListOwnSessions, .sessionsRevokeOwnSessions,
    .passwordsChangePassword, .accountsGetOwnAccount, .accountsUpdateOwnAccount,
    .secondFactorGetStatus, .secondFactorBeginTOTPEnrollment, .secondFactorConfirmTOTPEnrollment,
    .secondFactorRegenerateRecoveryCodes, .secondFactorDisableSecondFactor,
  ]

  /// Methods that services call without a person, with the scope for it.
  static let service: [Method: Scope] = [
    .sessionsVerifySession: .verify, .auditListEvents: .auditRead, .auditVerifyChain: .auditRead,
    .sessionsWatchRevocations: .verify, .auditTailEvents: .auditRead,
    .contactsProvisionRequester: .provision, .contactsGetContact: .directoryRead,
    .contactsListContacts: .directoryRead, .operatorBootstrap: .operate,
    .operatorBreakGlass: .operate, .operatorBackup: .operate, .operatorDrain: .operate,
    .operatorRotateKeys: .operate, .operatorGetMetrics: .operate,
  ]

  @Test(
    "Exactly the listed methods need neither scope nor person", arguments: Method.allCases)
  func openMethods(method: Method) {
    let denied = denial(method, through: Desk.service(), by: .nobody)
    #expect((denied == nil) == Self.open.contains(method))
    #expect(denied == nil || denied?.reason == .scopeMissing)
  }

  @Test("F21 exactly the listed methods can be called without a person", arguments: Method.allCases)
  func withoutPerson(method: Method) {
    let everyScope = ServicePrincipal(name: "all", scopes: Set(Scope.allCases))
    let denied = denial(method, through: everyScope, by: .nobody, on: .missing)
    let isListed =
      Self.open.contains(method) || Self.anonymous.contains(method)
      || Self.service[method] != nil
    // A method that gets past the person meets the missing target.
    #expect((denied?.reason == .notFound) == isListed)
    #expect(isListed || denied?.reason == .sessionRequired)
  }

  @Test("A method without a person needs its own scope, and no other will do")
  func scopes() {
    for method in Method.allCases {
      for scope in Scope.allCases {
        let denied = denial(method, through: Desk.service(scope), by: .nobody)
        let opens =
          Self.open.contains(method)
          || (Self.anonymous.contains(method) && scope == .endUser)
          || Self.service[method] == scope
        #expect((denied == nil) == opens, "\(method.declaration.name) with \(scope.rawValue)")
      }
    }
  }

  @Test("A person's session counts only through a service that may present it")
  func relayed() {
    let person = Desk.accountAdministrator.signedIn(proved: true)
    for method in Method.allCases {
      guard !Self.open.contains(method), !Self.anonymous.contains(method),
        Self.service[method] == nil || method.requirement().serviceScope != nil
      else { continue }
      for scope in Scope.allCases {
        let denied = denial(method, through: Desk.service(scope), by: person, on: .missing)
        let opens = scope == .agentRelay || (scope == .endUser && Self.own.contains(method))
        #expect(
          denied?.reason == (opens ? .notFound : .scopeMissing),
          "\(method.declaration.name) with \(scope.rawValue)")
      }
    }
  }

  @Test("F21 every remaining method asks for at least one permission or the office")
  func permissions() {
    for method in Method.allCases {
      for aspect in Aspect.allCases {
        switch method.requirement(aspect).subject {
        case .nobody:
          #expect(
            Self.open.contains(method) || Self.anonymous.contains(method)
              || Self.service[method] != nil || aspect == .byTicket)
        case .ownSession: #expect(Self.own.contains(method))
        case .hostOperator: #expect(Self.service[method] == .operate)
        case .accountAdministrator: #expect(method == .agentsTransferAccountAdministrator)
        case .agentWithAll(let permissions), .agentWithAny(let permissions):
          #expect(!permissions.isEmpty)
        }
      }
    }
  }

  @Test("Only a person is asked for guards and a proof, so that none of them is skipped")
  func guardsNeedPerson() {
    for method in Method.allCases {
      for aspect in Aspect.allCases {
        let rule = method.requirement(aspect)
        let asksPerson = !rule.guards.isEmpty || rule.needsStepUp
        switch rule.subject {
        case .nobody, .hostOperator: #expect(!asksPerson)
        case .ownSession, .agentWithAll, .agentWithAny, .accountAdministrator:
          #expect(!asksPerson || rule.serviceScope == nil)
        }
      }
    }
  }

  @Test("An aspect never asks for less than the plain call")
  func aspects() {
    for actor in Desk.everybody {
      for target in Desk.everybody {
        for proved in [false, true] {
          let presented = actor.signedIn(proved: proved)
          let plain = denial(.agentsUpdateAgent, by: presented, on: target.target)
          let address = denial(
            .agentsUpdateAgent, aspect: .changesAddress, by: presented, on: target.target)
          #expect(plain == nil || address != nil, "\(actor.name) on \(target.name)")
        }
      }
    }
  }

  @Test("I10 changing where links go needs what sending a link needs, except on oneself")
  func equalGuards() {
    for actor in Desk.everybody {
      for target in Desk.everybody where target.id != actor.id {
        for proved in [false, true] {
          let presented = actor.signedIn(proved: proved)
          let link = denial(.agentsSendPasswordResetLink, by: presented, on: target.target)
          let address = denial(
            .agentsUpdateAgent, aspect: .changesAddress, by: presented, on: target.target)
          #expect(link == address, "\(actor.name) on \(target.name)")
        }
      }
    }
  }

  @Test("The audit names who speaks")
  func actors() throws {
    let person = try CallerCheck(
      .agentsListAgents, principal: Desk.console, presented: Desk.agent.signedIn(proved: false))
    #expect(person.auditActor == .account(Desk.agent.id))
    let host = try CallerCheck(.operatorBootstrap, principal: Desk.host, presented: .nobody)
    #expect(host.auditActor == .hostOperator)
    let nobody = try CallerCheck(
      .signInSignIn, principal: Desk.console, presented: Desk.agent.signedIn(proved: true))
    #expect(nobody.auditActor == .nobody, "A session that is presented is not looked at.")
  }
}
