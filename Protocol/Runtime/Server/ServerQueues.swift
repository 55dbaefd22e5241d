/// What waits in a server.
public struct ServerQueues: Hashable, Sendable {
  /// Calls in progress with messages in addition to request and answer.
  public var streams: Int
  /// Bytes for peers that the kernel has not taken: of answers, and of messages that wait for credit.
  public var outputBytes: Int
  /// Parts of calls, and other work, that wait for their turn on a loop.
  public var jobs: Int

  /// What waits.
  public init(streams: Int = 0, outputBytes: Int = 0, jobs: Int = 0) {
    self.streams = streams
    self.outputBytes = outputBytes
    self.jobs = jobs
  }
}
