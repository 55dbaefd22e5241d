/// The handlers of the registered descriptors, found by the number that the kernel hands back with
/// an event.
struct HandlerTable {
  private struct Slot {
    var handler: (any ReadinessHandler)?
    var generation: UInt32
    var descriptor: Int32
    var interest: ReadinessInterest
  }

  private var slots: [Slot] = []
  private var free: [UInt32] = []

  var count: Int { self.slots.count - self.free.count }

  mutating func insert(
    _ handler: any ReadinessHandler, descriptor: Int32, interest: ReadinessInterest
  ) -> Registration {
    if let index = self.free.popLast() {
      self.slots[Int(index)].handler = handler
      self.slots[Int(index)].descriptor = descriptor
      self.slots[Int(index)].interest = interest
      return Registration(index: index, generation: self.slots[Int(index)].generation)
    }
    self.slots.append(
      Slot(handler: handler, generation: 0, descriptor: descriptor, interest: interest))
    return Registration(index: UInt32(self.slots.count - 1), generation: 0)
  }

  /// The handler of a registration that is still in force.
  ///
  /// An event of this turn may be about a descriptor that an earlier one's handler has
  /// deregistered, and its place may be taken again: the generation tells.
  func entry(
    of registration: Registration
  ) -> (handler: any ReadinessHandler, descriptor: Int32, interest: ReadinessInterest)? {
    let index = Int(registration.index)
    guard index < self.slots.count, self.slots[index].generation == registration.generation,
      let handler = self.slots[index].handler
    else { return nil }
    return (handler, self.slots[index].descriptor, self.slots[index].interest)
  }

  mutating func setInterest(_ interest: ReadinessInterest, of registration: Registration) {
    self.slots[Int(registration.index)].interest = interest
  }

  /// Takes a handler out; the descriptor, or nil when it is out already.
  mutating func remove(_ registration: Registration) -> Int32? {
    guard let entry = self.entry(of: registration) else { return nil }
    let index = Int(registration.index)
    self.slots[index].handler = nil
    self.slots[index].generation &+= 1
    self.free.append(registration.index)
    return entry.descriptor
  }
}

extension Registration {
  /// The number that travels through the kernel.
  var token: UInt64 { UInt64(self.generation) << 32 | UInt64(self.index) }

  init(token: UInt64) {
    self.init(
      index: UInt32(truncatingIfNeeded: token), generation: UInt32(truncatingIfNeeded: token >> 32))
  }
}
