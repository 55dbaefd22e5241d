import LatchkeyBase
import LatchkeySocket
import LatchkeyWire

/// Accepts connections and hands them to loops in turn. Belongs to its loop's thread.
final class ServerListener: @unchecked Sendable {
  /// How long accepting rests when no descriptor can be had.
  private static let restMilliseconds: UInt64 = 100

  private let homes: [ServerLoop]
  private var listener: UnixListener?
  private var registration: Registration?
  private var next = 0

  init(_ listener: consuming UnixListener, homes: [ServerLoop]) {
    self.listener = consume listener
    self.homes = homes
  }

  private var home: ServerLoop { self.homes[0] }

  /// Begins on the loop's thread.
  func start() {
    guard let listener = self.listener.take() else { return }
    do throws(SocketError) {
      self.registration = try self.home.loop.register(listener.descriptor, handler: self)
      self.listener = consume listener
    } catch {
      self.home.shared.configuration.log(.acceptFailed(errno: error.code))
    }
  }

  /// Stops and lets the path go. Peers that wait in the queue are told so: closing it would only cut
  /// them off, and leave them in doubt about what they sent already.
  func stop() {
    if var listener = self.listener.take() {
      _ = self.accept(&listener)
      self.listener = consume listener
    }
    if let registration = self.registration { self.home.loop.deregister(registration) }
    self.registration = nil
    self.listener = nil
  }
}

extension ServerListener: ReadinessHandler {
  func readable() {
    guard var listener = self.listener.take() else { return }
    let rests = self.accept(&listener)
    self.listener = consume listener
    if rests { self.rest() }
  }

  func writable() {}

  func hungUp() { self.stop() }

  /// Accepts until no peer waits; true when accepting should rest.
  private func accept(_ listener: inout UnixListener) -> Bool {
    while true {
      do throws(SocketError) {
        switch try listener.accept() {
        case .connection(let connection):
          self.host(connection)
        case .overCapacity(let connection):
          self.refuse(connection)
        case .nobody:
          return false
        case .starved:
          self.home.shared.configuration.log(.acceptFailed(errno: 0))
          return true
        }
      } catch {
        self.home.shared.configuration.log(.acceptFailed(errno: error.code))
        return true
      }
    }
  }

  private func host(_ connection: consuming UnixConnection) {
    let home = self.homes[self.next]
    self.next = (self.next + 1) % self.homes.count
    Self.host(connection, on: home)
  }

  /// Admits or refuses a peer, from any thread; its connection then lives on the loop.
  static func host(_ connection: consuming UnixConnection, on home: ServerLoop) {
    let shared = home.shared
    let now = MonotonicInstant.now.nanoseconds
    let refusal: CallFailure?
    let bucket: TokenBucket
    switch shared.admit(connection.peer, at: now) {
    case .admitted(let left):
      refusal = nil
      bucket = left
    case .refused(let failure):
      refusal = failure
      bucket = shared.fullBucket(now)
    case .cutOff:
      // Counters belong to their loop's thread.
      home.loop.execute { home.counters.add(.refused) }
      return
    }
    let placed = ServerConnection(
      number: shared.nextConnectionNumber(), socket: connection, refusal: refusal,
      bucket: bucket, home: home)
    if home.loop.isCurrent {
      placed.start()
    } else if !home.loop.execute({ placed.start() }) {
      guard refusal == nil else { return shared.leaveRefused() }
      shared.leave(placed.unixSocket.peer, owing: bucket.debt(at: now), at: now)
    }
  }

  /// No descriptor is left: one frame into the empty socket, and its descriptor is free again.
  private func refuse(_ connection: consuming UnixConnection) {
    self.home.counters.add(.refused)
    let failure = CallFailure(
      code: .resourceExhausted, reason: .overloaded, message: "The server is out of descriptors.",
      retryAfterMilliseconds: self.home.shared.configuration.retryAfterMilliseconds,
      outcome: .notStarted)
    self.home.shared.configuration.log(
      .refused(peer: connection.peer, reason: failure.reason))
    var writer = FrameWriter()
    writer.error(failure, stream: 0)
    _ = try? connection.write(writer.bytes.span)
  }

  private func rest() {
    guard let registration = self.registration else { return }
    let loop = self.home.loop
    loop.setInterest([], of: registration)
    loop.schedule(at: MonotonicInstant.now.advanced(byMilliseconds: Self.restMilliseconds)) {
      [weak self] in
      guard let self, let registration = self.registration else { return }
      loop.setInterest(.read, of: registration)
    }
  }
}
