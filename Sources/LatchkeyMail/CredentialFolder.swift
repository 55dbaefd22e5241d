internal import Glibc
internal import LatchkeyApplication
internal import LatchkeyBase
internal import LatchkeyDomain

/// The one folder of this host with what mail servers ask for: passwords, and certificate
/// authorities.
///
/// Files are read when they are needed, so that a changed password counts at the next message.
public struct CredentialFolder: Sendable {
  /// Where it is; nil when there is none.
  public let path: String?
  /// Bytes of a password at most.
  private static let passwordLength = 1_024

  /// A folder. It need not exist yet.
  public init(path: String?) {
    self.path = path
  }

  /// Where a file of that name is.
  ///
  /// - Throws: `MailTransportError` of the step `settings` when there is none that can be read.
  func file(_ name: CredentialName) throws(MailTransportError) -> String {
    guard let path = self.path else {
      throw Self.missing(name, "no folder for mail credentials is configured")
    }
    let file = "\(path)/\(name.text)"
    guard unsafe access(file, R_OK) == 0 else {
      throw Self.missing(name, "it cannot be read (error \(errno))")
    }
    return file
  }

  /// The password in a file: its only line. The line end is no part of it.
  ///
  /// - Throws: `MailTransportError` of the step `settings`.
  func password(_ name: CredentialName) throws(MailTransportError) -> Secret {
    let file = try self.file(name)
    // Not blocking: a pipe in place of a file would keep us waiting.
    let descriptor = unsafe open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw Self.missing(name, "it cannot be read (error \(errno))") }
    defer { close(descriptor) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw Self.missing(name, "it is no file")
    }
    var bytes = [UInt8](repeating: 0, count: Self.passwordLength + 2)
    defer { wipe(&bytes) }
    var count = 0
    while count < bytes.count {
      let done = unsafe bytes.withUnsafeMutableBytes {
        unsafe read(descriptor, $0.baseAddress! + count, $0.count - count)
      }
      if done < 0 && errno == EINTR { continue }
      guard done >= 0 else { throw Self.missing(name, "it cannot be read (error \(errno))") }
      if done == 0 { break }
      count += done
    }
    if count > 0, bytes[count - 1] == 0x0A { count -= 1 }
    if count > 0, bytes[count - 1] == 0x0D { count -= 1 }
    guard (1...Self.passwordLength).contains(count) else {
      throw Self.missing(name, "it has to hold one line of 1 to \(Self.passwordLength) bytes")
    }
    guard bytes[..<count].allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
      throw Self.missing(name, "it holds control characters")
    }
    return Secret(copying: bytes[..<count])
  }

  private static func missing(_ name: CredentialName, _ problem: String) -> MailTransportError {
    MailTransportError(
      .settings, isPermanent: false, problem: "The mail credential \(name.text): \(problem).")
  }
}
