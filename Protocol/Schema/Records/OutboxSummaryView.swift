public import LatchkeyBase

/// What waits for an administrator of mail. Each number counts up to 1 000 and no further.
public struct OutboxSummaryView: Message {
  /// Messages that wait for their turn or for another attempt.
  public var waiting: Int
  /// Since when the oldest of them waits.
  public var waitingSince: Timestamp?
  /// Messages that were given up.
  public var failed: Int
  /// When the oldest of them was queued.
  public var failedSince: Timestamp?
  /// Accounts whose address is refused again and again.
  public var undeliverable: Int

  enum CodingKeys: Int, CodingKey {
    case waiting = 1
    case waitingSince = 2
    case failed = 3
    case failedSince = 4
    case undeliverable = 5
  }

  /// All fields, in the order of their keys.
  public init(
    waiting: Int, waitingSince: Timestamp? = nil, failed: Int,
    failedSince: Timestamp? = nil, undeliverable: Int
  ) {
    self.waiting = waiting
    self.waitingSince = waitingSince
    self.failed = failed
    self.failedSince = failedSince
    self.undeliverable = undeliverable
  }
}
