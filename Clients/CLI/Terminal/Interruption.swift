import Foundation
import Glibc

/// Ctrl-C as the end of a task and not of the process, so that the command can finish its output.
enum Interruption {
  /// Self-pipe: the signal handler writes, a thread reads.
  private static let pipe: (reading: Int32, writing: Int32) = {
    var ends: [Int32] = [-1, -1]
    // Unsafe: a call of C that fills the two numbers of this array.
    _ = unsafe Glibc.pipe(&ends)
    return (ends[0], ends[1])
  }()

  /// Runs a task that SIGINT and SIGTERM cancel. A second signal ends the process.
  ///
  /// - Returns: Whether it was cancelled.
  static func ends(
    _ body: @escaping @Sendable () async throws(Refusal) -> Void
  ) async throws(Refusal) -> Bool {
    let task = Task { () -> Result<Void, Refusal> in
      do throws(Refusal) {
        return .success(try await body())
      } catch {
        return .failure(error)
      }
    }
    let reading = Self.pipe.reading
    for number in [SIGINT, SIGTERM] {
      signal(number) { _ in
        var byte: UInt8 = 0
        // Unsafe: a call of C with a pointer to the byte above; `write` is async-signal-safe.
        _ = unsafe Glibc.write(Interruption.pipe.writing, &byte, 1)
      }
    }
    Thread.detachNewThread {
      guard Descriptor.readByte(reading) != nil else { return }
      task.cancel()
      signal(SIGINT, SIG_DFL)
      signal(SIGTERM, SIG_DFL)
    }
    let result = await task.value
    if task.isCancelled { return true }
    try result.get()
    return false
  }
}
