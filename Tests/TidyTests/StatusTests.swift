import Foundation
import LatchkeyBase
import Testing

/// The errors that the runtime makes by itself: all of them, with code and outcome, as STATUS.md says.
struct StatusTests {
  /// A failure that a file of the runtime makes.
  struct Made: Hashable, CustomStringConvertible {
    var code: String
    var reason: String
    /// As far as it stands there as a literal.
    var outcome: String?
    var place: String

    var description: String { "\(self.place): \(self.code) \(self.reason)" }
  }

  /// A row of a table of reasons.
  struct Row {
    var reasons: Set<String>
    var codes: String
    var outcomes: String
  }

  /// Codes that no runtime makes up: they are the service's to give.
  static let services: Set<String> = [
    "NOT_FOUND", "ALREADY_EXISTS", "PERMISSION_DENIED", "ABORTED", "OUT_OF_RANGE", "DATA_LOSS",
    "UNAUTHENTICATED", "UNKNOWN",
  ]

  /// The words of the runtime by the names of their cases, read from their declaration.
  static let words: [String: String] = {
    let text = Repository.files.first { $0.path == "Protocol/Base/RuntimeReason.swift" }?.text ?? ""
    let cases = text.matches(of: /case (\w+) = "([A-Z_]+)"/)
    return Dictionary(uniqueKeysWithValues: cases.map { (String($0.1), String($0.2)) })
  }()

  static let made: [Made] = Repository.files
    .filter { $0.has(ending: "swift") && $0.isIn(["Protocol/Wire", "Protocol/Runtime"]) }
    .flatMap { file in
      file.text.matches(
        of:
          /CallFailure\(\s*code: \.?(\w+), reason: \.(\w+),((?:[^()]|\([^()]*\))*)\)/
      ).map { match in
        let outcome = match.3.firstMatch(of: /outcome: \.(\w+)/).map { String($0.1) }
        return Made(
          code: Self.wireName(String(match.1)),
          reason: Self.words[String(match.2)] ?? "?\(match.2)",
          outcome: outcome,
          place: file.path)
      }
    }

  static let rows: [Row] = {
    let text = Repository.files.first { $0.path == "Protocol/Spec/STATUS.md" }?.text ?? ""
    guard let start = text.range(of: "## Reasons of the runtime, on a stream") else { return [] }
    return text[start.upperBound...].split(separator: "\n").compactMap { line in
      let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      guard line.hasPrefix("| `"), cells.count >= 4 else { return nil }
      return Row(
        reasons: Set(cells[0].matches(of: /`([A-Z_]+)`/).map { String($0.1) }), codes: cells[1],
        outcomes: cells[2])
    }
  }()

  /// `deadlineExceeded` as the wire's documents say it.
  private static func wireName(_ name: String) -> String {
    name.reduce(into: "") { text, letter in
      if letter.isUppercase { text.append("_") }
      text += letter.uppercased()
    }
  }

  @Test("Every error that the runtime makes has its row in STATUS.md, with this code and outcome")
  func documented() {
    #expect(Self.made.count >= 30, "The pattern finds \(Self.made.count).")
    for one in Self.made where one.code != "CODE" {
      let rows = Self.rows.filter { $0.reasons.contains(one.reason) && $0.codes.contains(one.code) }
      #expect(!rows.isEmpty, "\(one) has no row.")
      guard let outcome = one.outcome else { continue }
      // "as above" and "unknown" of an answer that nobody could read are told in the row's words.
      let isTold = rows.contains {
        $0.outcomes.contains(outcome) || $0.outcomes.contains("as above")
          || $0.outcomes.contains("if no byte")
      }
      #expect(isTold, "\(one) with outcome \(outcome).")
    }
    print("\(Self.made.count) errors of the runtime")
  }

  @Test("Every reason of the runtime stands in STATUS.md, and none is written out elsewhere")
  func named() {
    #expect(Self.words.count >= 50, "The pattern finds \(Self.words.count).")
    let text = Repository.files.first { $0.path == "Protocol/Spec/STATUS.md" }?.text ?? ""
    for word in Self.words.values { #expect(text.contains("`\(word)`"), "\(word)") }
    var findings: [String] = []
    for file in Repository.shipped where file.path != "Protocol/Base/RuntimeReason.swift" {
      for (number, line) in file.lines where line.contains(/[rR]eason(?:Text)?: "[A-Z_]+"/) {
        findings.append("\(file.path):\(number):\(line)")
      }
    }
    report(findings, instead: "Name a case of RuntimeReason, or of Reason.")
  }

  @Test("Every reason of the runtime stands in STATUS.md as it does on the wire")
  func listed() throws {
    let document = try #require(
      Repository.files.first { $0.path == "Protocol/Spec/STATUS.md" }?.text)
    #expect(Self.words.count > 30)
    for word in Self.words.values.sorted() {
      #expect(document.contains("`\(word)`"), "\(word) stands nowhere.")
    }
  }

  @Test("The runtime never says what only the service can know")
  func never() {
    for one in Self.made {
      #expect(!Self.services.contains(one.code), "\(one)")
      #expect(one.code != "INVALID_ARGUMENT" || one.reason == "MALFORMED", "\(one)")
    }
  }

  @Test("Every reason of the runtime is met in a test")
  func met() {
    let tests = Repository.files.filter {
      $0.has(ending: "swift", "json")
        && $0.isIn([
          "Tests/RuntimeTests", "Tests/WireTests", "Tests/ConformanceTests", "Tests/Peer",
        ])
    }
    for reason in Set(Self.rows.flatMap(\.reasons)) {
      let isMet = tests.contains { $0.holds("\"\(reason)\"") || $0.holds(" \(reason)\"") }
      #expect(isMet, "\(reason) stands in no test.")
    }
  }
}
