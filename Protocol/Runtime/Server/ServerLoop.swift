import LatchkeyBase
import LatchkeySocket

/// A connection as its loop knows it.
protocol ServedConnection: AnyObject {
  /// Unique in this process.
  var number: UInt64 { get }
  /// Bytes for the peer that the kernel has not taken.
  var bytesUnsent: Int { get }
  /// Calls in progress with messages in addition to request and answer.
  var streamsOpen: Int { get }
  /// Sends the peer away; open calls have so long.
  func drain(graceMilliseconds: UInt64)
  /// Closes at once.
  func close(_ reason: RuntimeReason)
}

/// What the connections of one server on one loop share.
// Unsafe: unchecked Sendable, because it belongs to the thread of its loop, but for what is Sendable by itself.
final class ServerLoop: @unchecked Sendable {
  let loop: EventLoop
  let shared: ServerShared
  let counters = CounterCells()
  /// How calls ended.
  var ledger = CallLedger()
  private(set) var buffers: LoopBuffers
  private var connections: [UInt64: any ServedConnection] = [:]

  init(loop: EventLoop, shared: ServerShared) {
    self.loop = loop
    self.shared = shared
    self.buffers = LoopBuffers()
  }

  func insert(_ connection: any ServedConnection) {
    self.connections[connection.number] = connection
  }

  func remove(_ connection: any ServedConnection) {
    self.connections[connection.number] = nil
  }

  /// What waits now.
  var queues: ServerQueues {
    var queues = ServerQueues(jobs: self.loop.jobsWaiting)
    for connection in self.connections.values {
      queues.outputBytes += connection.bytesUnsent
      queues.streams += connection.streamsOpen
    }
    return queues
  }

  /// Begins to send every peer away.
  func drain(graceMilliseconds: UInt64) {
    for connection in self.connections.values {
      connection.drain(graceMilliseconds: graceMilliseconds)
    }
  }

  /// Closes every connection.
  func stopNow() {
    for connection in self.connections.values { connection.close(.stopped) }
  }
}
