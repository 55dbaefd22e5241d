public import LatchkeyBase

extension Operator {
  /// Asks what the service has counted since it began.
  public struct GetMetrics: RequestMessage {
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

      enum CodingKeys: Int, CodingKey {
        case takenAt = 1
        case startedAt = 2
        case calls = 3
        case boundsMicroseconds = 4
        case gauges = 5
        case text = 6
      }

      /// All fields, in the order of their keys.
      public init(
        takenAt: Timestamp, startedAt: Timestamp, calls: [CallMetrics],
        boundsMicroseconds: [Int64], gauges: [Gauge], text: String? = nil
      ) {
        self.takenAt = takenAt
        self.startedAt = startedAt
        self.calls = calls
        self.boundsMicroseconds = boundsMicroseconds
        self.gauges = gauges
        self.text = text
      }
    }

    /// Whether the text for collectors comes along.
    public var withText: Bool?

    enum CodingKeys: Int, CodingKey {
      case withText = 1
    }

    /// `Operator.GetMetrics`, number 1406.
    public static var method: Method { .operatorGetMetrics }

    /// All fields, in the order of their keys.
    public init(withText: Bool? = nil) {
      self.withText = withText
    }
  }
}
