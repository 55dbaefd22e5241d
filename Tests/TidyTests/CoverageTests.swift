import Testing

/// Every numbered behaviour of the desk is named by a test.
struct CoverageTests {
  /// The closed set of rows: what the five source systems do, the decisions where they collide, the
  /// failures that others shipped, the transitions and the invariants of the model.
  static let rows: [String] =
    [("S0.", 21), ("S1.", 16), ("S2.", 18), ("S3.", 19), ("S4.", 22)]
    .flatMap { family, count in (1...count).map { "\(family)\($0)" } }
    + [("D", 19), ("F", 28), ("T", 21), ("I", 20)]
    .flatMap { family, count in (1...count).map { "\(family)\($0)" } }

  /// What users of comparable runtimes reported: 48 rows. Each stands in the name of a test as
  /// `W4.1` … `W4.48`, or is measured and not tested, for the reason given here.
  static let reports: [(row: Int, elsewhere: String?)] = (1...48).map { ($0, Self.measured[$0]) }

  private static let measured = [
    39: "A gate of calls a second: no test may depend on speed. `./dev bench` prints the ratios."
  ]

  @Test(
    "Every report about other runtimes is named by a test, or says where it is measured",
    arguments: reports)
  func reported(row: Int, elsewhere: String?) {
    let isNamed = Self.names.contains { name in
      name.matches(of: /W4\.([0-9]+)/).contains { $0.1 == "\(row)" }
    }
    #expect(isNamed == (elsewhere == nil), "W4.\(row)")
  }

  /// The display names of all tests.
  static let names: [String] = Repository.files
    .filter { $0.has(ending: "swift") && $0.isIn(["Tests"]) && !$0.isIn(["Tests/TidyTests"]) }
    .flatMap { file in
      file.text.matches(of: /@Test\(\s*"((?:[^"\\]|\\.)*)"/).map { String($0.1) }
    }

  private static func isNamed(_ row: String) -> Bool {
    // "S2.1" is not found in "S2.11", and "T1" not in "AT1".
    Self.names.contains { name in
      name.ranges(of: row).contains { range in
        let isWhole = range.upperBound == name.endIndex || !name[range.upperBound].isNumber
        let isFirst =
          range.lowerBound == name.startIndex
          || !name[name.index(before: range.lowerBound)].isLetter
        return isWhole && isFirst
      }
    }
  }

  @Test("Every row is named by a test", arguments: rows)
  func named(row: String) {
    #expect(Self.isNamed(row), "No test has \(row) in its display name.")
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
