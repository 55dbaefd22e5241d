import LatchkeyAuthorization
import LatchkeyDomain
public import LatchkeySchema

/// What is known of a call that came with an idempotency key.
public enum Replay: Sendable {
  /// It was never done: do it.
  case firstTime
  /// It was done, and this was the reply.
  case reply([UInt8])
}

extension Desk {
  /// Looks whether a call was done before.
  ///
  /// - Throws: ``Refusal``: the key was used for another request, or the reply is gone (it held a
  ///   secret, or the service stopped before it was kept). In both of the latter the call was done.
  public func replay(_ call: Call, _ method: Method) async throws -> Replay {
    guard let idempotency = call.idempotency else { return .firstTime }
    let key = IdempotencyKey(principal: call.principal.name, key: idempotency.key)
    let now = self.clock.now()
    let remembered = try await self.store.read { transaction -> RememberedCall? in
      // A session that has ended since gets no answer of old: the gate says so.
      if let session = call.session, method != .signInSignOut {
        guard let standing = try self.standing(of: session, in: transaction),
          standing.refusal(at: now) == nil
        else { return nil }
      }
      return try transaction.rememberedCall(key)
    }
    guard var remembered else { return .firstTime }
    guard idempotency.isOf(remembered.requestDigest), remembered.method == method.rawValue
    else { throw Refusal(.idempotencyKeyReused) }
    if remembered.reply == nil, !method.declaration.isSensitive {
      // The reply follows its call in a transaction of its own: what waits now is there behind ours.
      remembered = try await self.store.write { try $0.rememberedCall(key) } ?? remembered
    }
    guard let reply = remembered.reply else { throw Refusal(withoutReplyTo: method) }
    return .reply(reply)
  }

  /// Keeps the reply of a call for replays. Only for methods whose replies hold no secret.
  public func keepReply(_ reply: [UInt8], of call: Call, _ method: Method) async throws {
    guard let idempotency = call.idempotency, !method.declaration.isSensitive else { return }
    let key = IdempotencyKey(principal: call.principal.name, key: idempotency.key)
    try await self.store.write { try $0.keepReply(reply, for: key) }
  }

  /// Remembers a call in the transaction that carries it out.
  ///
  /// `account` is whom the reply will speak of: erasing it forgets the reply.
  func remember(
    _ call: Call, method: Method, about account: AccountID? = nil,
    in transaction: any StoreWriting, at now: Timestamp
  ) throws {
    guard let idempotency = call.idempotency else { return }
    let key = IdempotencyKey(principal: call.principal.name, key: idempotency.key)
    // Two copies of one call at once: the other one was first, and what is asked for is done.
    if let first = try transaction.rememberedCall(key) {
      guard idempotency.isOf(first.requestDigest), first.method == method.rawValue
      else { throw Refusal(.idempotencyKeyReused) }
      throw Refusal(withoutReplyTo: method)
    }
    try transaction.remember(
      RememberedCall(
        key: key, method: method.rawValue, requestDigest: idempotency.digest, at: now,
        account: account, reply: nil))
  }
}

extension Refusal {
  /// A call that was done before, and whose reply is not there.
  fileprivate init(withoutReplyTo method: Method) {
    self.init(method.declaration.isSensitive ? .secretNotRetrievable : .replyNotRetained)
  }
}
