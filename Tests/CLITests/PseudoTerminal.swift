import Foundation
import Glibc

/// A program at a terminal of its own, as a person sees and types it.
final class PseudoTerminal {
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  /// All that the screen showed.
  private(set) var screen = ""
  private let descriptor: Int32
  private var process: pid_t = 0
  private var mark = 0

  init(_ program: String, _ arguments: [String], environment: [String: String]) throws {
    self.descriptor = unsafe open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    var locked: Int32 = 0
    var number: Int32 = -1
    // pty(7): TIOCSPTLCK opens the other end, TIOCGPTN says which one it is.
    guard self.descriptor >= 0, unsafe ioctl(self.descriptor, 0x4004_5431, &locked) == 0,
      unsafe ioctl(self.descriptor, 0x8004_5430, &number) == 0
    else { throw Failure(description: "There is no pseudo terminal.") }
    let name = "/dev/pts/\(number)"
    var attributes = posix_spawnattr_t()
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawnattr_init(&attributes)
    unsafe posix_spawn_file_actions_init(&actions)
    // A session of its own: the first terminal that it opens becomes its controlling one.
    unsafe posix_spawnattr_setflags(&attributes, 0x80)
    unsafe posix_spawn_file_actions_addopen(&actions, 0, name, O_RDWR, 0)
    unsafe posix_spawn_file_actions_adddup2(&actions, 0, 1)
    unsafe posix_spawn_file_actions_adddup2(&actions, 0, 2)
    var words = unsafe ([program] + arguments).map { unsafe strdup($0) } + [nil]
    var variables = unsafe environment.map { unsafe strdup("\($0.key)=\($0.value)") } + [nil]
    let status = unsafe posix_spawn(
      &self.process, program, &actions, &attributes, &words, &variables)
    unsafe posix_spawn_file_actions_destroy(&actions)
    unsafe posix_spawnattr_destroy(&attributes)
    for index in unsafe words.indices { unsafe free(words[index]) }
    for index in unsafe variables.indices { unsafe free(variables[index]) }
    guard status == 0 else { throw Failure(description: "\(program) did not start: \(status).") }
  }

  deinit {
    close(self.descriptor)
  }

  /// Waits until the screen shows a text behind what was waited for before.
  func expect(_ text: String) throws {
    while true {
      let start = self.screen.utf8.index(self.screen.startIndex, offsetBy: self.mark)
      if let found = self.screen[start...].range(of: text) {
        self.mark = self.screen.utf8.distance(from: self.screen.startIndex, to: found.upperBound)
        return
      }
      guard try self.read() else {
        throw Failure(description: "\"\(text)\" did not come. The screen: \(self.screen)")
      }
    }
  }

  /// Types.
  func type(_ text: String) {
    let bytes = Array(text.utf8)
    _ = unsafe bytes.withUnsafeBytes { unsafe write(self.descriptor, $0.baseAddress, $0.count) }
  }

  /// Whether what is typed shows.
  var isEchoing: Bool {
    var state = termios()
    return unsafe tcgetattr(self.descriptor, &state) == 0
      && state.c_lflag & tcflag_t(ECHO) != 0
  }

  /// Waits for the end of the program.
  func finish() throws -> Int32 {
    while try self.read() {}
    var status: Int32 = 0
    guard unsafe waitpid(self.process, &status, 0) == self.process else { return -1 }
    return status & 0x7f == 0 ? (status >> 8) & 0xff : -1
  }

  /// Takes what there is; false at the end.
  private func read() throws -> Bool {
    var waiting = pollfd(fd: self.descriptor, events: Int16(POLLIN), revents: 0)
    // A limit for a program that hangs; nothing depends on how long it takes otherwise.
    guard unsafe poll(&waiting, 1, 600_000) == 1 else {
      throw Failure(description: "Silence. The screen: \(self.screen)")
    }
    var bytes = [UInt8](repeating: 0, count: 4_096)
    let count = unsafe Glibc.read(self.descriptor, &bytes, bytes.count)
    guard count > 0 else { return false }
    self.screen += String(decoding: bytes.prefix(count), as: UTF8.self)
    return true
  }
}
