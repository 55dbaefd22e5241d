import LatchkeyBase
import LatchkeyClient
import LatchkeySchema

/// Commands that ask the service about itself.
enum ServerCommands {
  static let all: [Command<Run>] = [
    Command(
      noun: "server", verb: "info", summary: "show the version of the service, and your scopes",
      session: .notSent, examples: ["latchkey server info"], action: Self.info),
    Command(
      noun: "server", verb: "health", summary: "show whether the service is serving",
      session: .notSent, about: "Exit code 10 unless it is serving.",
      examples: ["latchkey server health"], action: Self.health),
    Command(
      noun: "server", verb: "ping", summary: "measure the round-trip time",
      options: [Self.count], session: .notSent, examples: ["latchkey server ping --count 100"],
      action: Self.ping),
    Command(
      noun: "server", verb: "watch", summary: "show the health at each change, until Ctrl-C",
      session: .notSent, examples: ["latchkey server watch"], action: Self.watch),
  ]

  private static let count = Option(
    "--count", "N", .number(in: 1...10_000), default: 4, help: "how many calls, 1 to 10000 (4)")

  private static func info(_ run: Run) async throws(Refusal) {
    try run.show(try await run.call(Server.GetInfo())) { info in
      let isSame = info.schemaHash == SchemaRevision.hex
      return Layout.card(
        "Latchkey \(info.version)",
        [
          ("protocol", "LKP/\(info.protocolMajor)"),
          (
            "schema",
            info.schemaHash.prefix(12) + (isSame ? "" : ", other than that of this program")
          ),
          ("up", Times.span(milliseconds: Times.now.milliseconds - info.startedAt.milliseconds)),
          ("you are", info.principal), ("scopes", info.scopes.joined(separator: ", ")),
          ("next", info.isBootstrapped ? nil : "latchkey operator bootstrap ADDRESS"),
        ])
    }
  }

  private static func health(_ run: Run) async throws(Refusal) {
    let health = try await run.call(Server.GetHealth())
    try run.show(health) { [HealthText.line($0.status, $0.detail)] }
    if health.status != .serving { throw .answered(.checkedAndBad) }
  }

  private static func ping(_ run: Run) async throws(Refusal) {
    let count = try run[Self.count]
    var micros: [Int64] = []
    for _ in 0..<count {
      let start = ContinuousClock.now
      _ = try await run.call(Server.Ping(payload: [0x6c, 0x6b]))
      let (seconds, attoseconds) = (ContinuousClock.now - start).components
      micros.append(seconds * 1_000_000 + attoseconds / 1_000_000_000_000)
    }
    micros.sort()
    let times = PingTimes(
      count: micros.count, leastMicroseconds: micros[0],
      medianMicroseconds: micros[micros.count / 2], mostMicroseconds: micros[micros.count - 1])
    try run.show(times) { times in
      [
        "\(Times.count(Int64(times.count), "answer")): least \(times.leastMicroseconds) µs, "
          + "median \(times.medianMicroseconds) µs, most \(times.mostMicroseconds) µs"
      ]
    }
  }

  private static func watch(_ run: Run) async throws(Refusal) {
    _ = try await Interruption.ends { () async throws(Refusal) in
      try await run.stream(Server.WatchHealth()) { health throws(Refusal) in
        try run.showNext(health) { HealthText.line($0.status, $0.detail) }
      }
    }
  }

  private struct PingTimes: Message {
    var count: Int
    var leastMicroseconds: Int64
    var medianMicroseconds: Int64
    var mostMicroseconds: Int64
  }
}
