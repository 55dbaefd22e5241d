import Foundation
import LatchkeyBase
import LatchkeySchema
import LatchkeyTestBasics
import Testing

@Suite(
  "A second factor from the command line, against a real daemon and another's codes", .ownThread)
struct LiveSecondFactorTests {
  /// What a device with this key shows now, or so many seconds later: oathtool's answer.
  private static func code(_ key: String, in seconds: Int = 0) async throws -> String {
    let ran = try await Ran.of(
      "/usr/bin/oathtool", ["--totp", "--base32", key, "--now", "\(seconds) seconds"],
      environment: ["PATH": "/usr/bin:/bin", "TZ": "UTC"], input: "")
    try #require(ran.code == 0, "\(ran.errors)")
    return ran.output.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// The key that `enroll` shows.
  private static func key(in output: String) throws -> String {
    let row = try #require(output.split(separator: "\n").first { $0.hasPrefix("  key ") })
    return row.dropFirst(6).filter { $0 != " " }
  }

  @Test("S3.18 got by its key, asked for, replaced by a recovery code, given up")
  func life() async throws {
    let daemon = try await LiveTests().desk()
    try await daemon.must("bo", ["sign-in", "boek"], LiveTests.second)
    #expect(try await daemon.run("bo", ["second-factor", "enroll"]).code == 4)
    try await daemon.must("bo", ["step-up"], LiveTests.second)
    let shown = try await daemon.must("bo", ["second-factor", "enroll"])
    let key = try Self.key(in: shown)
    #expect(key.count == 32)
    let enrolled = try await daemon.must(
      "bo", ["second-factor", "confirm"], try await Self.code(key))
    let codes = enrolled.matches(of: /[a-z2-7]{4}(?:-[a-z2-7]{4}){5}/).map { String($0.0) }
    #expect(codes.count == 10)

    let due = try await daemon.run("bo", ["sign-in", "boek"], LiveTests.second)
    #expect(due.code == 4)
    #expect(due.output.contains("latchkey second-factor code"))
    #expect(try await daemon.run("bo", ["whoami"]).code == 4, "A ticket is no session.")
    let later = try await Self.code(key, in: 30)
    try await daemon.must("bo", ["second-factor", "code"], later)
    #expect(try await daemon.must("bo", ["whoami"]).hasPrefix("Bo Ek\n"))
    let again = try await daemon.run("bo", ["sign-in", "boek"], LiveTests.second, later)
    #expect(again.code == 4)
    #expect(again.errors.contains("CODE_INVALID"))
    try await daemon.must("bo", ["sign-in", "boek"], LiveTests.second, codes[0].uppercased())
    #expect(try await daemon.must("bo", ["second-factor", "status"]).contains("9 left"))
    #expect(try await daemon.must("ada", ["agent", "show", "boek"]).contains("enrolled"))

    try await daemon.must("bo", ["step-up"], LiveTests.second)
    try await daemon.must("bo", ["second-factor", "disable", "--yes"])
    try await daemon.must("bo", ["sign-in", "boek"], LiveTests.second)
    #expect(daemon.stop() == 0)
  }

  @Test("Where one is required, a sign-in goes on by a device; an administrator takes it away")
  func required() async throws {
    let daemon = try await LiveTests().desk()
    try await daemon.must("ada", ["settings", "set", "second_factor.agents_from", "2026-01-01"])
    let due = try await daemon.run("bo", ["sign-in", "boek"], LiveTests.second)
    #expect(due.code == 4)
    #expect(due.output.contains("latchkey second-factor enroll"))
    let key = try Self.key(in: try await daemon.must("bo", ["second-factor", "enroll"]))
    let entered = try await daemon.must(
      "bo", ["second-factor", "confirm"], try await Self.code(key))
    #expect(entered.contains("Signed in as Bo Ek."))
    #expect(try await daemon.must("bo", ["whoami"]).hasPrefix("Bo Ek\n"))
    try await daemon.must(
      "ada", ["second-factor", "reset", "agent:boek", "--reason", "phone lost", "--yes"])
    #expect(try await daemon.run("bo", ["whoami"]).code == 4)
    #expect(daemon.stop() == 0)
  }
}
