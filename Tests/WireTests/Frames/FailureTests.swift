import LatchkeyBase
import LatchkeyWire
import Testing

@Suite("Failures reach the other side, whatever is in them")
struct FailureTests {
  private func read(_ bytes: [UInt8]) throws(CBORError) -> CallFailure {
    try CallFailure(reading: bytes.span)
  }

  @Test("Every code and outcome comes back", arguments: StatusCode.allCases, Outcome.allCases)
  func codes(code: StatusCode, outcome: Outcome) throws {
    let failure = CallFailure(
      code: code, reason: "SOME_REASON", message: "A sentence.", details: [0xa1, 0x01, 0x02],
      retryAfterMilliseconds: 25, outcome: outcome, incident: 0x0102_0304_0506_0708)
    #expect(try self.read(cbor { failure.write(to: &$0) }) == failure)
  }

  @Test("The numbers are gRPC's")
  func numbers() {
    #expect(StatusCode.allCases.map(\.rawValue) == Array(1...16))
    #expect(StatusCode.unauthenticated.rawValue == 16)
    #expect(StatusCode.unavailable.rawValue == 14)
    #expect(Outcome.allCases.map(\.rawValue) == [0, 1, 2, 3, 4])
  }

  @Test(
    "Long messages are cut at a whole scalar",
    arguments: [
      ("x", 1_023, 1_023), ("x", 1_024, 1_024), ("x", 1_025, 1_024), ("é", 512, 1_024),
      ("é", 513, 1_024), ("xé", 400, 1_024), ("☺", 342, 1_023), ("😈", 257, 1_024),
      ("x", 100_000, 1_024),
    ])
  func messages(unit: String, count: Int, bytes: Int) throws {
    let failure = CallFailure(
      code: .internal, reason: "R", message: String(repeating: unit, count: count),
      outcome: .unknown)
    #expect(failure.message.utf8.count == min(bytes, unit.utf8.count * count))
    #expect(try self.read(cbor { failure.write(to: &$0) }) == failure)
  }

  @Test("Control characters and emoji in messages come back unchanged")
  func specialMessage() throws {
    let message = "\t\ntest with whitespace\r\nand Unicode BMP ☺ and non-BMP 😈\t\n"
    let failure = CallFailure(code: .unknown, reason: "R", message: message, outcome: .unknown)
    #expect(try self.read(cbor { failure.write(to: &$0) }).message == message)
  }

  @Test(
    "What a newer server says is still a failure",
    arguments: [
      ("a4010002617203606600", nil), ("a40118630261720360 0600", StatusCode.unknown),
      ("a401021a", nil), ("a401110261720360 0609", .unknown),
    ] as [(String, StatusCode?)])
  func unknownNumbers(hex: String, code: StatusCode?) {
    let read = try? self.read([UInt8](hex: hex.filter { $0 != " " }))
    #expect(read?.code == code)
    if let read { #expect([.unknown, .notStarted].contains(read.outcome)) }
  }

  @Test(
    "Details that are not one map are left out, the failure is not",
    arguments: [
      [0x01], [0xa1, 0x01], [0xa1, 0x01, 0x02, 0x00], [0x80], [], [0xa2, 0x02, 0x01, 0x01, 0x01],
    ] as [[UInt8]])
  func badDetails(details: [UInt8]) throws {
    let failure = CallFailure(
      code: .aborted, reason: "R", message: "", details: details, outcome: .rolledBack)
    let read = try self.read(cbor { failure.write(to: &$0) })
    #expect(read.details == nil)
    #expect(read.code == .aborted)
  }

  @Test("W4.40 an error always fits into the smallest frame that may be announced")
  func fits() {
    var details = cbor {
      $0.mapHeader(1); $0.unsigned(1); $0.bytesHeader(16_379)
    }
    details += [UInt8](repeating: 0, count: CallFailure.detailsBytesMax - details.count)
    let failure = CallFailure(
      code: .internal, reason: String(repeating: "R", count: 100),
      message: String(repeating: "m", count: 2_000), details: details,
      retryAfterMilliseconds: .max, outcome: .unknown, incident: .max)
    let bytes = cbor { failure.write(to: &$0) }
    #expect(bytes.count > CallFailure.detailsBytesMax)
    #expect(bytes.count <= WireLimits.frameBytesFloor)
  }
}
