import LatchkeyApplication
import LatchkeyAuthorization
import LatchkeyDomain
import LatchkeyHot
public import LatchkeyRuntime
import LatchkeySchema
public import LatchkeyWire

extension Service {
  /// Answers the calls that siblings make all the time without a task of their own, when nothing has to
  /// be looked up and nothing is wrong with them. All else is for ``handle(_:)``, which says what.
  public func answerAtOnce(_ call: IncomingCall) -> Result<Reply, CallFailure>? {
    guard case .number(let number) = call.method, let method = Method(number: number),
      let principal = self.principals.principal(of: call.peer)
    else { return nil }
    switch method {
    case .sessionsVerifySession:
      guard let answer = self.verifyKnownSession(call, principal) else { return nil }
      self.logTrace(of: call, method, nil)
      return answer
    case .serverPing:
      guard let answer = Self.ping(call) else { return nil }
      self.logTrace(of: call, method, nil)
      return answer
    default:
      return nil
    }
  }

  private func verifyKnownSession(
    _ call: IncomingCall, _ principal: ServicePrincipal
  ) -> Result<Reply, CallFailure>? {
    let body = call.body
    guard body.count <= RequestLimits.bytesMax,
      let token = Sessions.VerifySession.tokenInCommonForm(body),
      let session = self.desk.sessions.knownSession(principal, token: body.span.extracting(token))
    else { return nil }
    return .success(
      Reply(
        body: DirectCoding.encode(Sessions.VerifySession.Response(session)),
        isSensitive: Method.sessionsVerifySession.declaration.isSensitive))
  }

  private static func ping(_ call: IncomingCall) -> Result<Reply, CallFailure>? {
    guard let request = DirectCoding.decodeCommonForm(Server.Ping.self, from: call.body) else {
      return nil
    }
    return .success(
      Reply(
        body: DirectCoding.encode(Server.Ping.Response(payload: request.payload)),
        isSensitive: Method.serverPing.declaration.isSensitive))
  }
}
