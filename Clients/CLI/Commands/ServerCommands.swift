import LatchkeyClient
import LatchkeySchema

/// The service itself, and what root can do.
enum ServerCommands {
  static let all = [
    Command(
      noun: "server", verb: "info", summary: "who answers, and as whom you are seen",
      identity: .nobody, examples: ["latchkey server info"], action: Self.info),
    Command(
      noun: "server", verb: "health", summary: "whether calls are worth making",
      identity: .nobody, about: "Exit code 10 unless it serves.",
      examples: ["latchkey server health"], action: Self.health),
    Command(
      noun: "server", verb: "ping", summary: "how long there and back takes",
      options: [Option(name: "--count", value: "N", help: "how often, 1 to 10000 (4)")],
      identity: .nobody, examples: ["latchkey server ping --count 100"], action: Self.ping),
    Command(
      noun: "operator", verb: "bootstrap", summary: "create the Account Administrator, once",
      arguments: [Argument(name: "ADDRESS", help: "primary e-mail address")],
      options: [
        Option(name: "--name", value: "NAME", help: "the name that people read"),
        Option(name: "--login", value: "NAME", help: "a second way to sign in"),
      ],
      secrets: [SecretSlot(name: "new-password", question: "Password", isNew: true)],
      identity: .nobody, about: "Root on the host of the service only.",
      examples: ["latchkey operator bootstrap ana@example.org --name \"Ana Ek\""],
      action: Self.bootstrap),
  ]

  static func info(_ run: Run) async throws(Refusal) {
    try run.show(try await run.call(Server.GetInfo())) { info in
      Layout.card(
        "Latchkey \(info.version)",
        [
          ("protocol", "LKP/\(info.protocolMajor)"),
          (
            "schema",
            String(info.schemaHash.prefix(12))
              + (info.schemaHash == SchemaRevision.hex ? "" : ", not the one of this program")
          ),
          ("up", Times.span(milliseconds: Times.now.rawValue - info.startedAt.rawValue)),
          ("you are", info.principal), ("scopes", info.scopes.joined(separator: ", ")),
          ("next", info.isBootstrapped ? nil : "latchkey operator bootstrap ADDRESS"),
        ])
    }
  }

  static func health(_ run: Run) async throws(Refusal) {
    let health = try await run.call(Server.GetHealth())
    try run.show(health) { health in
      [Layout.visible(health.status.rawValue + (health.detail.map { ": \($0)" } ?? ""))]
    }
    if health.status != .serving { throw .answered(.checkedAndBad) }
  }

  static func ping(_ run: Run) async throws(Refusal) {
    let count = try run.values.number("--count", of: run.command) ?? 4
    guard (1...10_000).contains(count) else {
      throw run.command.usage("--count takes 1 to 10000.")
    }
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

  static func bootstrap(_ run: Run) async throws(Refusal) {
    guard let name = run.values.option("--name") else {
      throw run.command.usage("--name is missing: the name that people read.")
    }
    let agent = try await run.call(
      Operator.Bootstrap(
        displayName: name, email: run.argument("ADDRESS"), loginName: run.values.option("--login"),
        password: try run.secret("new-password")))
    try run.show(agent) { agent in
      ["\(Layout.visible(agent.displayName)) is the Account Administrator."]
        + AgentText.card(agent).dropFirst()
    }
  }

  private struct PingTimes: Message {
    var count: Int
    var leastMicroseconds: Int64
    var medianMicroseconds: Int64
    var mostMicroseconds: Int64
  }
}
