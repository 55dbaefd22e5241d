internal import Synchronization

/// Some loops, given out in turn.
public final class EventLoopGroup: Sendable {
  /// The loops, at least one.
  public let loops: [EventLoop]
  private let given = Atomic<Int>(0)

  /// Starts loops.
  ///
  /// - Parameters:
  ///   - count: How many, at least one.
  ///   - name: Of the threads, followed by a number.
  ///   - spinMicroseconds: How long each may look for work before it sleeps; see
  ///     ``EventLoop/init(name:spinMicroseconds:)``.
  /// - Throws: ``SocketError`` in phase `poll` when descriptors or threads run out; none is left
  ///   running then.
  public init(
    count: Int, name: String = "latchkey", spinMicroseconds: Int = 0
  ) throws(SocketError) {
    precondition(count > 0, "A group has a loop.")
    var loops: [EventLoop] = []
    for index in 0..<count {
      do throws(SocketError) {
        loops.append(try EventLoop(name: "\(name)-\(index)", spinMicroseconds: spinMicroseconds))
      } catch {
        for loop in loops { loop.shutdown() }
        throw error
      }
    }
    self.loops = loops
  }

  /// The loop that has the next turn.
  ///
  /// - Returns: One of ``loops``.
  public func next() -> EventLoop {
    let number = self.given.wrappingAdd(1, ordering: .relaxed).oldValue
    return self.loops[Int(UInt(bitPattern: number) % UInt(self.loops.count))]
  }

  /// Ends all loops and joins their threads. Never call it on one of them.
  public func shutdown() {
    for loop in self.loops { loop.shutdown() }
  }
}
