import LatchkeyAuthorization
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema
import Testing

/// Explanations against decisions.
struct ExplanationTests {
  private static let principals = [
    Desk.console, Desk.host, Desk.service(.verify), Desk.service(.endUser),
    Desk.service(.agentRelay, .directoryRead), Desk.service(),
  ]

  private static let targets: [Target] =
    Desk.everybody.map(\.target) + [
      .none, .missing, Desk.role(.viewAgents), Desk.role(.superAdmin), Desk.role(),
    ]

  private static var presented: [PresentedSubject] {
    Desk.everybody.flatMap { [$0.signedIn(proved: true), $0.signedIn(proved: false)] }
      + [.nobody, .refused(.expired), .refused(.invalid)]
  }

  /// Whether a decision can be asked for: guards of accounts are asked about accounts.
  private static func fits(_ target: Target, _ rule: Requirement) -> Bool {
    switch target {
    case .none: !rule.asksAboutTarget
    case .role: !rule.asksAboutAccount
    case .missing, .account: true
    }
  }

  @Test(
    "An explanation comes to the verdict of the decision, whoever calls what on whom",
    arguments: Method.allCases)
  func verdicts(method: Method) throws {
    for aspect in method.aspects {
      let rule = method.requirement(aspect)
      for presented in Self.presented {
        for target in Self.targets where Self.fits(target, rule) {
          for principal in Self.principals {
            for granting: PermissionSet in [[], .everything] {
              let explanation = try AccessExplanation(
                method, aspect: aspect, principal: principal, presented: presented,
                target: target, granting: granting)
              let denied = denial(
                method, aspect: aspect, through: principal, by: presented, on: target,
                granting: granting)
              if explanation.denial != denied {
                Issue.record("\(aspect) by \(presented) on \(target): \(explanation)")
              }
            }
          }
        }
      }
    }
  }

  @Test(
    "The last check of a denial is the one that its reason belongs to", arguments: Method.allCases)
  func lastCheck(method: Method) throws {
    let rule = method.requirement()
    for presented in Self.presented {
      for target in Self.targets where Self.fits(target, rule) {
        let explanation = try AccessExplanation(
          method, principal: Desk.console, presented: presented, target: target)
        guard let denial = explanation.denial else { continue }
        let last = try #require(explanation.checks.last)
        let names: Set<String> =
          switch denial.reason {
          case .scopeMissing: ["scope"]
          case .sessionRequired, .sessionExpired, .sessionInvalid: ["session"]
          case .wrongPopulation: ["population"]
          case .missingPermission: ["permission"]
          case .accountAdministratorProtected: ["owner"]
          case .notFound: ["target"]
          case .useChangeOwnPassword, .cannotTargetSelf, .cannotChangeOwnRoles: ["other"]
          case .targetOutranksActor: ["rank"]
          case .cannotGrantUnheldPermission: ["grant"]
          case .stepUpRequired: ["step_up"]
          default: []
          }
        #expect(names.contains(last.name), "\(last.name) with \(denial.reason)")
      }
    }
  }

  @Test("Checks are explained in the fixed order", arguments: Method.allCases)
  func order(method: Method) throws {
    let ranks: [String: Int] = ["scope": 0, "session": 1, "permission": 3, "target": 4]
    let explanation = try AccessExplanation(
      method, principal: ServicePrincipal(name: "all", scopes: Set(Scope.allCases)),
      presented: Desk.accountAdministrator.signedIn(proved: true), target: Desk.newcomer.target)
    let found = explanation.checks.compactMap { ranks[$0.name] }
    #expect(found == found.sorted())
    #expect(explanation.checks.first?.name == "scope")
    #expect(Set(explanation.checks).count == explanation.checks.count)
  }

  @Test("Without a target an explanation ends where the target decides, and not before")
  func noTarget() throws {
    #expect(throws: AccessExplanation.TargetNeeded.self) {
      try AccessExplanation(
        .agentsSetPassword, principal: Desk.console,
        presented: Desk.passwordDesk.signedIn(proved: true))
    }
    let explanation = try AccessExplanation(
      .agentsSetPassword, principal: Desk.console,
      presented: Desk.teamLead.signedIn(proved: true))
    #expect(explanation.denial?.missingPermissions == [.manageAgentPassword])
  }
}
