/// What the calls of one method that ended with one status came to.
public struct CallMetrics: Message {
  /// The method; `none` for calls that were refused before it was known.
  public var method: String
  /// The status code; 0 is a good end.
  public var status: Int
  /// How many there were.
  public var count: Int64
  /// How long they took together.
  public var microseconds: Int64
  /// How many took how long: bucket by bucket, as the bounds of the answer say.
  public var durations: [Int64]
}

/// One number of the service.
public struct Gauge: Message {
  /// What it counts; `_total` at the end says that it only grows.
  public var name: String
  /// The number.
  public var value: Int64
}
