internal import Glibc
public import LatchkeyApplication
internal import LatchkeyBase
public import LatchkeyDomain

/// Hands messages over to a program of this host that behaves like sendmail, one process each.
///
/// It is called with `-i` (a dot alone is text), `-f` and the sender, and the recipient behind `--`.
/// Recipients are not read from the message (`-t`), so that no header decides where a link goes. The
/// program gets no environment of ours but a path, and a bounded time.
public final class SendmailTransport: MailTransport {
  /// What it is, for people.
  public let label: String
  /// The host's convention.
  public static let usualPath = "/usr/sbin/sendmail"
  private let path: String
  private let seconds: Int
  private let threads: DeliveryThreads<Void>
  /// Bytes of the program's words that are looked at.
  private static let wordsLength = 2_000

  /// A transport.
  ///
  /// - Parameters:
  ///   - path: The program.
  ///   - seconds: How long it may take for one message.
  ///   - processes: Processes at once, at most.
  /// - Throws: `MailTransportError` of the step `settings`: there is no such program.
  public init(
    path: HostPath, seconds: Int = 120, processes: Int = 4
  ) throws(MailTransportError) {
    guard unsafe access(path.text, X_OK) == 0 else {
      throw MailTransportError(
        .settings, isPermanent: false, problem: "There is no program \(path.text) to run.")
    }
    self.path = path.text
    self.seconds = seconds
    self.label = "sendmail \(path.text)"
    self.threads = DeliveryThreads(most: processes) {}
  }

  /// Hands one message over. Returns when the program has ended well.
  ///
  /// - Throws: `MailTransportError`.
  public func deliver(_ message: OutgoingMessage) async throws(MailTransportError) {
    guard let sender = try? EmailAddress(message.sender.text),
      let recipient = try? EmailAddress(message.recipient.text), sender == message.sender,
      recipient == message.recipient
    else {
      throw MailTransportError(
        .recipient, isPermanent: true, problem: "An address that mail cannot go to.")
    }
    let arguments = ["sendmail", "-i", "-f", sender.text, "--", recipient.text]
    let error = await withCheckedContinuation {
      (waiter: CheckedContinuation<MailTransportError?, Never>) in
      let isAccepted = self.threads.run { _ in
        waiter.resume(returning: self.run(arguments, message.content))
      }
      if !isAccepted {
        waiter.resume(
          returning: .temporary(detail: "Too many messages wait for \(self.path)."))
      }
    }
    if let error { throw error }
  }

  private func run(_ arguments: [String], _ content: Secret) -> MailTransportError? {
    do throws(SystemFailure) {
      var process = try SendmailProcess(self.path, arguments)
      let words = process.exchange(
        Self.localLines(content), until: self.seconds, limit: Self.wordsLength)
      guard let status = process.end(within: words == nil ? 0 : self.seconds) else {
        return .temporary(detail: "\(self.path) took longer than \(self.seconds) seconds.")
      }
      return Self.error(status, words: words ?? "", path: self.path)
    } catch {
      return .temporary(detail: "\(self.path): \(error.call) failed with error \(error.number).")
    }
  }

  /// Programs of a Unix host expect line feeds alone.
  private static func localLines(_ content: Secret) -> Secret {
    content.withBytes { span in
      var bytes: [UInt8] = []
      bytes.reserveCapacity(span.count)
      defer { wipe(&bytes) }
      for index in span.indices {
        let isPair = span[index] == 0x0D && index + 1 < span.count && span[index + 1] == 0x0A
        if !isPair { bytes.append(span[index]) }
      }
      return Secret(copying: bytes)
    }
  }

  /// What an exit code says (sysexits.h). Words of the program are kept: they name an address at
  /// most, and never what was sent.
  static func error(_ status: Int32, words: String, path: String) -> MailTransportError? {
    let code = Int((status >> 8) & 0xFF)
    if status == 0 { return nil }
    let said = MailReply(code: code, text: words).text
    let problem = "\(path) ended with \(code)" + (said.isEmpty ? "." : ": \(said)")
    guard status & 0x7F == 0 else {
      return .temporary(detail: "\(path) was ended by signal \(status & 0x7F).")
    }
    switch code {
    // EX_NOUSER and EX_NOHOST: the recipient.
    case 67, 68: return MailTransportError(.recipient, isPermanent: true, problem: problem)
    // EX_DATAERR: the message.
    case 65: return MailTransportError(.data, isPermanent: true, problem: problem)
    // EX_TEMPFAIL and all that the host can mend.
    default: return MailTransportError(.host, isPermanent: false, problem: problem)
    }
  }
}
