import LatchkeyBase
import LatchkeySocket

/// What the connections of one server on one loop share. Belongs to the loop's thread, but for what
/// is Sendable by itself.
final class ServerLoop: @unchecked Sendable {
  let loop: EventLoop
  let shared: ServerShared
  let counters = CounterCells()
  /// How calls ended.
  var ledger = CallLedger()
  private(set) var buffers: LoopBuffers
  private var connections: [UInt64: ServerConnection] = [:]

  init(loop: EventLoop, shared: ServerShared) {
    self.loop = loop
    self.shared = shared
    self.buffers = LoopBuffers()
  }

  func insert(_ connection: ServerConnection) {
    self.connections[connection.number] = connection
  }

  func remove(_ connection: ServerConnection) {
    self.connections[connection.number] = nil
  }

  /// What waits at this moment.
  var queues: ServerQueues {
    var queues = ServerQueues(jobs: self.loop.jobsWaiting)
    for connection in self.connections.values {
      queues.outputBytes += connection.output.value.bytesUnsent
      queues.streams += connection.calls.count { $0.pipe != nil }
    }
    return queues
  }

  /// Begins to send everybody away.
  func drain(graceMilliseconds: UInt64) {
    for connection in self.connections.values {
      connection.drain(graceMilliseconds: graceMilliseconds)
    }
  }

  /// Cuts everybody off.
  func stopNow() {
    for connection in self.connections.values { connection.end(.stopped) }
  }
}
