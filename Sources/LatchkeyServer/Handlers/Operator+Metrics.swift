import LatchkeyApplication
import LatchkeyBase
import LatchkeyRuntime
import LatchkeySchema

extension OperatorHandlers {
  func getMetrics(
    _ request: Operator.GetMetrics, _ call: Call
  ) async throws -> Operator.GetMetrics.Response {
    try await self.desk.operator.mayGetMetrics(call)
    let found = await self.host.metrics()
    var answer = Operator.GetMetrics.Response(
      takenAt: Timestamp(milliseconds: found.takenAt),
      startedAt: Timestamp(milliseconds: self.facts.startedAtMilliseconds),
      calls: found.calls.map { figures in
        CallMetrics(
          method: MethodTable.method(countedInSlot: figures.slot)?.declaration.name ?? "none",
          status: Int(figures.status), count: Int64(clamping: figures.count),
          microseconds: Int64(clamping: figures.nanoseconds / 1_000),
          durations: figures.durations.map { Int64(clamping: $0) })
      },
      boundsMicroseconds: (0..<CallFigures.bucketCount).compactMap { bucket in
        CallFigures.microsecondsMax(of: bucket).map { Int64(clamping: $0) }
      }, gauges: await self.gauges(found))
    if request.withText == true { answer.text = OpenMetrics.text(of: answer) }
    return answer
  }
}

extension OperatorHandlers {
  /// Every number that there is, in the order of their names' declaration. What the store alone knows is
  /// left out while it cannot be read.
  private func gauges(_ host: HostMetrics) async -> [Gauge] {
    let outbox = try? await self.desk.server.outboxSummary()
    return GaugeName.allCases.compactMap { name in
      self.value(of: name, host, outbox).map { Gauge(name, $0) }
    }
  }

  private func value(
    of name: GaugeName, _ host: HostMetrics, _ outbox: OutboxSummary?
  ) -> Int64? {
    switch name {
    case .streamsOpen: Int64(host.queues.streams)
    case .jobsWaiting: Int64(host.queues.jobs)
    case .outputBytes: Int64(host.queues.outputBytes)
    case .attemptsWaiting: Int64(self.desk.attemptsWaiting)
    case .hashesWaiting: Int64(host.hashesWaiting)
    case .hashes: Int64(host.hashes)
    case .writesWaiting: Int64(host.writesWaiting)
    case .mailsWaiting: outbox.map { Int64($0.waiting) }
    case .mailsFailed: outbox.map { Int64($0.failed) }
    case .storeFailing: self.health.trouble == nil ? 0 : 1
    case .connections, .callsRunning, .connectionsAccepted, .connectionsRefused, .connectionsIdled,
      .connectionsHeld, .callsDispatched, .callsTurnedAway, .callsExpired, .callsCancelled,
      .framesLate, .framesSkipped, .faults, .badPrefaces, .slowReaders:
      host.counters.value(of: name)
    }
  }
}

extension ServerCounters {
  /// The counter with a name; nil for what the runtime does not count.
  fileprivate func value(of name: GaugeName) -> Int64? {
    let counter: UInt64? =
      switch name {
      case .connections: self.open
      case .callsRunning: self.running
      case .connectionsAccepted: self.accepted
      case .connectionsRefused: self.refused
      case .connectionsIdled: self.idled
      case .connectionsHeld: self.held
      case .callsDispatched: self.dispatched
      case .callsTurnedAway: self.turnedAway
      case .callsExpired: self.expired
      case .callsCancelled: self.cancelled
      case .framesLate: self.lateFrames
      case .framesSkipped: self.skippedFrames
      case .faults: self.faults
      case .badPrefaces: self.badPrefaces
      case .slowReaders: self.slowReaders
      case .streamsOpen, .jobsWaiting, .outputBytes, .attemptsWaiting, .hashesWaiting, .hashes,
        .writesWaiting, .mailsWaiting, .mailsFailed, .storeFailing:
        nil
      }
    return counter.map { Int64(clamping: $0) }
  }
}
