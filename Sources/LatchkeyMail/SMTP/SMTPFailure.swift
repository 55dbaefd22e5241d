internal import CCurl
internal import LatchkeyApplication
internal import LatchkeyDomain

/// What became of an exchange that did not end with a taken message.
enum SMTPFailure {
  /// What libcurl knows at the end of an exchange.
  struct Ending {
    let code: CURLcode
    /// libcurl's words. They may name the host, never what was sent.
    let words: String
    /// Whether the name was resolved, the connection made and TLS agreed on.
    let isResolved: Bool
    let isConnected: Bool
    let isSecured: Bool
  }

  /// The error for an exchange.
  static func error(
    _ ending: Ending, _ exchange: SMTPExchange, _ server: SMTPServer
  ) -> MailTransportError {
    if exchange.ending == .noSignIn {
      return self.later(.authentication, "The server offers no sign-in that we know.")
    }
    let step = self.step(ending, exchange, server)
    if exchange.ending == .tooSlow || ending.code == CURLE_OPERATION_TIMEDOUT {
      return self.later(step, self.tooSlow(step, exchange.phase))
    }
    if let reply = exchange.reply, reply.code >= 400 {
      return MailTransportError(
        step, isPermanent: self.isPermanent(reply.code, at: step), reply: reply,
        problem: self.refused(step))
    }
    switch step {
    case .settings: return self.later(step, "The file with the trusted authorities is not usable.")
    case .resolve: return self.later(step, "The mail server's name was not found.")
    case .connect where exchange.isGreeted:
      return MailTransportError(
        step, isPermanent: false, reply: exchange.reply,
        problem: "The mail server did not greet as mail servers do.")
    case .connect: return self.later(step, "The mail server cannot be reached: \(ending.words).")
    case .tls: return self.later(step, "No private connection: \(ending.words).")
    case .authentication, .sender, .recipient, .data, .host:
      return self.later(step, "The connection was lost \(self.place(step, exchange.phase)).")
    }
  }

  private static func step(
    _ ending: Ending, _ exchange: SMTPExchange, _ server: SMTPServer
  ) -> MailStep {
    switch ending.code {
    case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: return .resolve
    case CURLE_COULDNT_CONNECT: return .connect
    case CURLE_LOGIN_DENIED: return .authentication
    case CURLE_SSL_CACERT_BADFILE: return .settings
    case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_USE_SSL_FAILED,
      CURLE_SSL_CIPHER, CURLE_SSL_CERTPROBLEM, CURLE_SSL_ISSUER_ERROR,
      CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_ENGINE_INITFAILED:
      return .tls
    default: break
    }
    guard exchange.phase == .connecting, !exchange.isGreeted else { return exchange.phase.step }
    if !ending.isConnected { return ending.isResolved ? .connect : .resolve }
    return server.security == .implicitTLS && !ending.isSecured ? .tls : .connect
  }

  /// What a server says about us or itself is worth another try, whatever the number: a mistyped
  /// password or a sender that is not permitted is mended by somebody, and must lose nobody's mail.
  /// What it says about the recipient or the message is final, and so is that it is too large, which
  /// some say as soon as they hear its size (RFC 1870, 6.1).
  private static func isPermanent(_ code: Int, at step: MailStep) -> Bool {
    switch step {
    case .recipient, .data: code >= 500
    case .sender: code == 552
    case .settings, .resolve, .connect, .tls, .authentication, .host: false
    }
  }

  private static func refused(_ step: MailStep) -> String {
    switch step {
    case .settings, .resolve, .connect, .host: "The mail server does not serve us."
    case .tls: "The mail server does not begin TLS."
    case .authentication: "The sign-in was refused."
    case .sender: "The sender was refused."
    case .recipient: "The recipient was refused."
    case .data: "The message was refused."
    }
  }

  private static func place(_ step: MailStep, _ phase: SMTPExchange.Phase) -> String {
    switch step {
    case .settings, .resolve, .connect, .host: "at the greeting"
    case .tls: "while it was made private"
    case .authentication: "at the sign-in"
    case .sender: "at the sender"
    case .recipient: "at the recipient"
    case .data: phase == .dataEnd ? "before the message was confirmed" : "within the message"
    }
  }

  private static func tooSlow(_ step: MailStep, _ phase: SMTPExchange.Phase) -> String {
    switch step {
    case .resolve: "The mail server's name was not found in time."
    case .connect where phase == .connecting: "The mail server did not answer in time."
    default: "The mail server took too long \(self.place(step, phase))."
    }
  }

  private static func later(_ step: MailStep, _ problem: String) -> MailTransportError {
    MailTransportError(step, isPermanent: false, problem: problem)
  }
}
