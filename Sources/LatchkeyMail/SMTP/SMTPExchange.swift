internal import CCurl
internal import Glibc
internal import LatchkeyApplication
internal import LatchkeyBase
internal import LatchkeyDomain

/// What is known of one exchange with a server while it goes on: how far it has come, and what the
/// server said last.
///
/// libcurl speaks; this listens. What is sent is looked at for the word that it begins with and never
/// kept, since it holds the password and the message. Used by the one thread that runs the exchange.
@safe
final class SMTPExchange {
  /// How far it has come. Only ever goes on.
  enum Phase: Int, Comparable {
    /// Until the server's first words: name, connection, TLS from the first byte.
    case connecting
    /// Greeting and what the server offers.
    case greeting
    /// From STARTTLS on.
    case securing
    /// From AUTH on.
    case authenticating
    /// From MAIL on.
    case sender
    /// From RCPT on.
    case recipient
    /// From DATA on.
    case data
    /// All of the message went.
    case dataEnd

    static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

    /// The step that a failure in this phase belongs to.
    var step: MailStep {
      switch self {
      case .connecting, .greeting: .connect
      case .securing: .tls
      case .authenticating: .authentication
      case .sender: .sender
      case .recipient: .recipient
      case .data, .dataEnd: .data
      }
    }
  }

  /// Why we ended it ourselves.
  enum Ending {
    case tooSlow
    case noSignIn
  }

  private(set) var phase = Phase.connecting
  /// The last complete reply since the phase began.
  private(set) var reply: MailReply?
  /// Why we ended it ourselves, if we did.
  private(set) var ending: Ending?

  private let content: UnsafeRawBufferPointer
  private let patience: SMTPServer.Patience
  private let needsSignIn: Bool
  private var offset = 0
  private var since = SMTPExchange.milliseconds()
  private var words = ""
  private var isSignedIn = false
  private var isLeaving = false

  /// - Parameters:
  ///   - content: The message. Valid as long as the exchange goes on.
  ///   - patience: How long each phase may take.
  ///   - needsSignIn: Whether a message without a sign-in before it is not to be sent.
  init(content: UnsafeRawBufferPointer, patience: SMTPServer.Patience, needsSignIn: Bool) {
    unsafe self.content = unsafe content
    self.patience = patience
    self.needsSignIn = needsSignIn
  }

  /// Whether the server took responsibility: it answered the end of the message with any 2xx.
  var isTaken: Bool { self.phase == .dataEnd && (self.reply?.code ?? 0) / 100 == 2 }

  /// Whether the server greeted: on a connection that is used again the sign-in is behind us.
  private(set) var isGreeted = false

  // MARK: What libcurl tells

  /// A line that the server sent.
  func heard(_ line: UnsafeRawBufferPointer) {
    let bytes = unsafe Array(line.prefix(1_024))
    guard !self.isLeaving, bytes.count >= 3, bytes[..<3].allSatisfy({ 0x30...0x39 ~= $0 }) else {
      return
    }
    let code = bytes[..<3].reduce(0) { $0 * 10 + Int($1 - 0x30) }
    let text = String(decoding: bytes.dropFirst(4), as: UTF8.self)
    if self.words.utf8.count < 2_048 { self.words += (self.words.isEmpty ? "" : " ") + text }
    if bytes.count > 3, bytes[3] == UInt8(ascii: "-") { return }
    self.reply = MailReply(code: code, text: self.words)
    self.words = ""
    if self.phase == .connecting { self.isGreeted = true }
    if self.phase == .authenticating && code == 235 { self.isSignedIn = true }
    self.since = Self.milliseconds()
  }

  /// A command that is about to be sent: its first word tells how far we are.
  func said(_ line: UnsafeRawBufferPointer) {
    func begins(_ word: StaticString) -> Bool {
      unsafe line.count >= word.utf8CodeUnitCount
        && memcmp(line.baseAddress!, word.utf8Start, word.utf8CodeUnitCount) == 0
    }
    // What answers an AUTH is no command, and could begin with any letters.
    if self.phase == .authenticating && self.reply?.code == 334 { return }
    if begins("QUIT\r\n") {
      // The answer to that tells nothing any more.
      self.isLeaving = true
    } else if begins("EHLO ") || begins("HELO ") {
      self.enter(.greeting)
    } else if begins("STARTTLS\r\n") {
      self.enter(.securing)
    } else if begins("AUTH ") {
      self.enter(.authenticating)
    } else if begins("MAIL FROM:") {
      self.enter(.sender)
    } else if begins("RCPT TO:") {
      self.enter(.recipient)
    } else if begins("DATA\r\n") {
      self.enter(.data)
    }
  }

  private func enter(_ phase: Phase) {
    guard phase > self.phase else { return }
    self.phase = phase
    self.reply = nil
    self.words = ""
    self.since = Self.milliseconds()
  }

  /// The next bytes of the message; nil to end the exchange.
  func fill(_ buffer: UnsafeMutableRawBufferPointer) -> Int? {
    // A server that offers no sign-in would get the message without one.
    if self.needsSignIn && self.isGreeted && !self.isSignedIn {
      self.ending = .noSignIn
      return nil
    }
    let count = unsafe min(buffer.count, self.content.count - self.offset)
    if count > 0 {
      unsafe buffer.copyMemory(
        from: UnsafeRawBufferPointer(rebasing: self.content[self.offset..<(self.offset + count)]))
      self.offset += count
      self.since = Self.milliseconds()
    }
    // libcurl knows how much there is and does not ask for an end.
    if unsafe self.offset == self.content.count { self.enter(.dataEnd) }
    return count
  }

  /// Whether it may go on: the phase has not taken too long.
  func mayGoOn() -> Bool {
    let limit: Lifetime =
      switch self.phase {
      case .connecting: self.patience.connect
      case .greeting, .securing, .authenticating, .sender, .recipient, .data: self.patience.command
      case .dataEnd: self.patience.dataEnd
      }
    guard Self.milliseconds() - self.since >= limit.milliseconds else { return true }
    self.ending = .tooSlow
    return false
  }

  static func milliseconds() -> Int64 {
    var time = timespec()
    _ = unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
  }
}
