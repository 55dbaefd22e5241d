import Foundation
import LatchkeyBase
import LatchkeySchema
import LatchkeyTestBasics
import Testing

@Suite("Streams at the command line", .ownThread)
struct StreamTests {
  /// Entries of an audit in which somebody has chosen names to do harm.
  static func entries() throws -> [AuditEvent] {
    let sample = try SchemaShape.sample(AuditEvent.self)
    let names = ["=HYPERLINK(\"x\")", "Bo, \"the\" Ek", "+46", "-1", "@sum", "two\nlines", "李雷"]
    return names.enumerated().map { index, name in
      var event = sample
      event.sequence = Int64(index + 41)
      event.at = Timestamp(milliseconds: 1_795_339_800_000)
      event.target = AccountSummary(id: 9, population: .contact, displayName: name)
      event.details = ["way": "link", "note": "a, b"]
      return event
    }
  }

  @Test("An export is CSV as RFC 4180 has it, in which no cell is a formula")
  func exportAsCSV() async throws {
    let desk = try Desk()
    try desk.signIn()
    try desk.service.stream(Audit.ExportEvents.self, try Self.entries())
    let ran = try await desk.run(["audit", "export", "--from", "2026-11-22", "--after", "40"])
    #expect(ran.code == 0, "\(ran.errors)")
    let lines = ran.output.components(separatedBy: "\r\n")
    #expect(lines[0].hasPrefix("sequence,at,principal,actor_id,"))
    #expect(lines[1].hasPrefix("41,2026-11-22T09:30:00Z,"))
    let names = [
      "\"'=HYPERLINK(\"\"x\"\")\"", "\"Bo, \"\"the\"\" Ek\"", "'+46", "'-1", "'@sum",
      "\"two\nlines\"", "李雷",
    ]
    for (line, name) in zip(lines.dropFirst(), names) {
      #expect(line.contains(",9,contact,\(name),"), "\(line)")
      #expect(line.contains(",\"note=a, b; way=link\","), "\(line)")
    }
    #expect(lines.count == 1 + names.count + 1)
    #expect(
      try desk.service.last(Audit.ExportEvents.self)
        == Audit.ExportEvents(
          fromTime: Timestamp(milliseconds: 1_795_305_600_000), afterSequence: 40))
  }

  @Test("An export into a file is only its owner's, and replaces nothing")
  func exportToFile() async throws {
    let desk = try Desk()
    try desk.signIn()
    try desk.service.stream(Audit.ExportEvents.self, try Self.entries())
    let path = desk.folder.appendingPathComponent("audit.jsonl").path
    let ran = try await desk.run(["audit", "export", path])
    #expect(ran.code == 0, "\(ran.errors)")
    #expect(ran.output.isEmpty)
    #expect(ran.errors.contains("holds 7 entries"))
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let events = try text.split(separator: "\n").map {
      try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
    }
    #expect(events.compactMap { $0?["sequence"] as? Int } == Array(41...47))
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    #expect(mode == 0o600)
    let again = try await desk.run(["audit", "export", path])
    #expect(again.code == 2)
    #expect(again.errors.contains("does not exist yet"))
    #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
  }

  @Test("An export that breaks off says up to where it came and how to go on")
  func exportBreaksOff() async throws {
    let desk = try Desk()
    try desk.signIn()
    try desk.service.stream(
      Audit.ExportEvents.self, try Self.entries(), thenFails: .storeUnavailable)
    let ran = try await desk.run(["audit", "export", "--format", "jsonl"])
    #expect(ran.code == 7)
    #expect(ran.output.split(separator: "\n").count == 7)
    #expect(ran.errors.contains("Written up to entry 47. Continue with --after 47"))
  }

  @Test("A tail shows entries as they come; Ctrl-C ends it well, and says where to go on")
  func tail() throws {
    let desk = try Desk()
    try desk.service.stream(Audit.TailEvents.self, try Self.entries(), staysOpen: true)
    let terminal = try PseudoTerminal(
      Tool.path, ["audit", "tail", "--after", "40"], environment: desk.environment)
    try terminal.expect("李雷")
    terminal.type("\u{3}")
    try terminal.expect("Continue with --after 47")
    #expect(try terminal.finish() == 0)
    #expect(try desk.service.last(Audit.TailEvents.self)?.afterSequence == 40)
    #expect(!terminal.screen.contains("two\r\nlines"))
  }

  @Test("What dies is shown as services see it, a line each")
  func watch() async throws {
    let desk = try Desk()
    try desk.service.stream(
      Sessions.WatchRevocations.self,
      [
        Revocation(cursor: 5, kind: .start),
        Revocation(cursor: 6, kind: .session, accountID: 3, population: .agent, sessionID: 17),
        Revocation(
          cursor: 7, kind: .account, accountID: 9, population: .contact, credentialEpoch: 4),
        Revocation(cursor: 8, kind: .everything),
      ])
    let ran = try await desk.run(["session", "watch", "--after", "4"])
    #expect(
      ran.output == """
        5  complete from here on
        6  session 17 of agent 3
        7  every session of contact 9 below epoch 4
        8  everything

        """)
    #expect(ran.errors == "Continue with --after 8\n")
  }

  @Test("A proof that an export asks for is asked at the terminal, and the export begins anew")
  func exportAsksForProof() throws {
    let desk = try Desk()
    try desk.signIn()
    try desk.service.stream(Audit.ExportEvents.self, try Self.entries())
    desk.service.refuseOnce(.auditExportEvents, .stepUpRequired, "A fresh proof.")
    let terminal = try PseudoTerminal(
      Tool.path, ["audit", "export"], environment: desk.environment)
    try terminal.expect("device: ")
    terminal.type("Own-Pass1!\n")
    try terminal.expect("47,2026-11-22T09:30:00Z")
    #expect(try terminal.finish() == 0)
  }

  @Test(
    "Contacts of a file go over row by row, by the titles of its columns",
    arguments: [
      (
        "a.csv",
        "\u{feff}Name,E-Mail,Login,Phone,Notes,password_hash\r\n"
          + "\"Miller, Jane\",jane@example.com;j@example.com,jane,+46 70,x,$2b$10$abc\r\n"
          + "\r\n\"Zo\"\"e\"\"\",,zoe,,\"two\nlines\",\r\n"
      ),
      (
        "b.csv",
        "name;emails;login name;telephone;password hash\n"
          + "Miller, Jane;jane@example.com j@example.com;jane;+46 70;$2b$10$abc\n"
          + "\"Zo\"\"e\"\"\";;zoe"
      ),
      (
        "c.jsonl",
        #"{"displayName":"Miller, Jane","emails":["jane@example.com","j@example.com"],"#
          + #""loginName":"jane","phone":"+46 70","passwordHash":"$2b$10$abc","n":1}"# + "\n"
          + #"{"name":"Zo\"e\"","login":"zoe"}"# + "\n"
      ),
    ])
  func importRows(name: String, text: String) async throws {
    let desk = try Desk()
    try desk.signIn()
    let path = desk.folder.appendingPathComponent(name).path
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    let ran = try await desk.run(["contact", "import", path, "--send-activation"])
    #expect(ran.code == 0, "\(ran.errors)")
    #expect(ran.output == "2 rows: 2 added, 0 there already, 0 refused.\n")
    #expect(
      try desk.service.received(Contacts.ImportContacts.self) == [
        ImportRow(
          row: 1, displayName: "Miller, Jane", emails: ["jane@example.com", "j@example.com"],
          loginName: "jane", phone: "+46 70", passwordHash: Secret("$2b$10$abc")),
        ImportRow(row: 2, displayName: "Zo\"e\"", emails: [], loginName: "zoe"),
      ])
    #expect(try desk.service.last(Contacts.ImportContacts.self)?.sendActivation == true)
    #expect(ran.errors.contains("\"Notes\" is ignored") == (name == "a.csv"))
  }

  @Test("Refused rows are told, kept in a file to mend, and end in exit code 10")
  func importRefuses() async throws {
    let desk = try Desk()
    try desk.signIn()
    let path = desk.folder.appendingPathComponent("a.csv").path
    let report = desk.folder.appendingPathComponent("refused.csv").path
    // The double refuses rows without an address and without a login name.
    try "name,email\nJane,jane@example.com\n=Bo,\nEve,there@example.com\n".write(
      toFile: path, atomically: true, encoding: .utf8)
    let ran = try await desk.run(["contact", "import", path, "--refused", report])
    #expect(ran.code == 10)
    #expect(ran.output.hasPrefix("row 2 refused: NO_SIGN_IN_IDENTIFIER"))
    #expect(ran.output.hasSuffix("3 rows: 1 added, 1 there already, 1 refused.\n"))
    #expect(ran.errors.contains(report))
    #expect(
      try String(contentsOfFile: report, encoding: .utf8)
        == "name,email,reason,field,detail\r\n=Bo,,NO_SIGN_IN_IDENTIFIER,emails,nothing to sign in by\r\n"
    )
    let lines = desk.folder.appendingPathComponent("a.jsonl").path
    let kept = desk.folder.appendingPathComponent("refused.jsonl").path
    try #"{"name":"Bo","note":7}"#.write(toFile: lines, atomically: true, encoding: .utf8)
    #expect(try await desk.run(["contact", "import", lines, "--refused", kept]).code == 10)
    #expect(
      try String(contentsOfFile: kept, encoding: .utf8) == #"{"name":"Bo","note":7}"# + "\n")
    let json = try await desk.run(["contact", "import", path, "--json"])
    #expect(json.output.split(separator: "\n").count == 3)
    #expect(json.errors.contains("1 refused"))
  }

  @Test(
    "A file that is no table is said to be none, by its line, and nothing behind it is sent",
    arguments: [
      ("name,email\n\"Jane,jane@example.com\n", "line 2 has a quote that is not closed"),
      ("name,email\nJane,a@b.example,x\n", "line 2 has more cells than there are titles"),
      ("first,last\nJane,Miller\n", "no column \"name\""), ("", "is empty"),
      ("name\n" + String(repeating: "x", count: 300_000), "line 2 is too long"),
    ])
  func importMalformed(text: String, says: String) async throws {
    let desk = try Desk()
    try desk.signIn()
    let path = desk.folder.appendingPathComponent("a.csv").path
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    let ran = try await desk.run(["contact", "import", path])
    #expect(ran.code == 2, "\(ran.errors)")
    #expect(ran.errors.contains(says), "\(ran.errors)")
  }

  @Test("A file that breaks off after rows were sent tells what became of them")
  func importBreaksOff() async throws {
    let desk = try Desk()
    try desk.signIn()
    let path = desk.folder.appendingPathComponent("a.jsonl").path
    try #"{"name":"Jane","email":"jane@example.com"}"#.appending("\n{bad\n").write(
      toFile: path, atomically: true, encoding: .utf8)
    let ran = try await desk.run(["contact", "import", path])
    // Not 2, which promises that nothing was sent.
    #expect(ran.code == 10, "\(ran.errors)")
    #expect(ran.output == "1 row: 1 added, 0 there already, 0 refused.\n")
    #expect(ran.errors.contains("line 2 is not a JSON object"))
    #expect(ran.errors.contains("import the file again"))
  }

  @Test("An export to a dash goes to the output and makes no file")
  func exportToDash() async throws {
    let desk = try Desk()
    try desk.signIn()
    try desk.service.stream(Audit.ExportEvents.self, try Self.entries())
    let ran = try await desk.run(["audit", "export", "-"])
    #expect(ran.code == 0, "\(ran.errors)")
    #expect(ran.output.hasPrefix("sequence,at,"))
    #expect(!FileManager.default.fileExists(atPath: "-"))
  }
}
