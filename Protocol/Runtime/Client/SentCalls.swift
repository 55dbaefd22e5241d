/// The calls of one connection that wait for their answers.
struct SentCalls {
  /// In no order: the place of one that goes is taken by the last.
  private(set) var calls: [PendingCall] = []
  /// Their streams, at the same places: looked through for every answer.
  private var streams: [UInt32] = []

  var isEmpty: Bool { self.calls.isEmpty }

  mutating func append(_ call: PendingCall) {
    self.calls.append(call)
    self.streams.append(call.stream)
  }

  /// The call on a stream.
  func call(on stream: UInt32) -> PendingCall? {
    self.streams.firstIndex(of: stream).map { self.calls[$0] }
  }

  /// Takes the call on a stream out.
  mutating func take(_ stream: UInt32) -> PendingCall? {
    guard let index = self.streams.firstIndex(of: stream) else { return nil }
    let last = self.calls.count - 1
    if index != last {
      self.calls.swapAt(index, last)
      self.streams[index] = self.streams[last]
    }
    self.streams.removeLast()
    return self.calls.removeLast()
  }

  /// Takes out the calls on streams above one.
  mutating func takeAll(above stream: UInt32) -> [PendingCall] {
    let taken = self.calls.filter { $0.stream > stream }
    self.calls.removeAll { $0.stream > stream }
    self.streams.removeAll { $0 > stream }
    return taken
  }

  mutating func takeAll() -> [PendingCall] {
    let taken = self.calls
    self = SentCalls()
    return taken
  }
}
