import LatchkeyWire

/// Calls that wait for a stream, first come first served. Finished ones are passed over.
struct CallQueue {
  private var calls: [PendingCall?] = []
  private var head = 0
  /// Calls that wait.
  private(set) var count = 0
  /// Bytes that they hold, about.
  private(set) var byteCount = 0

  var isEmpty: Bool { self.count == 0 }

  mutating func append(_ call: PendingCall) {
    self.calls.append(call)
    self.count += 1
    self.byteCount += call.byteCount
  }

  mutating func popFirst() -> PendingCall? {
    while self.head < self.calls.count {
      let call = self.calls[self.head]
      self.calls[self.head] = nil
      self.head += 1
      if let call, call.state != .finished {
        self.forget(call)
        self.compact()
        return call
      }
    }
    self.compact()
    return nil
  }

  /// A call that waits here was finished by other means.
  mutating func noteFinished(_ call: PendingCall) {
    self.forget(call)
    if self.count == 0 {
      self.calls = []
      self.head = 0
    }
  }

  /// Fails every call that does not wait for a server.
  mutating func failImpatient(_ failure: CallFailure, at now: UInt64) {
    var patient: [PendingCall?] = []
    var impatient: [PendingCall] = []
    for case .some(let call) in self.calls where call.state != .finished {
      if call.isPatient(at: now) { patient.append(call) } else { impatient.append(call) }
    }
    self.calls = patient
    self.head = 0
    for call in impatient { self.forget(call) }
    for call in impatient { call.fail(failure) }
  }

  /// Calls past their deadline.
  func overdue(at now: UInt64) -> [PendingCall] {
    self.calls.compactMap { call in
      guard let call, call.state != .finished, call.deadline <= now else { return nil }
      return call
    }
  }

  /// The earliest deadline of a call that waits.
  var nextDeadline: UInt64? {
    self.calls.lazy.compactMap { $0 }.filter { $0.state != .finished }.map(\.deadline).min()
  }

  private mutating func forget(_ call: PendingCall) {
    self.count -= 1
    self.byteCount -= call.byteCount
  }

  /// Drops the empty front when it is most of the array.
  private mutating func compact() {
    if self.head == self.calls.count {
      self.calls.removeAll(keepingCapacity: true)
      self.head = 0
    } else if self.head > 64, self.head * 2 > self.calls.count {
      self.calls.removeFirst(self.head)
      self.head = 0
    }
  }
}
