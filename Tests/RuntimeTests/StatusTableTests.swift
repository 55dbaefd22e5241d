import Foundation
import LatchkeyBase
import LatchkeyRuntime
import LatchkeySocket
import LatchkeyWire
import Testing

@Suite("The runtime says what STATUS.md says that it says, on both sides")
struct StatusTableTests {
  private enum Section: String {
    case streams = "Reasons of the runtime, on a stream"
    case connections = "Reasons of the runtime, on stream 0"
    case client = "Reasons in the client, without an ERROR frame"
  }

  /// A row of STATUS.md.
  private struct Row {
    var section: Section
    var reasons: Set<String>
    var codes: String
    var outcomes: String
  }

  private static func rows() throws -> [Row] {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let text = try String(
      contentsOf: root.appendingPathComponent("Protocol/Spec/STATUS.md"), encoding: .utf8)
    var section: Section?
    var rows: [Row] = []
    for line in text.split(separator: "\n") {
      if line.hasPrefix("## ") { section = Section(rawValue: String(line.dropFirst(3))) }
      guard let section, line.hasPrefix("| `") else { continue }
      let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      rows.append(
        Row(
          section: section,
          reasons: Set(cells[0].matches(of: /`([A-Z_]+)`/).map { String($0.1) }), codes: cells[1],
          outcomes: cells[2]))
    }
    return rows
  }

  /// Reasons of the client that need more than one call to be met: StreamTests has them. The rules of the
  /// protocol are one row of words.
  private static let elsewhere: Set<String> = ["CONNECT", "STREAM_OVER", "SECOND_READER"]

  @Test(
    "The client says what a server's bytes come to", arguments: ClientProvocation.byServers.indices)
  func byServers(index: Int) async throws {
    let row = ClientProvocation.byServers[index]
    try await ScriptedServer.run { _, peer, curtain in
      _ = await peer.introduction()
      if let answer = row.answer { try peer.send(RawPeer.hello + answer) }
      if !row.closes { await curtain.hold() }
    } _: { path, loop in
      try await Self.check(row, path, loop)
    }
  }

  @Test(
    "The client says what is wrong with a call before it is sent",
    arguments: ClientProvocation.byCallers.indices)
  func byCallers(index: Int) async throws {
    try await TestBed.run { bed in
      try await Self.check(ClientProvocation.byCallers[index], bed.path, bed.clientLoop)
      #expect(bed.service.handled == 0)
    }
  }

  private static func check(
    _ row: ClientProvocation, _ path: String, _ loop: EventLoop
  ) async throws {
    var configuration = ClientConfiguration.patient
    row.configure(&configuration)
    let client = RPCClient(path: path, configuration: configuration, loop: loop)
    let failure = await row.act(client)
    #expect(failure?.reason == row.reason)
    #expect(failure?.code == row.code)
    #expect(failure?.outcome == row.outcome)
  }

  @Test("What the client says by itself stands in STATUS.md, and what stands there is provoked")
  func completeClient() throws {
    let rows = try Self.rows().filter { $0.section == .client }
    #expect(rows.count > 12)
    let all = ClientProvocation.byServers + ClientProvocation.byCallers
    for row in rows {
      for reason in row.reasons.subtracting(Self.elsewhere) {
        #expect(
          all.contains { $0.reason == reason && row.codes.contains($0.code.wireName) },
          "\(reason) is provoked by nobody.")
      }
    }
    let rules = try Self.rows().filter { $0.section == .connections }.flatMap(\.reasons)
    for one in all where !rules.contains(one.reason) {
      #expect(
        rows.contains { $0.reasons.contains(one.reason) && $0.codes.contains(one.code.wireName) },
        "\(one.reason) \(one.code)")
    }
  }

  private static let all = Provocation.ofStreams + Provocation.ofConnections

  @Test(
    "Each reason is heard by a peer that asks for it, with its code and outcome",
    arguments: all.indices)
  func provoked(index: Int) async throws {
    let row = Self.all[index]
    try await TestBed.run(
      service: EchoService(deadlineMillisecondsMax: row.deadlineMillisecondsMax),
      configure: row.configure
    ) { bed in
      let peer =
        row.isGreeted
        ? try await RawPeer.greeted(path: bed.path) : try await RawPeer.patient(path: bed.path)
      try await row.act(peer, bed)
      var failure: CallFailure?
      while failure == nil, let frame = await peer.frame() {
        if frame.type == 5, frame.stream == row.stream { failure = frame.failure }
      }
      #expect(failure?.reason == row.reason)
      #expect(failure?.code == row.code)
      #expect(failure?.outcome == row.outcome)
    }
  }

  @Test("What is provoked here stands in STATUS.md, and what stands there is provoked here")
  func complete() throws {
    let rows = try Self.rows().filter { $0.section != .client }
    #expect(rows.count > 25)
    for one in Self.all where one.reason != "SERVICE_UNKNOWN" {
      let isThere = rows.contains {
        ($0.section == .streams) == (one.stream > 0) && $0.reasons.contains(one.reason)
          && $0.codes.contains(one.code.wireName) && $0.outcomes.contains("\(one.outcome)")
      }
      #expect(isThere, "\(one.reason) \(one.code) \(one.outcome)")
    }
    for row in rows {
      for reason in row.reasons {
        // Handlers hear ABANDONED, not peers: DeadlineTests. A host without descriptors and a queue that is
        // told of the end take a whole process: DescriptorTests and FairnessTests.
        if reason == "ABANDONED" { continue }
        if row.section == .connections, ["OVERLOADED", "DRAINING"].contains(reason) { continue }
        let isProvoked = Self.all.contains {
          ($0.stream > 0) == (row.section == .streams) && $0.reason == reason
            && row.codes.contains($0.code.wireName)
        }
        #expect(isProvoked, "\(reason) is provoked by nobody.")
      }
    }
    // Each outcome that a row names is heard, but for what parts of a call make of it.
    for row in rows where row.section == .streams && !row.reasons.contains("ABANDONED") {
      for outcome in [Outcome.notStarted, .rolledBack] where row.outcomes.contains("\(outcome)") {
        #expect(
          Self.all.contains { row.reasons.contains($0.reason) && $0.outcome == outcome },
          "\(row.reasons) \(outcome)")
      }
    }
  }
}

extension StatusCode {
  /// `deadlineExceeded` as the documents say it.
  fileprivate var wireName: String {
    "\(self)".reduce(into: "") { text, letter in
      if letter.isUppercase { text.append("_") }
      text += letter.uppercased()
    }
  }
}
