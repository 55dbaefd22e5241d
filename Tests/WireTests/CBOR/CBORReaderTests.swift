import LatchkeyWire
import Testing

@Suite("Envelopes are read and written by hand")
struct CBORReaderTests {
  @Test(
    "Every kind is read as itself and refused as any other",
    arguments: [
      "1864", "3863", "43010203", "63616263", "820102", "a10102", "f4", "f5", "f6",
    ])
  func kinds(body: String) {
    let reads: [(CBORReader.ItemKind, (inout CBORReader) throws(CBORError) -> Void)] = [
      (.unsigned, { (reader) throws(CBORError) in #expect(try reader.readUnsigned() == 100) }),
      (
        .negative,
        { (reader) throws(CBORError) in
          let value = try reader.readInteger()
          #expect(value == (body == "1864" ? 100 : -100))
        }
      ),
      (.bytes, { (reader) throws(CBORError) in #expect(try reader.readBytes() == 1..<4) }),
      (.text, { (reader) throws(CBORError) in #expect(try reader.readText() == "abc") }),
      (.array, { (reader) throws(CBORError) in #expect(try reader.readArrayHeader() == 2) }),
      (.map, { (reader) throws(CBORError) in #expect(try reader.readMapHeader() == 1) }),
      (.bool, { (reader) throws(CBORError) in #expect(try reader.readBool() == (body == "f5")) }),
      (.null, { (reader) throws(CBORError) in try reader.readNull() }),
    ]
    for (kind, read) in reads {
      let error = refusal { () throws(CBORError) in
        try CBORReader.reading(bytes(body).span) { (reader) throws(CBORError) in
          let actual = try reader.peekKind()
          do throws(CBORError) {
            try read(&reader)
            #expect(actual == kind || (actual == .unsigned && kind == .negative))
          } catch {
            #expect(actual != kind)
            throw error
          }
        }
      }
      if let error { #expect([.typeMismatch, .outOfRange].contains(error.kind)) }
    }
  }

  @Test("A reader of part of an array counts from there and ends there")
  func slice() throws {
    let whole = bytes("ffff 8201 6161 ffff")
    try CBORReader.reading(whole.span.extracting(2..<6)) { (reader) throws(CBORError) in
      #expect(try reader.readArrayHeader() == 2)
      #expect(try reader.readUnsigned() == 1)
      #expect(try reader.readTextRange() == 3..<4)
      #expect(reader.remaining == 0)
      #expect(try reader.peekKind() == nil)
      try reader.expectEnd()
    }
    let decoded = try CBORDecoder().decode([Int].self, from: bytes("ff 820102 ff")[1..<4])
    #expect(decoded == [1, 2])
  }

  @Test(
    "Keys are handed out in order, and only in order",
    arguments: [
      ("a4 0a00 20f6 6160f6 626161f6", nil), ("a2 0a00 0a00", .duplicateKey),
      ("a2 0b00 0a00", .keyOrder), ("a2 2000 0000", .keyOrder), ("a2 616200 616100", .keyOrder),
      ("a2 4000 4100", .keyType), ("a2 0100 18", .truncated),
    ] as [(String, CBORError.Kind?)])
  func keys(body: String, kind: CBORError.Kind?) {
    let error = refusal { () throws(CBORError) in
      try CBORReader.reading(bytes(body).span) { (reader) throws(CBORError) in
        var map = try reader.readMap()
        var count = 0
        while let key = try map.nextKey(from: &reader) {
          if count == 0, kind == nil { #expect(key == .unsigned(10)) }
          if count == 1, kind == nil { #expect(key == .negative(0)) }
          if count == 2, kind == nil { #expect(key == .text(6..<7)) }
          try reader.skip(levels: 15)
          count += 1
        }
        #expect(count == map.count)
        try reader.expectEnd()
      }
    }
    #expect(error?.kind == kind)
  }

  @Test("Skipping allows as many levels as it is told", arguments: [0, 1, 15, 16])
  func skip(levels: Int) {
    for depth in [levels, levels + 1] {
      let error = refusal { () throws(CBORError) in
        let input = [UInt8](repeating: 0x81, count: depth) + [0]
        try CBORReader.reading(input.span) { (reader) throws(CBORError) in
          try reader.skip(levels: levels)
          try reader.expectEnd()
        }
      }
      #expect(error?.kind == (depth > levels ? .tooDeep : nil))
    }
  }

  @Test("A writer goes on behind what is there")
  func writer() {
    var writer = CBORWriter(appendingTo: [0xaa])
    writer.mapHeader(3)
    writer.unsigned(24)
    writer.integer(-256)
    writer.integer(.min)
    writer.text("ü")
    writer.negative(.max)
    writer.bytes(bytes("00010203")[1...2])
    writer.arrayHeader(1)
    writer.bytes([UInt8]([9]).span)
    writer.raw(bytes("f5"))
    writer.bool(false)
    writer.null()
    #expect(
      hex(writer.output)
        == "aaa3181838ff3b7fffffffffffffff62c3bc3bffffffffffffffff420102814109f5f4f6")
  }

  @Test("Output grows over any number of borders without losing a byte")
  func growth() {
    var writer = CBORWriter()
    var expected: [UInt8] = []
    for index in 0..<5_000 {
      let content = [UInt8](repeating: UInt8(index & 0xff), count: index % 23)
      writer.bytes(content)
      expected += [0x40 | UInt8(content.count)] + content
    }
    #expect(writer.output == expected)
  }
}
