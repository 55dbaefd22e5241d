import LatchkeySchema
import Testing

@Suite("Names of the numbers that the service tells")
struct GaugeNameTests {
  @Test("A name is one for collectors, and says what it counts", arguments: GaugeName.allCases)
  func names(name: GaugeName) {
    #expect(name.rawValue.allSatisfy { $0.isLowercase && $0.isASCII || $0 == "_" })
    #expect(!name.summary.isEmpty && !name.summary.contains("\n"))
  }

  @Test("Names are frozen")
  func frozen() throws {
    let names = Set(GaugeName.allCases.map(\.rawValue))
    let frozen = Set(try MethodTests.locked("name").filter { $0[1] == "gauge" }.map { $0[2] })
    #expect(names == frozen)
    #expect(frozen.count >= 25)
  }
}
