public import LatchkeyBase

extension Operator {
  /// Asks what the service has counted since it began.
  public struct GetMetrics: RequestMessage {
    static let declaration = Declaration(1406, Self.self, audit: .metricsRead)

    /// What was counted.
    public struct Response: Message {
      /// When this was true.
      public var takenAt: Timestamp
      /// When the counting began.
      public var startedAt: Timestamp
      /// Calls that ended, by method and status.
      public var calls: [CallMetrics]
      /// A call in a bucket took at most so long; the last bucket has no bound.
      public var boundsMicroseconds: [Int64]
      /// Connections, calls in progress, queues.
      public var gauges: [Gauge]
      /// The same as OpenMetrics text, where it was asked for.
      public var text: String?
    }

    /// Whether the text for collectors comes along.
    public var withText: Bool?
  }
}
