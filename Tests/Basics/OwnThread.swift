public import Testing

/// Runs each test of a suite, its initializer included, on a thread of its own.
///
/// For tests that block: that start a program and wait for it, or read a socket without suspending. On
/// the concurrency library's threads, of which there is one for each core, such a test would hold up every
/// other one for as long as it waits.
public struct OwnThread: TestTrait, SuiteTrait, TestScoping {
  /// Whether the test at hand has its thread already, from the suite around it.
  @TaskLocal private static var isOwn = false

  /// How many of these tests run at once: waiting costs nothing, the programs that they start do.
  private static let slots = Slots(count: 4)

  /// Holds for the tests of inner suites as well.
  public var isRecursive: Bool { true }

  /// Runs one case of a test.
  public func provideScope(
    for test: Test, testCase: Test.Case?,
    performing function: @concurrent @Sendable () async throws -> Void
  ) async throws {
    guard testCase != nil, !Self.isOwn else { return try await function() }
    await Self.slots.take()
    defer { Self.slots.giveBack() }
    let executor = ThreadExecutor()
    defer { executor.stop() }
    try await withTaskExecutorPreference(executor) {
      try await Self.$isOwn.withValue(true) {
        // Onto the thread before the suite's initializer, which runs where its caller is.
        await Task.yield()
        try await function()
      }
    }
  }
}

extension Trait where Self == OwnThread {
  /// Each test on a thread of its own, so that it may block.
  public static var ownThread: Self { Self() }
}
