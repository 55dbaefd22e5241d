import LatchkeyAuthorization
import LatchkeyDomain
import LatchkeySchema
import Synchronization

/// What a call acts upon, before it is looked up.
enum TargetSelector: Sendable {
  /// Nothing in particular.
  case none
  /// An account.
  case account(AccountSelector)
  /// A role.
  case role(RoleID)
}

/// One method's way through the gate.
struct Entrance: Sendable {
  /// What is called.
  var method: Method
  /// What the request asks beyond the method.
  var aspect: Aspect = .plain
  /// How the audit names it.
  var action: AuditAction
  /// What it acts upon.
  var target: TargetSelector = .none
  /// Whether accounts that were merged or erased are there for this call. For all others they are
  /// not: nothing can be done to them any more.
  var findsEnded = false
  /// The permissions that it would give, computed once the target is known; nil where it gives none.
  var granting: (@Sendable (any StoreReading, Target) throws -> PermissionSet)?
}

/// A call that the gate turned away, with the entry for the audit.
struct TurnedAway: Error {
  var refusal: Refusal
  var record: AuditRecord
}

/// The session that one call presented, if it is due to be noted as seen.
private final class Sighting: Sendable {
  private let session = Mutex<SessionID?>(nil)

  var due: SessionID? {
    get { self.session.withLock { $0 } }
    set { self.session.withLock { $0 = newValue } }
  }
}

extension Desk {
  /// Decides about a call in a snapshot and runs a closure that reads.
  func reading<Value: Sendable>(
    _ entrance: Entrance, _ call: Call,
    _ body: @Sendable (consuming Grant, any StoreReading) throws -> Value
  ) async throws -> Value {
    let now = self.clock.now()
    let sighting = Sighting()
    return try await self.afterSighting(sighting, of: call, at: now) {
      try await self.store.read { transaction in
        let grant = try self.admit(entrance, call, sighting, in: transaction, at: now)
        return try body(grant, transaction)
      }
    }
  }

  /// Decides about a call and carries it out, both in one transaction.
  ///
  /// When the closure throws, nothing remains. When the gate turns the call away, or the closure
  /// does, only the audit entry remains.
  ///
  /// `about` says whom the reply speaks of. Without it, that is the target, or else the actor.
  ///
  /// `progress` makes it one of several transactions of the call, and says how far the call has come with
  /// it, or nil when it changed nothing. The key of the call is remembered by the last one, which is
  /// without it.
  func changing<Value: Sendable>(
    _ entrance: Entrance, _ call: Call, about: (@Sendable (Value) -> AccountID?)? = nil,
    progress: ((Value) -> Progress?)? = nil,
    _ body: @escaping @Sendable (consuming Grant, any StoreWriting) throws -> Value
  ) async throws -> Value {
    let now = self.clock.now()
    let sighting = Sighting()
    let isPart = progress != nil
    let result: Result<Value, Refusal> = try await self.afterSighting(sighting, of: call, at: now) {
      try await call.settling(progress: progress) {
        try await self.store.write { transaction in
          let grant: Grant
          do {
            grant = try self.admit(entrance, call, sighting, in: transaction, at: now)
          } catch let turnedAway as TurnedAway {
            try self.record(turnedAway.record, of: call, in: transaction)
            return .failure(turnedAway.refusal)
          }
          let target = grant.target.accountID
          let actor = grant.subject.person?.account
          let value = try body(grant, transaction)
          if isPart {
            try call.commitPoint.enterPart()
          } else {
            try self.remember(
              call, method: entrance.method, about: about.map { $0(value) } ?? target ?? actor,
              in: transaction, at: now)
            try call.commitPoint.enter()
          }
          return .success(value)
        }
      }
    }
    return try result.get()
  }

  /// Runs a transaction, then records who was turned away in it, and notes the session that was
  /// presented as seen, however the call came out: working is being seen.
  private func afterSighting<Value: Sendable>(
    _ sighting: Sighting, of call: Call, at now: Timestamp,
    _ transaction: () async throws -> Value
  ) async throws -> Value {
    do {
      let value = try await transaction()
      if let session = sighting.due { try await self.touch(session, at: now) }
      return value
    } catch {
      if let session = sighting.due { try await self.touch(session, at: now) }
      guard let turnedAway = error as? TurnedAway else { throw error }
      try await self.store.write { transaction in
        _ = try self.record(turnedAway.record, of: call, in: transaction)
      }
      throw turnedAway.refusal
    }
  }

