import Foundation
import Glibc

/// A process that was started, with the ends of its three pipes that are ours.
///
/// Every descriptor closes on exec, so that no other process that is started meanwhile keeps a pipe open and
/// hides the end of this one.
struct Child {
  struct Failed: Error { let call: String, number: Int32 }

  let id: pid_t
  let output: Int32
  let errors: Int32

  /// Starts a program with a text of at most a pipe's size on its standard input.
  init(
    _ path: String, _ arguments: [String], environment: [String: String], input: String
  ) throws {
    let stdin = try Self.pipe()
    let stdout = try Self.pipe()
    let stderr = try Self.pipe()
    defer { for end in [stdin.read, stdout.write, stderr.write] { close(end) } }
    let bytes = Array(input.utf8)
    precondition(bytes.count <= 65_536, "Nobody reads yet: the input must fit into the pipe.")
    _ = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(stdin.write, $0.baseAddress, $0.count) }
    close(stdin.write)

    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    for (end, number) in [(stdin.read, 0), (stdout.write, 1), (stderr.write, 2)] {
      unsafe posix_spawn_file_actions_adddup2(&actions, end, Int32(number))
    }
    let variables = ["PATH": "/usr/bin:/bin:/usr/sbin:/sbin"].merging(environment) { $1 }
    var id: pid_t = 0
    let status = unsafe Self.withTexts([path] + arguments) { arguments in
      unsafe Self.withTexts(variables.map { "\($0.key)=\($0.value)" }) { variables in
        unsafe posix_spawn(&id, path, &actions, nil, arguments, variables)
      }
    }
    guard status == 0 else {
      for end in [stdout.read, stderr.read] { close(end) }
      throw Failed(call: "posix_spawn \(path)", number: status)
    }
    self.id = id
    self.output = stdout.read
    self.errors = stderr.read
  }

  /// Waits for the end; 128 and the number of the signal if one ended it.
  func wait() -> Int32 {
    var status: Int32 = 0
    while unsafe waitpid(self.id, &status, 0) < 0 && errno == EINTR {}
    let signal = status & 0x7F
    return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
  }

  /// Reads a descriptor to its end, in pieces, and closes it.
  static func read(_ descriptor: Int32, piece take: (ArraySlice<UInt8>) -> Void) {
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = unsafe chunk.withUnsafeMutableBytes {
        unsafe Glibc.read(descriptor, $0.baseAddress, $0.count)
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { break }
      take(chunk[..<count])
    }
    close(descriptor)
  }

  /// Everything that can be read.
  static func text(_ descriptor: Int32) -> String {
    var bytes: [UInt8] = []
    Self.read(descriptor) { bytes += $0 }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func pipe() throws -> (read: Int32, write: Int32) {
    var ends: [Int32] = [-1, -1]
    // A pair of sockets: unlike a pipe it is marked in the call that makes it.
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    guard unsafe socketpair(AF_UNIX, kind, 0, &ends) == 0 else {
      throw Failed(call: "socketpair", number: errno)
    }
    return (ends[0], ends[1])
  }

  private static func withTexts<Answer>(
    _ texts: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Answer
  ) -> Answer {
    let copies = unsafe texts.map { unsafe strdup($0) } + [nil]
    defer { unsafe copies.forEach { unsafe free($0) } }
    return unsafe copies.withUnsafeBufferPointer { unsafe body($0.baseAddress.unsafelyUnwrapped) }
  }
}

/// What a program left behind that ran to its end.
struct Ran: Sendable {
  let code: Int32
  let output: String
  let errors: String

  /// Runs a program with a text on its standard input.
  static func of(
    _ path: String, _ arguments: [String], environment: [String: String] = [:], input: String = ""
  ) async throws -> Ran {
    let child = try Child(path, arguments, environment: environment, input: input)
    return await withCheckedContinuation { waiter in
      // Threads of their own: blocking one of the pool's would hold up other tests.
      let half = Noted<(output: String?, errors: String?)>((nil, nil))
      let finish = {
        @Sendable (change: @Sendable (inout (output: String?, errors: String?)) -> Void) in
        let both = half.note { texts in
          change(&texts)
          return texts
        }
        guard let output = both.output, let errors = both.errors else { return }
        waiter.resume(returning: Ran(code: child.wait(), output: output, errors: errors))
      }
      Thread.detachNewThread {
        let text = Child.text(child.errors)
        finish { $0.errors = text }
      }
      Thread.detachNewThread {
        let text = Child.text(child.output)
        finish { $0.output = text }
      }
    }
  }
}
