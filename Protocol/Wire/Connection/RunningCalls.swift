/// Why a call is given up before its handler has returned.
public enum Abandonment: Hashable, Sendable {
  /// Its deadline passed.
  case deadline
  /// Its connection is gone, or parts.
  case connectionLost
  /// The grace period of a drain is over.
  case shutdown
  /// A stream without an end of its own is on a server that goes away.
  case reconnect
  /// The client gives no credit for a message that waits.
  case slowConsumer
}

/// The calls of one connection that have a running handler, and when each is to be given up.
struct RunningCalls: Hashable, Sendable {
  private struct Call: Hashable, Sendable {
    /// When it is given up, in nanoseconds; `max` once that no longer matters.
    var due: UInt64
    var reason = Abandonment.deadline
    var isEndless: Bool
  }

  /// A stream with a message that waits for credit.
  private struct Stall: Hashable, Sendable {
    var stream: UInt32
    var throughput: MinimumThroughput
  }

  // Two lists in one order: the numbers are looked through for every call.
  private var streams: [UInt32] = []
  private var calls: [Call] = []
  private var stalls: [Stall] = []

  var isEmpty: Bool { self.streams.isEmpty }
  var count: Int { self.streams.count }

  func contains(_ stream: UInt32) -> Bool { self.streams.contains(stream) }

  mutating func insert(_ stream: UInt32, deadline: UInt64, isEndless: Bool) {
    self.streams.append(stream)
    self.calls.append(Call(due: deadline, isEndless: isEndless))
  }

  /// The handler has returned.
  mutating func remove(_ stream: UInt32) {
    guard let index = self.streams.firstIndex(of: stream) else { return }
    let last = self.streams.count - 1
    if index != last {
      self.streams[index] = self.streams[last]
      self.calls[index] = self.calls[last]
    }
    self.streams.removeLast()
    self.calls.removeLast()
    if !self.stalls.isEmpty { self.endStall(of: stream) }
  }

  /// The call was given up otherwise: its deadline no longer matters.
  mutating func forgetDeadline(of stream: UInt32) {
    guard let index = self.streams.firstIndex(of: stream) else { return }
    self.calls[index].due = .max
  }

  /// Has every call given up at the next look, or every one without an end of its own.
  mutating func abandonAll(_ reason: Abandonment, onlyEndless: Bool = false) {
    for index in self.calls.indices where !onlyEndless || self.calls[index].isEndless {
      self.calls[index].due = 0
      self.calls[index].reason = reason
    }
  }

  /// Takes the next call that is to be given up by now.
  mutating func takeDue(at now: UInt64) -> (stream: UInt32, reason: Abandonment)? {
    if let index = self.calls.firstIndex(where: { $0.due <= now }) {
      self.calls[index].due = .max
      return (self.streams[index], self.calls[index].reason)
    }
    guard let index = self.stalls.firstIndex(where: { $0.throughput.end <= now }) else {
      return nil
    }
    let stream = self.stalls.remove(at: index).stream
    self.forgetDeadline(of: stream)
    return (stream, .slowConsumer)
  }

  /// The earliest time at which a call is to be given up, in nanoseconds.
  var nextDue: UInt64 {
    var next = UInt64.max
    for call in self.calls { next = min(next, call.due) }
    for stall in self.stalls { next = min(next, stall.throughput.end) }
    return next
  }

  /// A message of a stream begins to wait for credit, or a further one does.
  mutating func stall(_ stream: UInt32, _ throughput: MinimumThroughput) {
    self.endStall(of: stream)
    self.stalls.append(Stall(stream: stream, throughput: throughput))
  }

  /// The client gave credit.
  mutating func credited(_ stream: UInt32, _ bytes: UInt32, at now: UInt64) {
    guard let index = self.stalls.firstIndex(where: { $0.stream == stream }) else { return }
    self.stalls[index].throughput.take(UInt64(bytes), at: now)
  }

  /// No message of a stream waits any more.
  mutating func endStall(of stream: UInt32) {
    self.stalls.removeAll { $0.stream == stream }
  }
}
