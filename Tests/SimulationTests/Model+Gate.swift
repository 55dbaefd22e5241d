import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema

/// Who may send a call: `domain.md`, sections 5 and 6.
struct Rule: Sendable {
  enum Guard: Sendable {
    case owner, rank, agent, contact, grant
    case other(Reason)
  }

  /// All of these permissions.
  var all: [Permission] = []
  /// Any of these permissions, where there are some.
  var any: [Permission] = []
  var guards: [Guard] = []
  var needsStepUp = false
  /// Whether a setting can ask for a proof.
  var needsStepUpBySetting = false
}

extension Model {
  /// Why a session is not accepted; one that is counts as seen, at most once a minute.
  mutating func present(_ session: Int) -> Reason? {
    if let refusal = self.refusal(of: self.sessions[session]) { return refusal }
    if self.now >= self.sessions[session].lastSeen + Self.minute {
      self.sessions[session].lastSeen = self.now
    }
    return nil
  }

  /// The fixed order of checks: session, permission, target, guards, step-up.
  mutating func gate(
    _ session: Int, _ rule: Rule, on target: Int? = nil, role: Int? = nil,
    granting: Set<Permission> = [], findsEnded: Bool = false
  ) -> Expectation? {
    if let refusal = self.present(session) { return .denied(refusal) }
    let actor = self.sessions[session].account
    guard self.accounts[actor].population == .agent else { return .denied(.wrongPopulation) }
    let held = self.permissions(actor)
    guard held.isSuperset(of: rule.all), rule.any.isEmpty || !held.isDisjoint(with: rule.any)
    else { return .denied(.missingPermission) }
    if let target, self.accounts[target].isEnded, !findsEnded { return .denied(.notFound) }
    if let role, self.roles[role].isGone { return .denied(.notFound) }
    for condition in rule.guards {
      if let refusal = self.refusal(
        condition, actor, held: held, on: target, role: role, granting: granting)
      {
        return .denied(refusal)
      }
    }
    let needsStepUp =
      rule.needsStepUp
      || rule.needsStepUpBySetting && self.rules["contacts.credentials_need_step_up"] == 1
    return needsStepUp && !self.isProved(session) ? .denied(.stepUpRequired) : nil
  }

  private func refusal(
    _ condition: Rule.Guard, _ actor: Int, held: Set<Permission>, on target: Int?, role: Int?,
    granting: Set<Permission>
  ) -> Reason? {
    switch condition {
    case .grant:
      return held.isSuperset(of: granting) ? nil : .cannotGrantUnheldPermission
    case .rank:
      let theirs = target.map { self.permissions($0) } ?? role.map { self.roles[$0].permissions }
      return target == actor || held.isSuperset(of: theirs ?? []) ? nil : .targetOutranksActor
    case .owner:
      guard let target, target != actor else { return nil }
      return self.accounts[target].isAccountAdministrator ? .accountAdministratorProtected : nil
    case .other(let reason):
      return target == actor ? reason : nil
    case .agent, .contact:
      guard let target else { return nil }
      let wanted = if case .agent = condition { Population.agent } else { Population.contact }
      return self.accounts[target].population == wanted ? nil : .wrongPopulation
    }
  }

  func isProved(_ session: Int) -> Bool {
    guard let provedAt = self.sessions[session].provedAt else { return false }
    return provedAt <= self.now && self.now < provedAt + self.rules["step_up.lifetime"]
  }
}
