import LatchkeySchema
import Testing

@Suite("W3C trace contexts")
struct TraceContextTests {
  static let trace = "4bf92f3577b34da6a3ce929d0e0e4736"
  static let parent = "00f067aa0ba902b7"

  @Test(
    "A traceparent is read as W3C says, one of a later version as far as this one knows it",
    arguments: [
      ("00-\(trace)-\(parent)-01", 1), ("00-\(trace)-\(parent)-00", 0),
      ("00-\(trace)-\(parent)-ff", 255), ("01-\(trace)-\(parent)-03", 1),
      ("cc-\(trace)-\(parent)-01-what-the-future-brings", 1), ("fe-\(trace)-\(parent)-00-", 0),
    ] as [(String, UInt8)])
  func read(text: String, flags: UInt8) throws {
    let context = try TraceContext(traceparent: text)
    #expect(context.traceID == Self.trace)
    #expect(context.bytes.count == 25)
    #expect(context.bytes.last == flags)
    #expect(TraceContext(bytes: context.bytes) == context)
    let digits = (flags < 16 ? "0" : "") + String(flags, radix: 16)
    #expect(context.traceparent == "00-\(Self.trace)-\(Self.parent)-\(digits)")
  }

  @Test(
    "What is no traceparent says why, and is not repeated",
    arguments: [
      ("", .form), ("00", .form), ("00-\(trace)-\(parent)-0", .form),
      ("00-\(trace)-\(parent)-01-more", .form), ("00-\(trace)-\(parent)-01-", .form),
      ("01-\(trace)-\(parent)-01more", .form), ("00_\(trace)-\(parent)-01", .form),
      ("00-\(trace)\(parent)--01", .form), (" 00-\(trace)-\(parent)-01", .form),
      ("00-4BF92f3577b34da6a3ce929d0e0e4736-\(parent)-01", .digits),
      ("0x-\(trace)-\(parent)-01", .digits), ("00-\(trace)-00f067aa0ba902bg-01", .digits),
      ("00-\(trace)-\(parent)-1 ", .digits), ("ff-\(trace)-\(parent)-01", .version),
      ("00-00000000000000000000000000000000-\(parent)-01", .zero),
      ("00-\(trace)-0000000000000000-01", .zero),
      (String(repeating: "é", count: 100_000), .form),
    ] as [(String, TraceContextError)])
  func refused(text: String, why: TraceContextError) {
    #expect(throws: why) { try TraceContext(traceparent: text) }
    #expect(why.description.hasSuffix("."))
    #expect(text.count < 10 || !why.description.contains(text))
  }

  @Test(
    "Bytes that are none are read over",
    arguments: [
      ([], false), ([UInt8](repeating: 1, count: 24), false),
      ([UInt8](repeating: 1, count: 25), true), ([UInt8](repeating: 1, count: 26), false),
      ([UInt8](repeating: 0, count: 25), false),
      ([UInt8](repeating: 0, count: 16) + [UInt8](repeating: 1, count: 9), false),
      ([UInt8](repeating: 1, count: 16) + [UInt8](repeating: 0, count: 8) + [1], false),
      ([UInt8](repeating: 0, count: 15) + [1] + [UInt8](repeating: 0, count: 7) + [1, 0], true),
    ] as [([UInt8], Bool)])
  func bytes(bytes: [UInt8], isOne: Bool) {
    #expect((TraceContext(bytes: bytes) != nil) == isOne)
  }
}
