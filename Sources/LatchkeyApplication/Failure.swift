public import LatchkeyBase
import LatchkeyDomain
internal import LatchkeySchema

/// Everything that a use case or a port can fail with, so that callers switch over it without a default.
public enum Failure: Error, Sendable {
  /// The call was not carried out, for a reason that its caller is told.
  case refusal(Refusal)
  /// The store failed. Nothing was changed, except for ``StoreError/outcomeUnknown(detail:)``.
  case store(StoreError)
  /// A stored hash is in no form that is known, or memory could not be had. An overloaded hasher is a
  /// ``refusal(_:)``.
  case hasher(detail: String)
  /// The keys could not be changed.
  case keys(KeyKeepingError)
  /// The copy of the store could not be made.
  case backup(BackupError)
  /// The task was cancelled. Nothing was changed.
  case cancelled
  /// The transport gave the call up: what its commit point or its stream threw, for the transport alone
  /// to read. Nothing was changed by the transaction that was under way.
  case abandoned(any Error)

  /// A refusal for a reason alone.
  public static func refusal(_ reason: Reason) -> Failure { .refusal(Refusal(reason)) }

  /// A refusal because of one field of the request.
  public static func field(
    _ name: String, _ problem: String, reason: Reason = .fieldInvalid
  ) -> Failure {
    .refusal(Refusal(FieldError(field: name, problem: problem), reason: reason))
  }

  /// Runs a closure of the transport. What it throws belongs to the transport: the call was given up.
  ///
  /// - Throws: ``cancelled``, or ``abandoned(_:)`` with what the closure threw.
  static func abandoning(_ body: () async throws -> Void) async throws(Failure) {
    do {
      try await body()
    } catch is CancellationError {
      throw .cancelled
    } catch {
      throw .abandoned(error)
    }
  }

  /// The error of the store, if it is one.
  public var storeError: StoreError? {
    if case .store(let error) = self { error } else { nil }
  }

  /// The refusal, if it is one.
  public var refusal: Refusal? {
    if case .refusal(let refusal) = self { refusal } else { nil }
  }
}

/// Refuses the call when a rule says why.
///
/// - Parameter reason: What a rule of the domain answered; nil when it is kept.
/// - Throws: The refusal.
func refuse(_ reason: Reason?) throws(Failure) {
  if let reason { throw .refusal(reason) }
}
