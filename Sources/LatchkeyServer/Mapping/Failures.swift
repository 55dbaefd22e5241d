package import LatchkeyApplication
import LatchkeyAuthorization
internal import LatchkeyBase
import LatchkeyDomain
import LatchkeyRuntime
import LatchkeySchema
package import LatchkeyWire

// Everything that can go wrong, as the one failure that a caller sees. Unknown errors become
// INTERNAL with an incident number; their text goes to the log and nowhere else.

/// The call that something went wrong in, for the log.
struct Affected {
  let method: Method
  /// The id of the trace that the caller named, in hexadecimal.
  let trace: String?

  init(_ method: Method, _ call: IncomingCall) {
    self.method = method
    self.trace = call.trace?.traceID
  }
}

extension Service {
  func failure(_ error: any Error, _ affected: Affected) -> CallFailure {
    switch error {
    case let failure as CallFailure: failure
    case let failure as Failure: self.failure(failure, affected)
    case let refusal as Refusal: refusal.failure
    case let field as FieldError: Refusal(field).failure
    case is CancellationError:
      CallFailure(
        code: .cancelled, reason: .cancelled, message: "The call was cancelled.",
        outcome: .rolledBack)
    case let error as StoreError: self.failure(error, affected)
    case let error as KeyKeepingError:
      self.incident(affected, detail: "The keys: \(error.detail)", outcome: .rolledBack)
    // Of the copy, which may go to another disk: it says nothing of the store.
    case BackupError.diskFull: self.unavailable(affected, detail: "The disk is full.")
    case BackupError.failed(let detail):
      self.incident(affected, detail: "The backup failed: \(detail)", outcome: .rolledBack)
    default: self.incident(affected, detail: "\(type(of: error))", outcome: .rolledBack)
    }
  }

  private func failure(_ failure: Failure, _ affected: Affected) -> CallFailure {
    switch failure {
    case .refusal(let refusal): refusal.failure
    case .store(let error): self.failure(error, affected)
    case .hasher(let detail):
      self.incident(affected, detail: "The password hasher: \(detail)", outcome: .rolledBack)
    case .keys(let error): self.failure(error, affected)
    case .backup(let error): self.failure(error, affected)
    case .cancelled: self.failure(CancellationError(), affected)
    case .abandoned(let error): self.failure(error, affected)
    }
  }

  private func failure(_ error: StoreError, _ affected: Affected) -> CallFailure {
    // First: who hears of the failure and asks how the service is must not be told that all is well.
    if let trouble = error.trouble { self.health.report(.failed(trouble)) }
    return switch error {
    case .conflict(let conflict):
      Refusal(conflict.reason).failure
    case .changedMeanwhile:
      Refusal(.concurrentChange).failure
    case .overloaded:
      Refusal(.overloaded, retryAfter: Lifetime(milliseconds: 100)).failure
    case .outcomeUnknown(let detail):
      self.incident(
        affected, detail: "The outcome of a commit is unknown: \(detail)", outcome: .unknown)
    case .diskFull:
      self.unavailable(affected, detail: "The disk is full.")
    case .readOnly:
      self.unavailable(affected, detail: "The database cannot be written.")
    case .closed:
      self.unavailable(affected, detail: "The store is closed.")
    case .corrupt(let detail):
      self.incident(affected, detail: "The database is damaged: \(detail)", outcome: .rolledBack)
    case .failed(let detail):
      self.incident(affected, detail: "The store failed: \(detail)", outcome: .rolledBack)
    }
  }

  private func unavailable(_ affected: Affected, detail: String) -> CallFailure {
    var failure = self.incident(affected, detail: detail, outcome: .rolledBack)
    failure.code = .unavailable
    failure.reason = Reason.storeUnavailable.rawValue
    return failure
  }

  private func incident(_ affected: Affected, detail: String, outcome: Outcome) -> CallFailure {
    let incident = UInt64.random(in: 1...UInt64(Int64.max))
    self.log(
      .failed(
        method: affected.method.declaration.name, incident: incident, detail: detail,
        trace: affected.trace))
    return CallFailure(
      code: .internal, reason: Reason.internal.rawValue,
      message: "Something went wrong on our side. The log has it under incident "
        + "\(String(incident, radix: 16)).",
      outcome: outcome, incident: incident)
  }
}

extension StoreError.Conflict {
  fileprivate var reason: Reason {
    switch self {
    case .address: .addressInUse
    case .loginName: .loginNameInUse
    case .roleName: .roleNameInUse
    case .accountAdministrator, .other: .concurrentChange
    }
  }
}

extension Refusal {
  /// The failure that a caller sees.
  package var failure: CallFailure {
    let details = FailureDetails(
      missingPermissions: self.missingPermissions.isEmpty
        ? nil : self.missingPermissions.map { PermissionName($0) },
      violations: self.violations.isEmpty ? nil : self.violations.map { PasswordViolation($0) },
      field: self.field?.field,
      detail: self.field?.problem
        ?? (self.missingScopes.isEmpty
          ? nil : self.missingScopes.map(\.rawValue).joined(separator: " or ")),
      retryAfterMilliseconds: self.retryAfter?.milliseconds,
      expectedRevision: self.expectedRevision)
    return CallFailure(
      code: self.reason.status,
      reason: self.reason.rawValue, message: self.message,
      details: try? CBOREncoder().encode(details),
      retryAfterMilliseconds: self.retryAfter.map {
        UInt32(clamping: $0.milliseconds)
      },
      outcome: self.reason.isAfterCommit ? .committed : .rolledBack)
  }

  /// What happened, in a sentence, with the facts that are known.
  private var message: String {
    if !self.missingPermissions.isEmpty {
      let labels = self.missingPermissions.map { "\"\($0.label)\"" }.joined(separator: " and ")
      return "\(self.reason.summary) Missing: \(labels)."
    }
    if let field = self.field { return "\(field.field): \(field.problem)" }
    return self.reason.summary
  }
}

extension Reason {
  /// Whether the call that gets this was carried out before.
  fileprivate var isAfterCommit: Bool {
    self == .secretNotRetrievable || self == .replyNotRetained
  }
}

extension CallFailure {
  /// A request that is no message of its type.
  init(malformed error: CBORError) {
    self.init(
      code: error.kind == .unknownCriticalKey ? .unimplemented : .invalidArgument,
      reason: .malformed,
      message: "The request is not a valid message of this method: \(error)", outcome: .notStarted)
  }
}
