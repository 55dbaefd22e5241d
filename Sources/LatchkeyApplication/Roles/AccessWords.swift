import LatchkeyAuthorization
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema

/// Words for an explanation: what was compared by each check. Decides nothing.
struct AccessWords {
  let question: AccessQuestion
  let presented: PresentedSubject
  let target: Target
  let proof: Lifetime

  func report(
    _ explanation: AccessExplanation, stricter: AccessExplanation?
  ) -> AccessReport {
    let last = explanation.checks.count - 1
    let denial = explanation.denial
    return AccessReport(
      steps: explanation.checks.enumerated().map { index, check in
        let reason = index == last ? denial?.reason : nil
        return AccessReport.Step(
          check: check.name, reason: reason,
          detail: self.detail(check, isPassed: reason == nil, denial))
      },
      reason: denial?.reason, missingPermissions: denial?.missingPermissions ?? [],
      advice: denial?.reason.advice ?? self.advice(stricter))
  }

  private func advice(_ stricter: AccessExplanation?) -> String {
    let rest = "What the request itself says, and the state of its target, is checked behind this."
    guard let denial = stricter?.denial else { return "Nothing stands in the way. \(rest)" }
    let missing = Self.list(denial.missingPermissions)
    return "Nothing stands in the way, but for a change of addresses: \(denial.reason.rawValue)"
      + (missing.isEmpty ? "" : " (\(missing))") + ". \(rest)"
  }

  private static func list(_ permissions: [Permission]) -> String {
    permissions.map { "\"\($0.label)\"" }.joined(separator: ", ")
  }

  private var permissions: PermissionSet {
    if case .person(let person) = self.presented { person.permissions } else { [] }
  }

  private func detail(_ check: AccessCheck, isPassed: Bool, _ denial: Denial?) -> String {
    switch check {
    case .scope(let scopes):
      let has = self.question.principal.scopes.map(\.rawValue).sorted().joined(separator: ", ")
      let needs =
        scopes.isEmpty
        ? "no scope" : scopes.map(\.rawValue).joined(separator: " or ")
      return "The service \"\(self.question.principal.name)\" has \(has); needed is \(needs)."
    case .session:
      return isPassed
        ? "Anybody whose account takes part can be signed in."
        : "The account does not take part, and so has no session."
    case .actorIsAgent:
      return isPassed ? "The caller is an agent." : "The caller is a contact."
    case .allPermissions(let needed):
      return "Needed are all of \(Self.list(needed)). "
        + self.missing(isPassed, denial)
    case .anyPermission(let needed):
      return "Needed is one of \(Self.list(needed)). "
        + (isPassed ? "The roles give one." : "The roles give none.")
    case .accountAdministrator:
      return isPassed
        ? "The caller is the Account Administrator."
        : "Only the Account Administrator may call this."
    case .target:
      return isPassed ? "The target is there." : "There is no such target."
    case .condition(let condition):
      return self.detail(condition, isPassed: isPassed)
    case .stepUp:
      return "The caller would be asked to prove who they are, unless they did so in the last "
        + "\(self.proof.text)."
    }
  }

  private func missing(_ isPassed: Bool, _ denial: Denial?) -> String {
    isPassed
      ? "The roles give all of them."
      : "The roles lack \(Self.list(denial?.missingPermissions ?? []))."
  }

  private func detail(_ condition: Requirement.Guard, isPassed: Bool) -> String {
    switch condition {
    case .owner:
      return isPassed
        ? "The account is not the Account Administrator's, or the own one."
        : "The account is the Account Administrator's, which nobody else touches."
    case .other:
      return isPassed ? "The target is not the own account." : "The target is the own account."
    case .rank:
      guard !isPassed else { return "The caller has every permission that the target has." }
      let lacking = self.targetPermissions.subtracting(self.permissions).permissions
      return "The target has permissions that the caller lacks: \(Self.list(lacking))."
    case .agent:
      return isPassed ? "The target is an agent." : "The target is a contact."
    case .contact:
      return isPassed ? "The target is a contact." : "The target is an agent."
    case .grant:
      return "What the call would give is decided by its request: nothing that the caller lacks."
    }
  }

  private var targetPermissions: PermissionSet {
    switch self.target {
    case .account(let facts): facts.permissions
    case .role(let facts): facts.permissions
    case .none, .missing: []
    }
  }
}
