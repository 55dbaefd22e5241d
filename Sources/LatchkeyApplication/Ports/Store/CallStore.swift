/// Reads the calls that are remembered by their idempotency keys.
public protocol CallReading {
  /// What is remembered of a call with this idempotency key.
  func rememberedCall(_ key: IdempotencyKey) throws(Failure) -> RememberedCall?
}

/// Remembers calls, so that each is done once.
public protocol CallWriting: CallReading {
  /// Remembers a call by its idempotency key, unless one is remembered under it already: one guarded
  /// statement.
  ///
  /// - Returns: The call that was there before, in which case nothing was stored; nil for a first one.
  func remember(_ call: RememberedCall) throws(Failure) -> RememberedCall?
  /// Forgets a call that was remembered, if it was.
  func forgetCall(_ key: IdempotencyKey) throws(Failure)
  /// Keeps the reply of a remembered call for replays.
  func keepReply(_ reply: [UInt8], for key: IdempotencyKey) throws(Failure)
}
