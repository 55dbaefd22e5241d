import LatchkeyAuthorization
internal import LatchkeyBase
import LatchkeyDomain
public import LatchkeySchema

/// What is known of a call that came with an idempotency key.
public enum Replay: Sendable {
  /// It was never done: do it.
  case firstTime
  /// It was done, and this was the reply.
  case reply([UInt8])
}

/// Carries calls with an idempotency key out once, however often they are sent.
///
/// Three steps: ``replay(_:_:)`` before the call, ``remember(_:_:about:in:at:)`` in its transaction, and
/// ``keep(_:of:_:)`` once its reply is encoded. All three skip the methods that do not change anything
/// and those that stream; a reply with a secret is never kept.
public struct Replays: Sendable {
  let store: NotifyingStore
  let sessions: SessionLookup
  let clock: any Clock

  /// Looks whether a call was done before.
  ///
  /// - Returns: Its reply of then, or that the call is to be carried out.
  /// - Throws: A refusal: the key was used for another request, or the reply is gone (it held a secret,
  ///   or the service stopped before it was kept). In both of the latter the call was done.
  public func replay(_ call: Call, _ method: Method) async throws(Failure) -> Replay {
    guard let (idempotency, key) = Self.key(of: call, method) else { return .firstTime }
    let now = self.clock.now()
    let remembered = try await self.store.read { transaction throws(Failure) -> RememberedCall? in
      // A session that has ended since gets no reply of old: the gate refuses the call.
      if let session = call.session, method != .signInSignOut {
        guard let found = try self.sessions.find(session, in: transaction),
          found.standing.refusal(at: now) == nil
        else { return nil }
      }
      return try transaction.rememberedCall(key)
    }
    guard var remembered else { return .firstTime }
    guard idempotency.isOf(remembered.requestDigest), remembered.method == method.rawValue
    else { throw .refusal(.idempotencyKeyReused) }
    if remembered.reply == nil, !method.declaration.isSensitive {
      // The reply follows its call in a transaction of its own: this one comes behind it.
      remembered =
        try await self.store.write { transaction throws(Failure) in
          try transaction.rememberedCall(key)
        } ?? remembered
    }
    guard let reply = remembered.reply else { throw Self.withoutReply(to: method) }
    return .reply(reply)
  }

  /// Keeps the reply of a call for replays, unless it holds a secret.
  ///
  /// The call is done: when its reply cannot be kept, a replay hears `REPLY_NOT_RETAINED`; a failure here
  /// would tell the caller that nothing was done.
  public func keep(_ reply: [UInt8], of call: Call, _ method: Method) async {
    guard let (_, key) = Self.key(of: call, method), !method.declaration.isSensitive else { return }
    try? await self.store.write { transaction throws(Failure) in
      try transaction.keepReply(reply, for: key)
    }
  }

  /// Remembers a call in the transaction that carries it out.
  ///
  /// - Parameters:
  ///   - call: The call.
  ///   - method: What was called.
  ///   - account: The account that the reply speaks of: erasing that account forgets the reply.
  ///   - transaction: Of the change.
  ///   - now: When the call began.
  /// - Throws: A refusal when another copy of the call was first.
  static func remember(
    _ call: Call, _ method: Method, about account: AccountID?,
    in transaction: any StoreWriting, at now: Timestamp
  ) throws(Failure) {
    guard let (idempotency, key) = Self.key(of: call, method) else { return }
    let earlier = try transaction.remember(
      RememberedCall(
        key: key, method: method.rawValue, requestDigest: idempotency.digest, at: now,
        account: account, reply: nil))
    guard let earlier else { return }
    // Two copies of one call at once: the other one was first, and what is asked for is done.
    guard idempotency.isOf(earlier.requestDigest), earlier.method == method.rawValue
    else { throw .refusal(.idempotencyKeyReused) }
    throw Self.withoutReply(to: method)
  }

  /// The key of a call that is carried out once; nil for one without a key, for methods that change
  /// nothing, and for streams: their answers cannot be kept.
  private static func key(
    of call: Call, _ method: Method
  ) -> (idempotency: Call.Idempotency, key: IdempotencyKey)? {
    let declaration = method.declaration
    guard let idempotency = call.idempotency, declaration.isMutation, declaration.kind == .unary
    else { return nil }
    return (idempotency, IdempotencyKey(principal: call.principal.name, key: idempotency.key))
  }

  /// The failure of a call that was done before, without a reply that was kept.
  private static func withoutReply(to method: Method) -> Failure {
    .refusal(method.declaration.isSensitive ? .secretNotRetrievable : .replyNotRetained)
  }
}
