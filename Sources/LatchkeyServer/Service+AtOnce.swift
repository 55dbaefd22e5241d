public import LatchkeyRuntime
import LatchkeySchema
public import LatchkeyWire

extension Service {
  /// Synchronous fast path: answers calls of fast methods without a task, when nothing has to be looked up
  /// and nothing is wrong with them. All else is for ``handle(_:)``, which says what.
  public func answerSynchronously(_ call: IncomingCall) -> Result<Reply, CallFailure>? {
    guard case .number(let number) = call.method, let method = Method(number: number),
      let principal = self.principals.principal(of: call.peer)
    else { return nil }
    guard call.body.count <= RequestLimits.bytesMax,
      let body = self.handlers.answerSynchronously(method, call.body, principal)
    else { return nil }
    self.logTrace(of: call, method, nil)
    return .success(Reply(body: body, isSensitive: method.declaration.isSensitive))
  }
}
