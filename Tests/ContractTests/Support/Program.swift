import Foundation
import Synchronization

/// A process of one of the built programs: its lines on standard error as they come, and its end.
final class Program: Sendable {
  /// What was seen of the process, and who waits for more.
  private struct Seen {
    var lines: [String] = []
    var partial: [UInt8] = []
    var code: Int32?
    var waiters: [@Sendable (borrowing Seen) -> Bool] = []
  }

  let id: pid_t
  private let seen = Mutex(Seen())

  /// The built programs, beside the test that runs.
  static func built(_ name: String) -> String {
    let runner =
      (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    return URL(fileURLWithPath: runner).deletingLastPathComponent()
      .appendingPathComponent(name).path
  }

  /// Starts a program. Its standard error is read line by line.
  init(
    _ path: String, _ arguments: [String], environment: [String: String] = [:]
  ) throws {
    let child = try Child(path, arguments, environment: environment, input: "")
    self.id = child.id
    // Threads of their own: they wait for as long as the process runs.
    Thread.detachNewThread { Child.read(child.output) { _ in } }
    Thread.detachNewThread { [weak self] in
      Child.read(child.errors) { self?.take($0) }
      let code = child.wait()
      self?.update { $0.code = code }
    }
  }

  deinit { self.send(SIGKILL) }

  /// Sends a signal, unless the process has ended.
  func send(_ signal: Int32) {
    self.seen.withLock { seen in
      if seen.code == nil { kill(self.id, signal) }
    }
  }

  /// The lines so far.
  var lines: [String] { self.seen.withLock { $0.lines } }

  /// The first line that holds a text, as soon as it is there; nil if the process ends without it.
  func line(holding text: String) async -> String? {
    await self.wait { seen in
      if let line = seen.lines.first(where: { $0.contains(text) }) { return .some(line) }
      return seen.code == nil ? nil : .some(nil)
    }
  }

  /// The same among the lines behind so many.
  func line(holding text: String, behind count: Int) async -> String? {
    await self.wait { seen in
      if let line = seen.lines.dropFirst(count).first(where: { $0.contains(text) }) {
        return .some(line)
      }
      return seen.code == nil ? nil : .some(nil)
    }
  }

  /// The exit code, once the process has ended and all that it wrote was read; 128 and the number of
  /// the signal if one ended it.
  func end() async -> Int32 {
    await self.wait { $0.code }
  }

  private func take(_ bytes: ArraySlice<UInt8>) {
    self.update { seen in
      seen.partial += bytes
      while let end = seen.partial.firstIndex(of: UInt8(ascii: "\n")) {
        seen.lines.append(String(decoding: seen.partial[..<end], as: UTF8.self))
        seen.partial.removeSubrange(...end)
      }
    }
  }

  private func update(_ change: (inout Seen) -> Void) {
    self.seen.withLock { seen in
      change(&seen)
      let waiters = seen.waiters
      seen.waiters = []
      let waiting = waiters.filter { !$0(seen) }
      seen.waiters.append(contentsOf: waiting)
    }
  }

  /// Suspends until what was seen answers the question.
  private func wait<Answer: Sendable>(
    _ question: @escaping @Sendable (borrowing Seen) -> Answer?
  ) async -> Answer {
    await withCheckedContinuation { (waiter: CheckedContinuation<Answer, Never>) in
      self.seen.withLock { seen in
        if let answer = question(seen) {
          waiter.resume(returning: answer)
          return
        }
        seen.waiters.append { seen in
          guard let answer = question(seen) else { return false }
          waiter.resume(returning: answer)
          return true
        }
      }
    }
  }
}
