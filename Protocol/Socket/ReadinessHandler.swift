/// Something that owns a descriptor and wants to know when it can be used. Called on the loop's
/// thread only.
public protocol ReadinessHandler: AnyObject {
  /// Bytes, a connection or the end of the file wait to be read. Called again as long as they do.
  func readable()

  /// Bytes can be written again. Called once for each time this becomes so; write until the socket
  /// would block.
  func writable()

  /// Both directions are closed, or the socket has failed. Deregister: nothing else will come.
  func hungUp()
}

/// Something that puts work off to the end of the loop's turn, say to write with one system call
/// what many calls queued.
public protocol EndOfTurnHandler: AnyObject {
  /// Called once for each request, after the turn's events and jobs, before the loop waits.
  func endOfTurn()
}

/// Something that waits for a time.
public protocol TimerHandler: AnyObject {
  /// The time has come; the timer is used up.
  ///
  /// - Parameter timer: What ``EventLoop/schedule(at:_:)`` returned.
  func timerFired(_ timer: TimerID)
}

/// What a handler is told about its descriptor.
public struct ReadinessInterest: OptionSet, Hashable, Sendable {
  /// The bits.
  public let rawValue: UInt8

  /// Makes an interest from its bits.
  ///
  /// - Parameter rawValue: The bits.
  public init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  /// Call ``ReadinessHandler/readable()``.
  public static let read = ReadinessInterest(rawValue: 1)
  /// Call ``ReadinessHandler/writable()``. Ask for it only after a write would have blocked.
  public static let write = ReadinessInterest(rawValue: 2)
}

/// One descriptor's place in a loop, from ``EventLoop/register(_:interest:handler:)`` to
/// deregistration.
public struct Registration: Hashable, Sendable {
  let index: UInt32
  let generation: UInt32
}

/// One scheduled timer. Cancelling one that has fired, or has been cancelled, does nothing.
public struct TimerID: Hashable, Sendable {
  let index: UInt32
  let generation: UInt32
}
