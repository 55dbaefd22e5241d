/// The numbers beside calls that `Operator.GetMetrics` tells, by their names on the wire.
///
/// A name never changes its meaning, and no value is a secret or about one person. Programs may meet names
/// that they do not know.
public enum GaugeName: String, CaseIterable, Sendable {
  case connections
  case callsRunning = "calls_running"
  case streamsOpen = "streams_open"
  case jobsWaiting = "jobs_waiting"
  case outputBytes = "output_bytes"
  case attemptsWaiting = "attempts_waiting"
  case hashesWaiting = "hashes_waiting"
  case writesWaiting = "writes_waiting"
  case mailsWaiting = "mails_waiting"
  case mailsFailed = "mails_failed"
  case storeFailing = "store_failing"
  case connectionsAccepted = "connections_accepted_total"
  case connectionsRefused = "connections_refused_total"
  case connectionsIdled = "connections_idled_total"
  case connectionsHeld = "connections_held_total"
  case callsDispatched = "calls_dispatched_total"
  case callsTurnedAway = "calls_turned_away_total"
  case callsExpired = "calls_expired_total"
  case callsCancelled = "calls_cancelled_total"
  case framesLate = "frames_late_total"
  case framesSkipped = "frames_skipped_total"
  case faults = "faults_total"
  case badPrefaces = "bad_prefaces_total"
  case slowReaders = "slow_readers_total"
  case hashes = "hashes_total"

  /// Whether it only grows while the service runs.
  public var isCounter: Bool { self.rawValue.hasSuffix("_total") }

  /// What it counts, on one line.
  public var summary: String {
    switch self {
    case .connections: "connections that are open"
    case .callsRunning: "calls in progress"
    case .streamsOpen: "calls in progress that have messages beside request and answer"
    case .jobsWaiting: "parts of calls that wait for their turn on a loop"
    case .outputBytes: "bytes of answers that no peer has taken yet"
    case .attemptsWaiting: "attempts at a password that wait for those before them"
    case .hashesWaiting: "passwords that wait to be hashed"
    case .writesWaiting: "changes that wait for the store's writer"
    case .mailsWaiting: "mails that wait to be handed over, up to 1000"
    case .mailsFailed: "mails that were given up, up to 1000"
    case .storeFailing: "1 while the store is known to fail, else 0"
    case .connectionsAccepted: "connections that were let in"
    case .connectionsRefused: "connections that were turned away"
    case .connectionsIdled: "connections that were ended for want of use"
    case .connectionsHeld: "times that a connection had to wait for its vain calls"
    case .callsDispatched: "calls that reached a handler"
    case .callsTurnedAway: "calls that were refused for want of a place"
    case .callsExpired: "calls that ended by their deadline"
    case .callsCancelled: "calls that were given up"
    case .framesLate: "frames for calls that were over"
    case .framesSkipped: "frames of unknown types"
    case .faults: "connections that ended by a breach of the protocol"
    case .badPrefaces: "connections that did not speak the protocol"
    case .slowReaders: "streams that were ended since nobody read them"
    case .hashes: "passwords that were hashed"
    }
  }
}

extension Gauge {
  /// One of the numbers that this version knows.
  public init(_ name: GaugeName, _ value: Int64) {
    self.init(name: name.rawValue, value: value)
  }
}

extension Operator.GetMetrics.Response {
  /// A number by its name; nil when the service does not tell it.
  public func gauge(_ name: GaugeName) -> Int64? {
    self.gauges.first { $0.name == name.rawValue }?.value
  }
}