  /// The fixed order of checks from the scope on: the target is looked up only behind the
  /// permission.
  private func admit(
    _ entrance: Entrance, _ call: Call, _ sighting: Sighting,
    in transaction: any StoreReading, at now: Timestamp
  ) throws -> Grant {
    var actor = AuditActor.nobody
    var target = Target.none
    do {
      let presented = try self.presented(entrance, call, sighting, in: transaction, at: now)
      if case .person(let person) = presented { actor = .account(person.account) }
      let callerCheck = try CallerCheck(
        entrance.method, aspect: entrance.aspect, principal: call.principal, presented: presented,
        contactCredentialsNeedStepUp: self.settings.contactCredentialsNeedStepUp)
      actor = callerCheck.auditActor
      target = try self.find(entrance, in: transaction)
      let granting = target == .missing ? nil : try entrance.granting?(transaction, target)
      return try callerCheck.grant(on: target, granting: granting)
    } catch let denial as Denial {
      throw TurnedAway(
        refusal: Refusal(denial),
        record: AuditRecord(
          at: now, principal: call.principal.name, actor: actor, action: entrance.action,
          target: target.accountID, outcome: .refused, reason: denial.reason.rawValue,
          details: denial.auditDetails))
    }
  }

  /// Looks up the session that a call presents, where the method cares.
  private func presented(
    _ entrance: Entrance, _ call: Call, _ sighting: Sighting,
    in transaction: any StoreReading, at now: Timestamp
  ) throws -> PresentedSubject {
    guard entrance.method.requirement(entrance.aspect).looksAtSession else { return .nobody }
    guard let text = call.session else { return .nobody }
    guard let standing = try self.standing(of: text, in: transaction) else {
      return .refused(.invalid)
    }
    if let refusal = standing.refusal(at: now) { return .refused(refusal) }
    let session = standing.session
    guard let account = try transaction.account(session.account) else {
      return .refused(.invalid)
    }
    if self.isDueToBeSeen(session, at: now) { sighting.due = session.id }
    return .person(
      Person(
        account: account.id, population: account.population,
        permissions: try transaction.effectivePermissions(of: account),
        isAccountAdministrator: account.isAccountAdministrator, session: session.id,
        isProofFresh: session.isProofFresh(at: now, within: self.settings.stepUpLifetime)))
  }

  /// The session of a token; nil when the text is no session's. A text that is not exactly one of
  /// ours never reaches a query (I4).
  func standing(
    of text: SecretBytes, in transaction: any StoreReading
  ) throws -> SessionStanding? {
    try self.find(text, in: transaction)?.standing
  }

  /// The same, with what it was found by.
  func find(
    _ text: SecretBytes, in transaction: any StoreReading
  ) throws -> (standing: SessionStanding, digest: TokenDigest, isUnderCurrentKey: Bool)? {
    guard let (purpose, secret) = TokenText.read(text),
      purpose == .session(purpose.population)
    else { return nil }
    for (position, digest) in self.digests.candidates(purpose, secret: secret).enumerated() {
      if let standing = try transaction.session(digest),
        standing.session.population == purpose.population
      {
        return (standing, digest, position == 0)
      }
    }
    return nil
  }

  private func find(
    _ entrance: Entrance, in transaction: any StoreReading
  ) throws -> Target {
    switch entrance.target {
    case .none:
      return .none
    case .role(let id):
      guard let role = try transaction.role(id) else { return .missing }
      return .role(Target.RoleFacts(id: role.id, permissions: role.permissions))
    case .account(let selector):
      guard let account = try transaction.account(selector),
        entrance.findsEnded || !account.standing.isTerminal
      else { return .missing }
      return .account(
        Target.AccountFacts(
          id: account.id, population: account.population,
          permissions: try transaction.effectivePermissions(of: account),
          isAccountAdministrator: account.isAccountAdministrator))
    }
  }

  /// A guard that asks about more than the one target of the call, for a closure to throw.
  func turnedAway(
    _ reason: Reason, _ action: AuditAction, _ grant: borrowing Grant, target: AccountID,
    at now: Timestamp
  ) -> TurnedAway {
    TurnedAway(
      refusal: Refusal(reason),
      record: AuditRecord(
        at: now, principal: grant.principal.name, actor: grant.subject.auditActor, action: action,
        target: target, outcome: .refused, reason: reason.rawValue))
  }

  /// Appends an entry to the audit's chain.
  ///
  /// - Parameters:
  ///   - record: The entry.
  ///   - call: What caused it, whose trace it gets; nil for what the service does by itself.
  ///   - transaction: That of the cause.
  /// - Returns: Its sequence.
  /// - Throws: What the store throws.
  @discardableResult
  func record(
    _ record: AuditRecord, of call: Call?, in transaction: any StoreWriting
  ) throws -> Int64 {
    var record = record
    record.details["trace"] = call?.trace?.traceID
    return try AuditJournal.append(record, to: transaction, digests: self.digests)
  }

  /// The entry for what a grant allowed.
  func done(
    _ action: AuditAction, _ grant: borrowing Grant, at now: Timestamp,
    details: [String: String] = [:]
  ) -> AuditRecord {
    AuditRecord(
      at: now, principal: grant.principal.name, actor: grant.subject.auditActor, action: action,
      target: grant.target.accountID, details: details)
  }
}

extension Denial {
  /// What the audit says about a denial beside its reason.
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
