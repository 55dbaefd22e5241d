public import LatchkeyApplication
public import LatchkeyBase
public import LatchkeyDomain
internal import LatchkeyMail
import Synchronization

/// Makes transports for tests: whatever the server is, its mails go into one Maildir.
///
/// A server that names the password "missing" cannot be used; what trials come to is said by a test.
public final class TestTransports: MailTransportFactory {
  private struct State {
    var result = MailTestResult.taken(MailReply(code: 250, text: "2.0.0 Ok"))
    var tested: [MailServer] = []
    var interlude: (@Sendable () async -> Void)?
    var hasCredential = false
  }

  private let maildir: String
  private let state = Mutex(State())

  /// Transports into this Maildir.
  public init(maildir: String) {
    self.maildir = maildir
  }

  /// The servers that were tried.
  public var tested: [MailServer] { self.state.withLock { $0.tested } }

  /// What the next trials come to.
  public func answer(_ result: MailTestResult) {
    self.state.withLock { $0.result = result }
  }

  /// Runs a closure in the middle of every trial.
  public func interlude(_ body: @escaping @Sendable () async -> Void) {
    self.state.withLock { $0.interlude = body }
  }

  /// Puts the missing password in its place.
  public func bringCredential() {
    self.state.withLock { $0.hasCredential = true }
  }

  /// The Maildir, or nothing for the route `none`.
  public func transport(
    for server: MailServer
  ) throws(MailTransportError) -> (any MailTransport)? {
    switch server.route {
    case .none: return nil
    case .smtp(let smtp):
      let hasCredential = self.state.withLock { $0.hasCredential }
      guard smtp.login?.passwordName.text != "missing" || hasCredential else {
        throw MailTransportError(
          .settings, isPermanent: false, problem: "There is no credential of that name.")
      }
    case .sendmail, .maildir: break
    }
    do {
      return try MaildirTransport(path: self.maildir)
    } catch {
      throw MailTransportError(.host, isPermanent: false, problem: "\(error)")
    }
  }

  /// What a test has said.
  public func test(
    _ server: MailServer, sampleTo address: EmailAddress, locale: String, at date: Timestamp
  ) async -> MailTestResult {
    let (result, interlude) = self.state.withLock { state in
      state.tested.append(server)
      return (state.result, state.interlude)
    }
    await interlude?()
    return result
  }
}

/// A transport that answers what a test says, and keeps nothing.
public final class ScriptedTransport: MailTransport {
  /// What it is.
  public let label = "a script"
  private let error: Mutex<MailTransportError?>

  /// A transport that takes everything, or refuses everything with this error.
  public init(_ error: MailTransportError? = nil) {
    self.error = Mutex(error)
  }

  /// From now on it takes everything, or refuses everything with this error.
  public func answer(_ error: MailTransportError?) {
    self.error.withLock { $0 = error }
  }

  /// Takes the message or not.
  public func deliver(_ message: OutgoingMessage) async throws(MailTransportError) {
    if let error = self.error.withLock({ $0 }) { throw error }
  }
}
