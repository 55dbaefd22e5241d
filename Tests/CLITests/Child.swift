import Foundation
import Glibc

/// A program that was started, with files in the place of standard input, output and error.
struct Child: Sendable {
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  let process: pid_t

  /// Starts a program.
  ///
  /// By `posix_spawn` itself: `Foundation.Process` was seen to crash when many threads start
  /// programs at once.
  init(
    _ program: String, _ arguments: [String], environment: [String: String],
    input: String = "/dev/null", output: String = "/dev/null", errors: String = "/dev/null"
  ) throws {
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    let writing = O_WRONLY | O_CREAT | O_APPEND
    unsafe posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0)
    unsafe posix_spawn_file_actions_addopen(&actions, 1, output, writing, 0o600)
    unsafe posix_spawn_file_actions_addopen(&actions, 2, errors, writing, 0o600)
    var words = unsafe ([program] + arguments).map { unsafe strdup($0) } + [nil]
    var variables = unsafe environment.map { unsafe strdup("\($0.key)=\($0.value)") } + [nil]
    var process: pid_t = 0
    let status = unsafe posix_spawn(&process, program, &actions, nil, &words, &variables)
    unsafe posix_spawn_file_actions_destroy(&actions)
    for index in unsafe words.indices { unsafe free(words[index]) }
    for index in unsafe variables.indices { unsafe free(variables[index]) }
    guard status == 0 else { throw Failure(description: "\(program) did not start: \(status).") }
    self.process = process
  }

  /// Asks it to stop.
  func terminate() { kill(self.process, SIGTERM) }

  /// Waits for its end on this thread: its exit code, or minus the signal that ended it.
  func wait() -> Int32 {
    var status: Int32 = 0
    while unsafe waitpid(self.process, &status, 0) < 0 {
      guard errno == EINTR else { return -128 }
    }
    let signal = status & 0x7f
    return signal == 0 ? (status >> 8) & 0xff : -signal
  }

  /// Waits for its end without holding a thread of the tests.
  func end() async -> Int32 {
    await withCheckedContinuation { waiter in
      Thread.detachNewThread { waiter.resume(returning: self.wait()) }
    }
  }
}

/// What a program left behind.
struct Ran: Sendable {
  let code: Int32
  let output: String
  let errors: String

  static func of(
    _ program: String, _ arguments: [String], environment: [String: String], input: String
  ) async throws -> Ran {
    let folder = URL(fileURLWithPath: NSTemporaryDirectory())
      .appendingPathComponent("latchkey-ran-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    func path(_ name: String) -> String { folder.appendingPathComponent(name).path }
    try Data(input.utf8).write(to: folder.appendingPathComponent("input"))
    let child = try Child(
      program, arguments, environment: environment, input: path("input"), output: path("output"),
      errors: path("errors"))
    let code = await child.end()
    return Ran(
      code: code, output: try String(contentsOfFile: path("output"), encoding: .utf8),
      errors: try String(contentsOfFile: path("errors"), encoding: .utf8))
  }
}
