/// Timers in the order of their moments, each of which can be taken out again.
///
/// A heap with four children to a node. Deadlines mostly come in rising order and mostly go before
/// their time, and both ends of such a life are then constant work; the worst case is logarithmic.
struct TimerHeap {
  private struct Entry {
    let moment: MonotonicInstant
    /// Order of scheduling, so that equal moments fire first come, first served.
    let sequence: UInt64
    let slot: UInt32

    func precedes(_ other: Entry) -> Bool {
      if self.moment != other.moment { return self.moment < other.moment }
      return self.sequence < other.sequence
    }
  }

  private struct Slot {
    var handler: (any TimerHandler)?
    var generation: UInt32
    var position: Int
  }

  private var heap: [Entry] = []
  private var slots: [Slot] = []
  private var free: [UInt32] = []
  private var nextSequence: UInt64 = 0

  var isEmpty: Bool { self.heap.isEmpty }
  var count: Int { self.heap.count }
  var firstMoment: MonotonicInstant? { self.heap.first?.moment }

  mutating func insert(_ handler: any TimerHandler, at moment: MonotonicInstant) -> TimerID {
    let index: UInt32
    if let reused = self.free.popLast() {
      index = reused
      self.slots[Int(index)].handler = handler
    } else {
      index = UInt32(self.slots.count)
      self.slots.append(Slot(handler: handler, generation: 0, position: 0))
    }
    let entry = Entry(moment: moment, sequence: self.nextSequence, slot: index)
    self.nextSequence &+= 1
    self.heap.append(entry)
    self.rise(entry, from: self.heap.count - 1)
    return TimerID(index: index, generation: self.slots[Int(index)].generation)
  }

  /// Takes a timer out; nil when it is not there any more.
  mutating func remove(_ timer: TimerID) -> (any TimerHandler)? {
    let index = Int(timer.index)
    guard
      index < self.slots.count, self.slots[index].generation == timer.generation,
      self.slots[index].handler != nil
    else { return nil }
    return self.removeEntry(at: self.slots[index].position).handler
  }

  /// Takes the first timer out if its time has come.
  mutating func removeFirst(dueAt now: MonotonicInstant) -> (timer: TimerID, any TimerHandler)? {
    guard let first = self.heap.first, first.moment <= now else { return nil }
    let removed = self.removeEntry(at: 0)
    guard let handler = removed.handler else { return nil }
    return (removed.timer, handler)
  }

  private mutating func removeEntry(
    at position: Int
  ) -> (timer: TimerID, handler: (any TimerHandler)?) {
    let removed = self.heap[position]
    let last = self.heap.removeLast()
    if position < self.heap.count {
      if last.precedes(removed) {
        self.rise(last, from: position)
      } else {
        self.sink(last, from: position)
      }
    }
    let index = Int(removed.slot)
    let timer = TimerID(index: removed.slot, generation: self.slots[index].generation)
    let handler = self.slots[index].handler
    self.slots[index].handler = nil
    self.slots[index].generation &+= 1
    self.free.append(removed.slot)
    return (timer, handler)
  }

  private mutating func rise(_ entry: Entry, from start: Int) {
    var position = start
    while position > 0 {
      let parent = (position - 1) / 4
      guard entry.precedes(self.heap[parent]) else { break }
      self.place(self.heap[parent], at: position)
      position = parent
    }
    self.place(entry, at: position)
  }

  private mutating func sink(_ entry: Entry, from start: Int) {
    var position = start
    while true {
      let firstChild = position * 4 + 1
      guard firstChild < self.heap.count else { break }
      var least = firstChild
      for child in firstChild..<min(firstChild + 4, self.heap.count)
      where self.heap[child].precedes(self.heap[least]) {
        least = child
      }
      guard self.heap[least].precedes(entry) else { break }
      self.place(self.heap[least], at: position)
      position = least
    }
    self.place(entry, at: position)
  }

  private mutating func place(_ entry: Entry, at position: Int) {
    self.heap[position] = entry
    self.slots[Int(entry.slot)].position = position
  }
}
