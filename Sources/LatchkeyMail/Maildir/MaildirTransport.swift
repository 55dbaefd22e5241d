internal import Glibc
public import LatchkeyApplication
internal import LatchkeyBase
internal import LatchkeyDomain
internal import Synchronization

/// Hands messages over by writing them into a Maildir: one file each, durable before it is seen.
///
/// For hosts where another program takes mail on from a folder, for trying things out, and for
/// tests. The folders have mode 0700 and the files 0600, since messages hold links.
public final class MaildirTransport: MailTransport {
  /// The folder cannot be used.
  public struct Unusable: Error, Hashable, Sendable, CustomStringConvertible {
    /// The folder.
    public let path: String
    /// The system call that failed.
    public let call: String
    /// Its error number.
    public let errorNumber: Int32

    /// What is wrong, for people.
    public var description: String {
      "\(self.path): no mail folder could be made there (\(self.call), error \(self.errorNumber))."
    }
  }

  /// What it is, for people.
  public let label: String
  private let folder: MaildirFolder
  private let host: String
  /// Of the process, so that two transports on one folder do not meet.
  private static let delivered = Atomic<UInt64>(0)

  /// Opens a Maildir, or makes it. The folder above must exist.
  ///
  /// - Parameter path: Where it is.
  /// - Throws: ``Unusable``.
  public init(path: String) throws(Unusable) {
    self.folder = MaildirFolder(path: path)
    self.label = "Maildir \(path)"
    self.host = HostName.ofThisHost.text
    do {
      try self.folder.prepare()
    } catch {
      throw Unusable(path: path, call: error.call, errorNumber: error.number)
    }
  }

  /// Writes one message. Returns when it is on disk.
  ///
  /// - Throws: `MailTransportError`. Nearly every failure of a folder can be mended by somebody, so
  ///   it is temporary; only a message that is too large for the file system never goes.
  public func deliver(_ message: OutgoingMessage) async throws(MailTransportError) {
    let name = self.uniqueName()
    do {
      try message.content.withBytes { content throws(SystemFailure) in
        try self.folder.add(content, as: name)
      }
    } catch {
      let detail = "\(error.call) in the mail folder failed with error \(error.number)."
      throw error.number == EFBIG ? .permanent(detail: detail) : .temporary(detail: detail)
    }
  }

  /// Seconds, microseconds, process, count, host: as the Maildir convention has it. A file of that
  /// name is never overwritten, even so: it is made with O_EXCL.
  private func uniqueName() -> String {
    var time = timespec()
    _ = unsafe clock_gettime(CLOCK_REALTIME, &time)
    let count = Self.delivered.add(1, ordering: .relaxed).newValue
    return "\(time.tv_sec).M\(time.tv_nsec / 1_000)P\(getpid())Q\(count).\(self.host)"
  }
}
