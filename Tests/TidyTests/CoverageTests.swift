import Foundation
import Testing

/// Every row of BEHAVIOURS.md is proved by a test that names it.
struct CoverageTests {
  /// A row of the catalogue: `S1.10` is number 10 of the family `S1`.
  struct Row: Hashable, Comparable, Sendable, CustomStringConvertible {
    var family: String
    var number: Int

    var description: String {
      self.family.last?.isNumber == true
        ? "\(self.family).\(self.number)" : "\(self.family)\(self.number)"
    }

    static func < (one: Self, other: Self) -> Bool {
      (one.family, one.number) < (other.family, other.number)
    }
  }

  /// What the tables of the catalogue hold, in their order.
  static let catalogue: [Row] = {
    let document = Repository.files.first { $0.path == "Protocol/Spec/BEHAVIOURS.md" }
    return (document?.lines ?? []).compactMap { line in
      guard line.text.hasPrefix("| ") else { return nil }
      let cell = line.text.dropFirst(2).prefix { $0 != " " }
      guard let row = Self.rows(of: String(cell)).first, "\(row)" == cell else { return nil }
      return row
    }
  }()

  /// Rows that are measured and not tested, each with the place where it is measured.
  static let measured = [
    // A gate of calls a second would depend on the speed of the host.
    Row(family: "W4", number: 39): "./dev bench"
  ]

  /// A test whose name has more codes than this proves none of them: it says that everything was
  /// looked at, not what was found.
  static let rowsOfATestMax = 5

  /// The codes in a text. "S2.1" is not found in "S2.11", nor "T1" in "AT1" or "UTF16".
  static func rows(of text: String) -> [Row] {
    text.matches(
      of: /(?:^|[^A-Za-z0-9.])((S[0-4]|W4)\.([0-9]+)|([DFTI])([0-9]{1,2}))(?![0-9A-Za-z])/
    )
    .compactMap { match in
      let family = match.2 ?? match.4
      guard let family, let number = Int(match.3 ?? match.5 ?? "") else { return nil }
      return Row(family: String(family), number: number)
    }
  }

  /// The display names of all tests.
  static let names: [String] = Repository.files
    .filter { $0.has(ending: "swift") && $0.isIn(["Tests"]) && !$0.isIn(["Tests/TidyTests"]) }
    .flatMap { file in
      file.text.matches(of: /@Test\(\s*"((?:[^"\\]|\\.)*)"/).map { String($0.1) }
    }

  /// The tests of each row: those that name it and few others.
  static let proofs: [Row: [String]] = Self.names.reduce(into: [:]) { proofs, name in
    let rows = Set(Self.rows(of: name))
    guard rows.count <= Self.rowsOfATestMax else { return }
    for row in rows { proofs[row, default: []].append(name) }
  }

  @Test("Every row of BEHAVIOURS.md has a test that names it", arguments: catalogue)
  func proved(row: Row) {
    if let place = Self.measured[row] {
      #expect(Self.proofs[row] == nil, "\(row) is tested: take it out of what \(place) measures.")
    } else {
      #expect(Self.proofs[row] != nil, "No test names \(row) among \(Self.rowsOfATestMax) at most.")
    }
  }

  @Test("Each family of BEHAVIOURS.md counts from 1 without gaps")
  func numbered() {
    let families = Dictionary(grouping: Self.catalogue, by: \.family)
    #expect(Set(families.keys) == ["S0", "S1", "S2", "S3", "S4", "D", "F", "T", "I", "W4"])
    for (family, rows) in families {
      #expect(rows.map(\.number) == Array(1...rows.count), "\(family)")
    }
  }

  @Test("No test names a row that BEHAVIOURS.md does not have, or more than five")
  func known() {
    let catalogue = Set(Self.catalogue)
    for name in Self.names {
      let rows = Set(Self.rows(of: name))
      #expect(rows.isSubset(of: catalogue), "\(name): \(rows.subtracting(catalogue).sorted())")
      #expect(rows.count <= Self.rowsOfATestMax, "\(name)")
    }
  }

  @Test("Every proof that SECURITY.md names is a test")
  func securityProofs() throws {
    let document = try #require(
      Repository.files.first { $0.path == "Protocol/Spec/SECURITY.md" }?.text)
    let table = document.components(separatedBy: "## Requirements")[1]
      .components(separatedBy: "\n## ")[0]
    let proofs = table.matches(of: /"([^"]+?)(?: …)?"/).map { String($0.1) }
    #expect(proofs.count > 20)
    for proof in proofs {
      #expect(Self.names.contains { $0.hasPrefix(proof) }, "No test begins with \"\(proof)\".")
    }
  }

  @Test(
    "A code is found whole, and only where it stands alone",
    arguments: [
      ("S2.11 D3, S3.6 two", ["S2.11", "D3", "S3.6"]), ("(I17) at the end (F14)", ["I17", "F14"]),
      ("T20: broken", ["T20"]), ("AT1 UTF16 W3C S2 x86 2.1 T1x", []),
      ("W4.10, W4.29", ["W4.10", "W4.29"]),
    ] as [(String, [String])])
  func read(text: String, rows: [String]) {
    #expect(Self.rows(of: text).map(\.description) == rows)
  }

  @Test("The name of a test is a sentence, and no two tests have the same")
  func sentences() {
    var seen: Set<String> = []
    for name in Self.names {
      #expect(name.contains(" "), "\(name)")
      #expect(!name.hasSuffix("."), "\(name)")
      #expect(seen.insert(name).inserted, "Two tests are called \"\(name)\".")
    }
    #expect(Self.names.count > 100)
  }
}
