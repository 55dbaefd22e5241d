public import LatchkeyBase
public import LatchkeyDomain
internal import Synchronization

/// A transport: hands messages over to a mail server, a program or a folder.
public protocol MailTransport: Sendable {
  /// What it is, for people: "Maildir /var/spool/latchkey".
  var label: String { get }

  /// Hands one message over. Returns when the other side has taken responsibility for it.
  ///
  /// - Throws: ``MailTransportError``.
  func deliver(_ message: OutgoingMessage) async throws(MailTransportError)
}

/// Makes transports, and tries them out.
public protocol MailTransportFactory: Sendable {
  /// A transport for a mail server; nil for the route `none`. Opens no connection.
  ///
  /// - Throws: ``MailTransportError`` of the step ``MailStep/settings``: a credential, an authority
  ///   or a folder that is named is not there.
  func transport(for server: MailServer) throws(MailTransportError) -> (any MailTransport)?

  /// Sends one sample message by a connection of its own, and says what came of it. What is
  /// stored, what is queued and what is under way stay untouched.
  ///
  /// - Parameters:
  ///   - server: The server to try.
  ///   - address: Where the sample goes.
  ///   - locale: The language of the sample.
  ///   - date: Now.
  /// - Returns: Whether it was taken.
  func test(
    _ server: MailServer, sampleTo address: EmailAddress, locale: String, at date: Timestamp
  ) async -> MailTestResult
}

/// What came of a sample message.
public enum MailTestResult: Hashable, Sendable {
  /// It was taken, with these words if there were any.
  case taken(MailReply?)
  /// It was not taken: where that happened, and why.
  case refused(MailTransportError)
}

/// Where handing over ended. The raw numbers are stored and never change.
public enum MailStep: UInt8, CaseIterable, Hashable, Sendable {
  /// Before anything: a credential, an authority or a folder that is named is not there, or there
  /// is no mail server.
  case settings = 1
  /// The host's name was not found.
  case resolve = 2
  /// No connection, or no greeting.
  case connect = 3
  /// No TLS, or a certificate that is not trusted.
  case tls = 4
  /// The sign-in.
  case authentication = 5
  /// The sender was refused.
  case sender = 6
  /// The recipient was refused.
  case recipient = 7
  /// The message was refused, or its end was never answered.
  case data = 8
  /// A program or folder of this host.
  case host = 9
}

/// What a mail server said. Holds no secret: our own words to it are never kept.
public struct MailReply: Hashable, Sendable {
  /// The three digits of RFC 5321.
  public let code: Int
  /// Its words, on one line, without control characters; at most ``textLength`` characters.
  public let text: String
  /// Enough for what servers say, and for no novels.
  public static let textLength = 300

  /// A reply. Longer texts are cut, control characters become spaces.
  public init(code: Int, text: String) {
    self.code = code
    var line = String.UnicodeScalarView()
    for scalar in text.unicodeScalars.prefix(4 * Self.textLength) {
      switch scalar.properties.generalCategory {
      case .control, .lineSeparator, .paragraphSeparator, .format: line.append(" ")
      default: line.append(scalar)
      }
    }
    self.text = String(
      String(line).split(separator: " ").joined(separator: " ").prefix(Self.textLength))
  }
}

/// Why a message was not taken. Holds no secret.
public struct MailTransportError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Where handing over ended.
  public let step: MailStep
  /// Whether this message will never be taken. Trouble that is the server's or our own, and not the
  /// message's, is worth another try: a mistyped password loses no mail.
  public let isPermanent: Bool
  /// What the server said, if it said something.
  public let reply: MailReply?
  /// What went wrong, in our own words.
  public let problem: String

  /// The same, for people who read a log.
  public var description: String { self.problem }

  /// A message that was not taken.
  public init(_ step: MailStep, isPermanent: Bool, reply: MailReply? = nil, problem: String) {
    self.step = step
    self.isPermanent = isPermanent
    self.reply = reply
    self.problem = problem
  }

  /// Not now: worth another try.
  public static func temporary(detail: String) -> Self {
    Self(.host, isPermanent: false, problem: detail)
  }

  /// Never.
  public static func permanent(detail: String) -> Self {
    Self(.host, isPermanent: true, problem: detail)
  }

  /// Whether it is the recipient's address that will never be served: of all failures the one that
  /// says something about the address. A policy of the server (RFC 3463: X.7) says nothing about it.
  public var refusesRecipient: Bool {
    self.step == .recipient && self.isPermanent && self.reply?.text.hasPrefix("5.7.") != true
  }

  /// All of it on one line, for the outbox and the log.
  public var detail: String {
    guard let reply = self.reply else { return self.problem }
    return "\(self.problem) The server said: \(reply.code) \(reply.text)"
  }
}

