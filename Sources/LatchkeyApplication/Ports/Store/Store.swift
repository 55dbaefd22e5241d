/// Keeps accounts, roles, sessions, tokens, the outbox, settings and the audit.
///
/// The unit of work is a transaction: a synchronous closure over typed operations. A store runs it on
/// whichever thread and connection it has, so a closure waits for nothing: no person, no mail, no hashing.
///
/// What every store promises, one file of one process or a server that several processes share:
/// - A transaction sees one consistent state, and the closures that were committed before it began.
/// - Changes behave as if one closure ran after the other. Where a store finds that this does not hold, it
///   runs the closure again, so a closure does nothing but read and change: it keeps no state outside.
/// - Single use, counting and "the first wins" are one guarded statement each
///   (``TokenWriting/claimToken(_:)``, ``AttemptWriting/reserve(_:under:at:)``, ``CallWriting/remember(_:)``).
/// - Ids of a table grow and are never given twice. There may be gaps between them.
public protocol Store: Sendable {
  /// Runs a closure on one consistent snapshot, which changes nothing.
  ///
  /// - Parameter body: Reads, and returns what it found. It may run on the calling thread or on another
  ///   one. What it was handed works only inside.
  /// - Returns: What the closure returned.
  /// - Throws: What the closure threw, or ``StoreError``.
  func read<Value: Sendable>(
    _ body: @escaping @Sendable (any StoreReading) throws -> Value
  ) async throws -> Value

  /// Runs a closure; its changes become durable together, or not at all.
  ///
  /// Returns once the changes are durable. Transactions that wait together may share one commit; each
  /// still stands or falls alone. Cancelling the task does not take back a transaction that waits.
  /// - Parameter body: Reads and changes. When it throws, none of its changes remain. What it was handed
  ///   works only inside.
  /// - Returns: What the closure returned.
  /// - Throws: What the closure threw, or ``StoreError``; after an error nothing was changed,
  ///   except for ``StoreError/outcomeUnknown(detail:)``.
  func write<Value: Sendable>(
    _ body: @escaping @Sendable (any StoreWriting) throws -> Value
  ) async throws -> Value

  /// A number that grows whenever what sessions stand on may be another: sessions, accounts, roles, the
  /// store's epoch. Answered at once, from memory.
  ///
  /// It has grown before the author of a change is answered. So a ``SessionStanding`` that was read after
  /// this number was, is what the store says for as long as the number stays, except for the time at which
  /// the session was last seen, which may be later. A store that others change as well lets it grow as
  /// soon as it cannot rule out such a change.
  var standingsRevision: UInt64 { get }
}

/// Reads inside one transaction. Valid only inside its closure.
public protocol StoreReading: AccountReading, RoleReading, SessionReading, TokenReading,
  SecondFactorReading, AttemptReading, MailReading, AuditReading, SettingsReading, CallReading
{}

/// Reads and changes inside one transaction. Valid only inside its closure.
public protocol StoreWriting: StoreReading, AccountWriting, RoleWriting, SessionWriting,
  TokenWriting, SecondFactorWriting, AttemptWriting, MailWriting, AuditWriting, SettingsWriting,
  CallWriting, UpkeepWriting
{
  /// What this transaction has changed so far; a later rollback takes nothing from it.
  var changes: StoreChanges { get }
}
