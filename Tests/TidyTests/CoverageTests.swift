import Testing

/// Which numbered behaviours a test names.
struct CoverageTests {
  /// Rows that must stand in the display name of at least one test. A row is added with the test
  /// that covers it, and stays.
  static let covered = [
    "S0.5", "S0.8", "S0.9", "S0.10", "S0.11", "S0.12", "S0.13", "S0.14", "S0.15", "S0.16",
    "S0.17", "S0.18", "S0.19", "S0.20", "S0.21", "S1.1", "S1.2", "S1.3", "S1.4", "S1.5", "S1.6",
    "S1.7", "S1.8", "S1.9", "S1.10", "S1.11", "S1.12", "S1.13", "S1.14", "S3.1", "S3.2", "S3.3",
    "S3.5", "S3.6", "S3.7", "S3.16", "S3.17", "S3.18", "S3.19", "S4.1", "S4.2", "S4.3", "S4.4",
    "S4.5",
    "S4.6", "S4.7", "S4.8", "S4.9", "S4.10", "S4.11", "S4.12", "S4.13", "S4.14", "S4.16", "S4.17",
    "S4.18", "S4.19", "S4.20", "S4.21", "S4.22", "D1", "D2", "D4", "D5", "D6", "D16", "T7", "T9",
    "T15", "T16", "T17", "S0.6", "S0.1", "S0.2", "S0.3", "S0.4", "S0.7", "S1.16", "D17", "F3",
    "F5", "F27", "T1", "T2", "T18",
    "S2.1", "S2.2", "S2.3", "S2.4", "S2.5", "S2.6", "S2.7", "S2.8", "S2.9", "S2.10",
    "S2.11", "S2.12", "S2.13", "S2.14", "S2.15", "S2.16", "S2.17", "S2.18",
    "S3.8", "S3.9", "S3.10", "S3.11", "S3.12", "S3.13", "S3.14", "S3.15",
    "T19", "D1", "D2", "D4", "D5", "D6", "D12", "D16", "D17",
    "D3", "D7", "D8", "D9", "D10", "D11", "D13", "D14", "D15", "D18", "D19",
    "I1", "I2", "I3", "I4", "I5", "I6", "I7", "I8", "I9", "I10", "I11", "I12", "I13", "I14", "I15",
    "I16", "I17", "I18", "I19", "I20",
    "T20", "T21", "F10", "F26",
  ]

  /// What users of comparable runtimes reported: 48 rows. Each stands in the name of a test as
  /// `W4.1` … `W4.48`, or is measured and not tested, for the reason given here.
  static let reports: [(row: Int, elsewhere: String?)] = (1...48).map { ($0, Self.measured[$0]) }

  private static let measured = [
    44: "No command takes a method by its name.",
    39: "A gate of calls a second: no test may depend on speed. `./dev bench` prints the ratios.",
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

  @Test("Every row that is built is named by a test", arguments: covered)
  func named(row: String) {
    // "S2.1" is not found in "S2.11".
    let isNamed = Self.names.contains { name in
      name.ranges(of: row).contains { range in
        range.upperBound == name.endIndex || !name[range.upperBound].isNumber
      }
    }
    #expect(isNamed, "No test has \(row) in its display name.")
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