/// One message, complete.
public struct OutgoingMessage: Sendable {
  /// The sender on the envelope.
  public let sender: EmailAddress
  /// Where it goes.
  public let recipient: EmailAddress
  /// The same at every attempt, so that doubles can be recognised. Without angle brackets.
  public let messageID: String
  /// The whole message (RFC 5322, CRLF line ends). May hold a link: never log it.
  public let content: Secret

  /// A complete message.
  public init(
    sender: EmailAddress, recipient: EmailAddress, messageID: String, content: Secret
  ) {
    self.sender = sender
    self.recipient = recipient
    self.messageID = messageID
    self.content = content
  }
}

/// By which transport mails go out, and under which address.
public struct MailOutlet: Sendable {
  /// Takes the messages on.
  public let transport: any MailTransport
  /// The address in From and on the envelope.
  public let sender: EmailAddress

  /// An outlet.
  public init(transport: any MailTransport, sender: EmailAddress) {
    self.transport = transport
    self.sender = sender
  }
}

/// The outlet that counts now; nil while no mail server is configured.
///
/// A delivery that has begun ends by the outlet with which it began.
public final class CurrentMailOutlet: Sendable {
  private let state: Mutex<(outlet: MailOutlet?, revision: Int64)>

  /// An outlet to begin with.
  public init(_ outlet: MailOutlet?) {
    self.state = Mutex((outlet, 0))
  }

  /// The one that counts now.
  public var now: MailOutlet? { self.state.withLock { $0.outlet } }

  /// Replaces it. The courier is to be nudged afterwards.
  public func replace(with outlet: MailOutlet?) {
    self.state.withLock { $0.outlet = outlet }
  }

  /// Takes over the mail server that the store holds, unless a later one was taken over before. The
  /// courier is to be nudged afterwards.
  ///
  /// - Parameters:
  ///   - stored: What the store holds.
  ///   - factory: Makes transports.
  ///   - domain: The desk's domain for mail.
  public func adopt(
    _ stored: StoredMailServer, by factory: any MailTransportFactory, domain: String
  ) {
    // Made outside the lock; of two changes at once the one that comes last stays.
    let outlet = MailOutlet(stored.server, by: factory, domain: domain)
    self.state.withLock { state in
      guard stored.revision >= state.revision else { return }
      state = (outlet, stored.revision)
    }
  }
}

/// Writes the texts of mails.
public protocol MailComposer: Sendable {
  /// The template of a mail, in the recipient's language.
  func templateKey(of mail: NewMail, for account: Account) -> MailTemplate.Key

  /// The whole message for a mail.
  ///
  /// - Parameters:
  ///   - mail: What it is about.
  ///   - account: The account that it concerns.
  ///   - template: What it says; nil is what comes with the program.
  ///   - link: The link to put in and its lifetime, where one belongs.
  ///   - sender: The address in From and on the envelope.
  ///   - messageID: Its Message-ID, without angle brackets.
  ///   - date: When it is written.
  /// - Returns: The message.
  func compose(
    _ mail: NewMail, for account: Account, template: MailTemplate?,
    link: (url: Secret, lifetime: Lifetime)?, from sender: EmailAddress, messageID: String,
    date: Timestamp
  ) -> OutgoingMessage
}
