/// What the frames of a stream cost, and how much may be outstanding. LKP/1.
public enum StreamCredit {
  /// What a frame of DATA costs on top of its body, in bytes: its header. Empty messages would be free
  /// otherwise, and so endless.
  public static let frameOverhead = FrameHeader.byteCount
  /// Most credit that a sender may hold, in bytes.
  public static let max = 0x7FFF_FFFF
  /// Least credit that a HELLO may announce, in bytes: half of it always pays for a frame.
  public static let floor: UInt32 = 1_024

  /// What a frame costs, in bytes.
  ///
  /// - Parameter bodyBytes: Bytes of its body.
  /// - Returns: Bytes of credit.
  public static func cost(ofBody bodyBytes: Int) -> Int { Self.frameOverhead + bodyBytes }
}

/// How many bytes of DATA may still be sent on one stream.
public struct SendWindow: Hashable, Sendable {
  /// Bytes that may be sent now, headers included.
  public private(set) var credit: Int

  /// A window at the beginning of a stream.
  ///
  /// - Parameter credit: What the receiver announced, in bytes.
  public init(credit: UInt32 = 0) {
    self.credit = min(Int(credit), StreamCredit.max)
  }

  /// The longest body that a frame may have now, in bytes; nil when not even an empty one may go.
  public var bodyBytesMax: Int? {
    let room = self.credit - StreamCredit.frameOverhead
    return room >= 0 ? room : nil
  }

  /// Adds what a CREDIT frame gives.
  ///
  /// - Parameter bytes: The number in the frame.
  /// - Returns: False when the sum is more than a receiver may give: the stream is broken.
  public mutating func add(_ bytes: UInt32) -> Bool {
    guard self.credit + Int(bytes) <= StreamCredit.max else { return false }
    self.credit += Int(bytes)
    return true
  }

  /// Pays for a frame; the caller has looked at ``bodyBytesMax``.
  public mutating func pay(forBody bodyBytes: Int) {
    self.credit -= StreamCredit.cost(ofBody: bodyBytes)
    precondition(self.credit >= 0, "A frame was sent without credit.")
  }
}

/// How many bytes of DATA a peer may still send on one stream, and what of them is held here.
///
/// What is held is at most the window and one message: credit comes back as the consumer takes
/// messages, or while nothing but the beginning of a message is there, which only its rest can free.
struct ReceiveWindow: Hashable, Sendable {
  private let size: Int
  /// What the peer may still send.
  private var outstanding: Int
  /// What whole messages cost that the consumer has not taken.
  private var held = 0
  /// What the parts of an unfinished message cost.
  private var unfinished = 0

  init(size: UInt32) {
    self.size = min(Int(max(size, StreamCredit.floor)), StreamCredit.max)
    self.outstanding = self.size
  }

  /// Takes a frame.
  ///
  /// - Returns: What the message costs that is whole with this frame, 0 for an unfinished one; nil
  ///   when the peer had no credit.
  mutating func receive(bodyBytes: Int, isUnfinished: Bool) -> Int? {
    let cost = StreamCredit.cost(ofBody: bodyBytes)
    guard cost <= self.outstanding else { return nil }
    self.outstanding -= cost
    self.unfinished += cost
    guard !isUnfinished else { return 0 }
    let whole = self.unfinished
    self.held += whole
    self.unfinished = 0
    return whole
  }

  /// The consumer has taken a message.
  mutating func consume(_ cost: Int) {
    precondition(cost <= self.held, "More was taken than came.")
    self.held -= cost
  }

  /// The credit to give back now, or nil while less than half of the window is free.
  mutating func grant() -> UInt32? {
    let blocked = self.held == 0 ? 0 : self.held + self.unfinished
    let room = self.size - self.outstanding - blocked
    guard room > 0, 2 * room >= self.size else { return nil }
    self.outstanding += room
    return UInt32(room)
  }
}
