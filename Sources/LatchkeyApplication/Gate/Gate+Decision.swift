import LatchkeyAuthorization
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema

/// What the gate decided about a call.
enum Decision: ~Copyable {
  case granted(Grant)
  case denied(DeniedCall)
}

extension Gate {
  /// Checks a call in the fixed order, from the scope on: the target is looked up only behind the
  /// permission.
  func decide(
    _ operation: Operation, _ call: Call, _ followUp: FollowUp,
    in transaction: any StoreReading, at now: Timestamp
  ) throws(Failure) -> Decision {
    var actor = AuditActor.nobody
    var target = Target.none
    func deny(_ denial: Denial) -> DeniedCall {
      DeniedCall(
        refusal: Refusal(denial),
        record: AuditRecord(
          at: now, principal: call.principal.name, actor: actor, action: operation.action,
          target: target.accountID, outcome: .refused, reason: denial.reason.rawValue,
          details: denial.auditDetails))
    }
    let presented = try self.presented(operation, call, followUp, in: transaction, at: now)
    if case .person(let person) = presented { actor = .account(person.account) }
    let check: CallerCheck
    do throws(Denial) {
      check = try CallerCheck(
        operation.method, aspect: operation.aspect, principal: call.principal,
        presented: presented,
        contactCredentialsNeedStepUp: self.currentSettings.now.contactCredentialsNeedStepUp)
    } catch {
      return .denied(deny(error))
    }
    actor = check.auditActor
    target = try self.find(operation, in: transaction)
    let granting = target == .missing ? nil : try operation.granting?(transaction, target)
    do throws(Denial) {
      return .granted(try check.grant(on: target, granting: granting))
    } catch {
      return .denied(deny(error))
    }
  }

  /// Looks up the session that a call presents, where the method asks for one.
  private func presented(
    _ operation: Operation, _ call: Call, _ followUp: FollowUp,
    in transaction: any StoreReading, at now: Timestamp
  ) throws(Failure) -> PresentedSubject {
    guard operation.method.requirement(operation.aspect).looksAtSession else { return .nobody }
    guard let text = call.session else { return .nobody }
    guard let standing = try self.sessions.find(text, in: transaction)?.standing else {
      return .refused(.invalid)
    }
    if let refusal = standing.refusal(at: now) { return .refused(refusal) }
    let session = standing.session
    guard let account = try transaction.account(session.account) else {
      return .refused(.invalid)
    }
    if self.sessions.isLastSeenDue(session, at: now) { followUp.lastSeenUpdate = session.id }
    let stepUpLifetime = self.currentSettings.now.stepUpLifetime
    return .person(
      Person(
        account: account.id, population: account.population,
        permissions: try transaction.effectivePermissions(of: account),
        isAccountAdministrator: account.isAccountAdministrator, session: session.id,
        isProofFresh: session.isProofFresh(at: now, within: stepUpLifetime)))
  }

  private func find(
    _ operation: Operation, in transaction: any StoreReading
  ) throws(Failure) -> Target {
    switch operation.target {
    case .none:
      return .none
    case .role(let id):
      guard let role = try transaction.role(id) else { return .missing }
      return .role(Target.RoleFacts(id: role.id, permissions: role.permissions))
    case .account(let selector):
      guard let account = try transaction.account(selector),
        operation.findsEnded || !account.standing.isTerminal
      else { return .missing }
      return .account(
        Target.AccountFacts(
          id: account.id, population: account.population,
          permissions: try transaction.effectivePermissions(of: account),
          isAccountAdministrator: account.isAccountAdministrator))
    }
  }
}

extension Denial {
  /// What the audit says about a denial beyond its reason.
  fileprivate var auditDetails: [String: String] {
    var details: [String: String] = [:]
    if !self.missingPermissions.isEmpty {
      details["missing_permissions"] = self.missingPermissions.map(\.name).joined(separator: " ")
    }
    if !self.missingScopes.isEmpty {
      details["missing_scopes"] = self.missingScopes.map(\.rawValue).joined(separator: " ")
    }
    return details
  }
}
