import Foundation
import Glibc
import Synchronization

/// A process that this test started: standard input held open until the end, standard output read.
final class Spawned: Sendable {
  struct Failed: Error { let call: String, number: Int32 }

  let id: pid_t
  private let input: Int32
  private let output: Int32
  private let hasEnded = Atomic<Bool>(false)

  /// The folder of the built programs: where the test that runs is.
  static let folder: String = {
    let runner =
      (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    return URL(fileURLWithPath: runner).deletingLastPathComponent().path
  }()

  /// A file beside this folder's neighbours.
  static func file(_ path: String) -> String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent(path).path
  }

  init(_ arguments: [String]) throws {
    let (ours, theirs) = try Self.pair()
    let (outputOurs, outputTheirs) = try Self.pair()
    defer {
      close(theirs)
      close(outputTheirs)
    }
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_adddup2(&actions, theirs, 0)
    unsafe posix_spawn_file_actions_adddup2(&actions, outputTheirs, 1)
    unsafe posix_spawn_file_actions_adddup2(&actions, outputTheirs, 2)
    let texts = unsafe (["/usr/bin/env", "PYTHONDONTWRITEBYTECODE=1"] + arguments).map {
      unsafe strdup($0)
    }
    defer { unsafe texts.forEach { unsafe free($0) } }
    var id: pid_t = 0
    let status = unsafe (texts + [nil]).withUnsafeBufferPointer {
      unsafe posix_spawn(
        &id, "/usr/bin/env", &actions, nil, $0.baseAddress.unsafelyUnwrapped, environ)
    }
    guard status == 0 else {
      close(ours)
      close(outputOurs)
      throw Failed(call: "posix_spawn", number: status)
    }
    self.id = id
    self.input = ours
    self.output = outputOurs
  }

  deinit {
    close(self.input)
    close(self.output)
    // Once it was waited for, its number may be somebody else's.
    guard !self.hasEnded.load(ordering: .acquiring) else { return }
    kill(self.id, SIGKILL)
    waitpid(self.id, nil, 0)
  }

  /// Starts one of the built programs, or the raw peer.
  static func echo(_ arguments: String...) throws -> Spawned {
    try Spawned([self.folder + "/lkp-echo"] + arguments)
  }

  static func peer(_ arguments: String...) throws -> Spawned {
    try Spawned(["python3", self.file("Peer/peer.py")] + arguments)
  }

  /// Everything that the process writes, to its end or to a line that holds a text.
  func text(to wanted: String? = nil) async -> String {
    await withCheckedContinuation { continuation in
      // A thread of its own: it waits as long as the process does.
      Thread.detachNewThread {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while wanted.map({ !String(decoding: bytes, as: UTF8.self).contains($0) }) ?? true {
          let count = unsafe chunk.withUnsafeMutableBytes {
            unsafe read(self.output, $0.baseAddress, $0.count)
          }
          if count < 0 && errno == EINTR { continue }
          guard count > 0 else { break }
          bytes += chunk[..<count]
        }
        continuation.resume(returning: String(decoding: bytes, as: UTF8.self))
      }
    }
  }

  /// Stops the process in its tracks; returns when it has stopped, which a signal alone does not say.
  func pause() {
    kill(self.id, SIGSTOP)
    var status: Int32 = 0
    while unsafe waitpid(self.id, &status, WUNTRACED) < 0 && errno == EINTR {}
  }

  /// The exit code, once the process has ended; 128 and the number of the signal if one ended it.
  func end() async -> Int32 {
    await withCheckedContinuation { continuation in
      Thread.detachNewThread {
        var status: Int32 = 0
        while unsafe waitpid(self.id, &status, 0) < 0 && errno == EINTR {}
        self.hasEnded.store(true, ordering: .releasing)
        let signal = status & 0x7F
        continuation.resume(returning: signal == 0 ? (status >> 8) & 0xFF : 128 + signal)
      }
    }
  }

  private static func pair() throws -> (Int32, Int32) {
    var ends: [Int32] = [-1, -1]
    // Sockets: unlike a pipe they are marked in the call that makes them.
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    guard unsafe socketpair(AF_UNIX, kind, 0, &ends) == 0 else {
      throw Failed(call: "socketpair", number: errno)
    }
    return (ends[0], ends[1])
  }
}
