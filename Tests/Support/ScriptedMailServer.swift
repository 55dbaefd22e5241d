import Foundation
internal import LatchkeyTestBasics

/// A real mail server on loopback that behaves as it is told: Python's aiosmtpd in a process of its
/// own, which ends when nobody holds this any more.
public final class ScriptedMailServer: Sendable {
  /// What there is to be told when it starts.
  public struct Behaviour: Sendable {
    /// "none", "starttls" or "implicit".
    public var security = "none"
    /// One of the certificates.
    public var certificate: String?
    /// USER:PASSWORD; nil offers no sign-in.
    public var login: String?
    /// The other flags.
    public var flags: [String] = []

    /// A server without TLS and sign-in.
    public init(
      security: String = "none", certificate: String? = nil, login: String? = nil,
      flags: [String] = []
    ) {
      self.security = security
      self.certificate = certificate
      self.login = login
      self.flags = flags
    }
  }

  /// One line of what happened.
  public struct Event: Decodable, Sendable {
    /// "mail", "auth" or "taken".
    public let event: String
    /// Its place in the folder.
    public let file: String?
    /// What went wrong on purpose.
    public let fault: String?
    /// The envelope's sender.
    public let sender: String?
    /// The envelope's recipients.
    public let recipients: [String]?
    /// Whether it came over TLS.
    public let tls: Bool?
    /// Who had signed in.
    public let user: String?
    /// The name that we greeted with.
    public let greeting: String?
    /// How somebody signed in.
    public let mechanism: String?
    /// Whether the sign-in was right.
    public let ok: Bool?
    /// The number of the connection, from 1.
    public let connection: Int?
  }

  /// It did not start.
  public struct NotReady: Error {}

  /// Where it listens.
  public let port: Int
  private let folder: TemporaryFolder
  private let process: Process
  private let input: Pipe

  /// The interpreter that the system's packages belong to.
  static let python = "/usr/bin/python3"

  /// The scripts.
  static let scripts = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("MailServers").path

  /// A program that behaves as a file beside it says.
  public static let pretendedSendmail = "\(ScriptedMailServer.scripts)/pretend-sendmail"

  /// Whether it can be started here.
  public static let isPossible: Bool = {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: ScriptedMailServer.python)
    process.arguments = ["-c", "import aiosmtpd, cryptography"]
    process.standardError = FileHandle.nullDevice
    guard (try? process.start()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }()

  /// Starts one and waits until it listens.
  ///
  /// - Parameters:
  ///   - behaviour: How it behaves.
  ///   - port: Where; 0 lets the kernel choose.
  ///   - folder: Where messages and events go; nil is a folder of its own.
  /// - Throws: ``NotReady``, or what the system said.
  public init(
    _ behaviour: Behaviour = Behaviour(), port: Int = 0, in folder: TemporaryFolder? = nil
  ) throws {
    self.folder = try folder ?? TemporaryFolder()
    self.process = Process()
    self.input = Pipe()
    let output = Pipe()
    self.process.executableURL = URL(fileURLWithPath: ScriptedMailServer.python)
    var arguments = ["-B", "\(Self.scripts)/scripted.py", self.folder.path, "--port", "\(port)"]
    arguments += ["--tls", behaviour.security] + behaviour.flags
    if let certificate = behaviour.certificate { arguments += ["--certificate", certificate] }
    if let login = behaviour.login { arguments += ["--login", login] }
    self.process.arguments = arguments
    self.process.standardInput = self.input
    self.process.standardOutput = output
    self.process.standardError = FileHandle.nullDevice
    try self.process.start()
    var line: [UInt8] = []
    while line.last != 0x0A, let byte = try output.fileHandleForReading.read(upToCount: 1)?.first {
      line.append(byte)
    }
    let text = String(decoding: line, as: UTF8.self).trimmingCharacters(in: .newlines)
    guard let port = Int(text) else { throw NotReady() }
    self.port = port
  }

  deinit {
    self.stop()
  }

  /// Ends it, by its process.
  public func stop() {
    // Threads of the test runner block signals that can be blocked, and children inherit that.
    if self.process.isRunning { kill(self.process.processIdentifier, SIGKILL) }
    self.process.waitUntilExit()
  }

  /// Adds faults to the script: one word for each transaction to come.
  public func expect(_ faults: String...) throws {
    let file = "\(self.folder.path)/faults"
    let former = FileManager.default.contents(atPath: file) ?? Data()
    let words = Data(faults.map { "\($0)\n" }.joined().utf8)
    try (former + words).write(to: URL(fileURLWithPath: file), options: .atomic)
  }

  /// What happened so far.
  public var events: [Event] {
    get throws {
      let data = FileManager.default.contents(atPath: "\(self.folder.path)/events") ?? Data()
      return try data.split(separator: 0x0A).map { try JSONDecoder().decode(Event.self, from: $0) }
    }
  }

  /// The messages that it took, in order.
  public var taken: [(event: Event, content: [UInt8])] {
    get throws {
      try self.events.filter { $0.event == "taken" }.map { event in
        let path = "\(self.folder.path)/\(event.file ?? "")"
        return (event, Array(FileManager.default.contents(atPath: path) ?? Data()))
      }
    }
  }
}

/// Certificates for test servers, made anew: an authority, "server" that it signed, and "expired",
/// "elsewhere" and "stranger", which must not be trusted.
public final class TestCertificates: Sendable {
  /// They could not be made.
  public struct Failed: Error {}

  private let folder: TemporaryFolder

  /// Makes them.
  ///
  /// - Throws: ``Failed``, or what the system said.
  public init() throws {
    self.folder = try TemporaryFolder()
    let process = Process()
    process.executableURL = URL(fileURLWithPath: ScriptedMailServer.python)
    process.arguments = ["-B", "\(ScriptedMailServer.scripts)/certificates.py", self.folder.path]
    process.standardError = FileHandle.nullDevice
    try process.start()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Failed() }
  }

  /// The folder with all of them, as a credential folder.
  public var path: String { self.folder.path }

  /// One of them, with its key.
  public func file(_ name: String) -> String { "\(self.folder.path)/\(name).pem" }

  /// Adds a file, such as a password.
  public func write(_ text: String, as name: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: "\(self.folder.path)/\(name)"))
  }
}
