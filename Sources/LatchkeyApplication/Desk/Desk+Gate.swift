import LatchkeyAuthorization
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema

/// One method's way through the gate.
struct Entrance: Sendable {
  var method: Method
  var aspect: Aspect = .plain
  var action: AuditAction
  var target: TargetSelector = .none
  var findsEnded = false
  var granting: (@Sendable (any StoreReading, Target) throws -> PermissionSet)?

  var operation: Operation {
    guard let granting = self.granting else {
      return Operation(
        self.method, on: self.target, aspect: self.aspect, findsEnded: self.findsEnded)
    }
    return Operation(
      self.method, on: self.target, aspect: self.aspect, findsEnded: self.findsEnded,
      granting: { (store, target) throws(Failure) -> PermissionSet in
        do { return try granting(store, target) } catch { return try Failure.typed { throw error } }
      })
  }
}

/// A call that the gate turned away, with the entry for the audit.
struct TurnedAway: Error {
  var refusal: Refusal
  var record: AuditRecord
}

extension Failure {
  static func typed<Value>(
    _ followUp: FollowUp? = nil, _ body: () throws -> Value
  ) throws(Failure) -> Value {
    do {
      return try body()
    } catch let failure as Failure {
      throw failure
    } catch let refusal as Refusal {
      throw .refusal(refusal)
    } catch let error as StoreError {
      throw .store(error)
    } catch let turnedAway as TurnedAway {
      followUp?.deniedCall = DeniedCall(refusal: turnedAway.refusal, record: turnedAway.record)
      throw .refusal(turnedAway.refusal)
    } catch is CancellationError {
      throw .cancelled
    } catch let field as FieldError {
      throw .refusal(Refusal(field))
    } catch {
      throw .abandoned(error)
    }
  }

  var untyped: any Error {
    switch self {
    case .refusal(let refusal): refusal
    case .store(let error): error
    case .hasher(let detail): HasherError.failed(detail: detail)
    case .keys(let error): error
    case .backup(let error): error
    case .cancelled: CancellationError()
    case .abandoned(let error): error
    }
  }
}

extension Desk {
  func reading<Value: Sendable>(
    _ entrance: Entrance, _ call: Call,
    _ body: @escaping @Sendable (borrowing Grant, any StoreReading) throws -> Value
  ) async throws -> Value {
    do throws(Failure) {
      return try await self.gate.read(entrance.operation, call) { snapshot throws(Failure) in
        do {
          return try body(snapshot.grant, snapshot.store)
        } catch {
          return try Failure.typed(snapshot.followUp) { throw error }
        }
      }
    } catch {
      throw error.untyped
    }
  }

  func changing<Value: Sendable>(
    _ entrance: Entrance, _ call: Call, about: (@Sendable (Value) -> AccountID?)? = nil,
    progress: ((Value) -> Progress?)? = nil,
    _ body: @escaping @Sendable (borrowing Grant, any StoreWriting) throws -> Value
  ) async throws -> Value {
    do throws(Failure) {
      return try await self.gate.change(
        entrance.operation, call, about: about, progress: progress
      ) { change throws(Failure) in
        do {
          return try body(change.snapshot.grant, change.store)
        } catch {
          return try Failure.typed(change.snapshot.followUp) { throw error }
        }
      }
    } catch {
      throw error.untyped
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

  @discardableResult
  func record(
    _ record: AuditRecord, of call: Call?, in transaction: any StoreWriting
  ) throws -> Int64 {
    try CallJournal(digests: self.digests, call: call).append(record, to: transaction)
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

extension Desk {
  func notify(
    _ notice: AccountNotice, _ account: Account, in transaction: any StoreWriting,
    at now: Timestamp
  ) throws {
    try self.queueMail(.notice(notice), to: account, in: transaction, at: now)
  }

  func queueMail(
    _ kind: LatchkeyDomain.MailKind, to account: Account, in transaction: any StoreWriting,
    at now: Timestamp
  ) throws {
    guard self.isMailConfigured, let address = account.primaryEmail else { return }
    _ = try transaction.insert(NewMail(kind, account: account, address: address, queuedAt: now))
  }
}
