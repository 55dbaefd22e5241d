import Foundation
internal import LatchkeyTestBasics

/// A full mail server of Debian, unpacked by `./dev test`, that delivers into a mailbox in a folder of
/// its own. A process of its own, which ends with this.
public final class RealMailServer: Sendable {
  /// It did not start.
  public struct NotReady: Error {}

  /// Where it listens.
  public let port: Int
  private let folder: TemporaryFolder
  private let process: Process
  private let input = Pipe()

  private static let program = URL(fileURLWithPath: ScriptedMailServer.scripts)
    .deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent(".build/mta/usr/sbin/exim4").path

  /// Whether it was unpacked here.
  public static let isPossible = FileManager.default.isExecutableFile(
    atPath: RealMailServer.program)

  /// Starts one and waits until it listens.
  ///
  /// - Throws: ``NotReady``, or what the system said.
  public init() throws {
    self.folder = try TemporaryFolder()
    self.process = Process()
    let output = Pipe()
    self.process.executableURL = URL(fileURLWithPath: ScriptedMailServer.python)
    self.process.arguments = [
      "-B", "\(ScriptedMailServer.scripts)/mta.py", self.folder.path, Self.program,
    ]
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
    // Threads of the test runner block signals that can be blocked, and children inherit that.
    if self.process.isRunning { kill(self.process.processIdentifier, SIGKILL) }
    self.process.waitUntilExit()
  }

  /// Everything in the mailbox.
  public var mailbox: [[UInt8]] {
    get throws {
      let new = "\(self.folder.path)/Maildir/new"
      return try (FileManager.default.contentsOfDirectory(atPath: new)).sorted().map {
        Array(FileManager.default.contents(atPath: "\(new)/\($0)") ?? Data())
      }
    }
  }

  /// A program that behaves as this server's `sendmail`.
  public var sendmail: String { "\(self.folder.path)/sendmail" }
}
