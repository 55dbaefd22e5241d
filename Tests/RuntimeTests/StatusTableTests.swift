import Foundation
import LatchkeyRuntime
import LatchkeySocket
import LatchkeyWire
import Testing

@Suite("The server's runtime says what STATUS.md says that it says")
struct StatusTableTests {
  /// A row of STATUS.md about the server.
  private struct Row {
    var isOfStream: Bool
    var reasons: Set<String>
    var codes: String
    var outcomes: String
  }

  private static func rows() throws -> [Row] {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let text = try String(
      contentsOf: root.appendingPathComponent("Protocol/Spec/STATUS.md"), encoding: .utf8)
    var section = ""
    var rows: [Row] = []
    for line in text.split(separator: "\n") {
      if line.hasPrefix("## ") { section = String(line.dropFirst(3)) }
      let isOfStream = section == "Reasons of the runtime, on a stream"
      guard isOfStream || section == "Reasons of the runtime, on stream 0", line.hasPrefix("| `")
      else { continue }
      let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      rows.append(
        Row(
          isOfStream: isOfStream,
          reasons: Set(cells[0].matches(of: /`([A-Z_]+)`/).map { String($0.1) }), codes: cells[1],
          outcomes: cells[2]))
    }
    return rows
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
    let rows = try Self.rows()
    #expect(rows.count > 25)
    for one in Self.all where one.reason != "SERVICE_UNKNOWN" {
      let isThere = rows.contains {
        $0.isOfStream == (one.stream > 0) && $0.reasons.contains(one.reason)
          && $0.codes.contains(one.code.wireName) && $0.outcomes.contains("\(one.outcome)")
      }
      #expect(isThere, "\(one.reason) \(one.code) \(one.outcome)")
    }
    for row in rows {
      for reason in row.reasons {
        // Handlers hear ABANDONED, not peers: DeadlineTests. A host without descriptors and a queue that is
        // told of the end take a whole process: DescriptorTests and FairnessTests.
        if reason == "ABANDONED" { continue }
        if !row.isOfStream, ["OVERLOADED", "DRAINING"].contains(reason) { continue }
        let isProvoked = Self.all.contains {
          ($0.stream > 0) == row.isOfStream && $0.reason == reason
            && row.codes.contains($0.code.wireName)
        }
        #expect(isProvoked, "\(reason) is provoked by nobody.")
      }
    }
    // Each outcome that a row names is heard, but for what parts of a call make of it.
    for row in rows where row.isOfStream && !row.reasons.contains("ABANDONED") {
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
