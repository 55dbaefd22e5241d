internal import CLinux
internal import Glibc

/// The kernel's side of a loop: an epoll instance and an event descriptor that ends its wait.
///
/// Reading is level-triggered, so that a handler may take what it likes and is called again for the
/// rest. Without interest in reading the descriptor is edge-triggered, because the kernel reports a
/// hang-up unasked and would do so without end.
@safe final class Poller: Sendable {
  private let epoll: OwnedDescriptor
  private let wakeUp: OwnedDescriptor
  /// Touched by the loop's thread only, between two waits.
  nonisolated(unsafe) private let events: UnsafeMutablePointer<epoll_event>

  /// Events taken in one wait; more wait for the next one.
  private static let eventsMax = 256
  /// No registration has it: indexes stay far below.
  private static let wakeUpToken = UInt64.max

  init() throws(SocketError) {
    let epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
    guard epoll >= 0 else { throw SocketError(errno: errno, phase: .poll) }
    self.epoll = OwnedDescriptor(owning: epoll)
    let wakeUp = eventfd(0, Int32(EFD_CLOEXEC) | Int32(EFD_NONBLOCK))
    guard wakeUp >= 0 else { throw SocketError(errno: errno, phase: .poll) }
    self.wakeUp = OwnedDescriptor(owning: wakeUp)
    unsafe self.events = .allocate(capacity: Self.eventsMax)
    // Edge-triggered: each write is an edge of its own, and the counter need not be read.
    var event = unsafe epoll_event()
    unsafe event.events = EPOLLIN.rawValue | EPOLLET.rawValue
    unsafe event.data.u64 = Self.wakeUpToken
    guard unsafe epoll_ctl(epoll, EPOLL_CTL_ADD, wakeUp, &event) == 0 else {
      throw SocketError(errno: errno, phase: .poll)
    }
  }

  deinit {
    unsafe self.events.deallocate()
  }

  /// Waits for events; 0 after a wake-up, a signal, or when time is up.
  func wait(timeoutMilliseconds: Int32) -> Int {
    let count = unsafe epoll_wait(
      self.epoll.raw, self.events, Int32(Self.eventsMax), timeoutMilliseconds)
    precondition(count >= 0 || errno == EINTR, "The loop's own descriptors are in order.")
    return max(0, Int(count))
  }

  struct Event {
    let registration: Registration
    let isReadable: Bool
    let isWritable: Bool
    let isHungUp: Bool
  }

  /// One event of the last wait; nil for the wake-up.
  func event(at index: Int) -> Event? {
    let event = unsafe self.events[index]
    let token = unsafe event.data.u64
    guard token != Self.wakeUpToken else { return nil }
    let bits = unsafe event.events
    let isHungUp = bits & (EPOLLHUP.rawValue | EPOLLERR.rawValue) != 0
    return Event(
      registration: Registration(token: token),
      isReadable: isHungUp || bits & EPOLLIN.rawValue != 0,
      isWritable: bits & EPOLLOUT.rawValue != 0,
      isHungUp: isHungUp)
  }

  /// Ends a wait, from any thread.
  func wake() {
    var one: UInt64 = 1
    // EAGAIN means 2^64 - 2 wake-ups are counted already; the loop is awake.
    _ = unsafe write(self.wakeUp.raw, &one, MemoryLayout<UInt64>.size)
  }

  func add(
    _ descriptor: Int32, _ interest: ReadinessInterest, _ registration: Registration
  ) throws(SocketError) {
    guard self.control(EPOLL_CTL_ADD, descriptor, interest, registration) == 0 else {
      throw SocketError(errno: errno, phase: .poll)
    }
  }

  func modify(_ descriptor: Int32, _ interest: ReadinessInterest, _ registration: Registration) {
    let status = self.control(EPOLL_CTL_MOD, descriptor, interest, registration)
    precondition(status == 0, "A registered descriptor stays open.")
  }

  func remove(_ descriptor: Int32) {
    var unused = unsafe epoll_event()
    let status = unsafe epoll_ctl(self.epoll.raw, EPOLL_CTL_DEL, descriptor, &unused)
    precondition(status == 0, "A registered descriptor stays open.")
  }

  private func control(
    _ operation: Int32, _ descriptor: Int32, _ interest: ReadinessInterest,
    _ registration: Registration
  ) -> Int32 {
    var event = unsafe epoll_event()
    unsafe event.events = interest.contains(.read) ? EPOLLIN.rawValue : EPOLLET.rawValue
    if interest.contains(.write) { unsafe event.events |= EPOLLOUT.rawValue }
    unsafe event.data.u64 = registration.token
    return unsafe epoll_ctl(self.epoll.raw, operation, descriptor, &event)
  }
}
