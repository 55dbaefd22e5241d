import Foundation
import Glibc

/// Ctrl-C as the end of what is being done, and not of the process: what is there is written, and
/// where to go on is said.
enum Interruption {
  /// Written to by the signal, read by a thread that waits for it.
  private static let pipe: (reading: Int32, writing: Int32) = {
    var ends: [Int32] = [-1, -1]
    _ = unsafe Glibc.pipe(&ends)
    return (ends[0], ends[1])
  }()

  /// Does something that Ctrl-C cancels. A second one ends the process.
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
