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
}
