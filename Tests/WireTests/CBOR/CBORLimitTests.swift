import LatchkeyWire
import Testing

@Suite("Limits hold one below, at and one above")
struct CBORLimitTests {
  @Test(
    "Integers are held by their type or refused",
    arguments: [
      ("int8", "387f", "-128"), ("int8", "3880", nil), ("int8", "187f", "127"),
      ("int8", "1880", nil),
      ("uint8", "18ff", "255"), ("uint8", "190100", nil), ("uint8", "00", "0"),
      ("uint8", "20", nil),
      ("int16", "397fff", "-32768"), ("int16", "398000", nil), ("int16", "197fff", "32767"),
      ("int16", "198000", nil), ("uint16", "19ffff", "65535"), ("uint16", "1a00010000", nil),
      ("int32", "3a7fffffff", "-2147483648"), ("int32", "3a80000000", nil),
      ("int32", "1a7fffffff", "2147483647"), ("int32", "1a80000000", nil),
      ("uint32", "1affffffff", "4294967295"), ("uint32", "1b0000000100000000", nil),
      ("int", "3b7fffffffffffffff", "-9223372036854775808"), ("int", "3b8000000000000000", nil),
      ("int", "3bffffffffffffffff", nil), ("int", "1b7fffffffffffffff", "9223372036854775807"),
      ("int", "1b8000000000000000", nil), ("int", "1bffffffffffffffff", nil),
      ("int64", "3b7fffffffffffffff", "-9223372036854775808"), ("int64", "3b8000000000000000", nil),
      ("uint", "1bffffffffffffffff", "18446744073709551615"), ("uint", "20", nil),
      ("uint64", "1bffffffffffffffff", "18446744073709551615"),
      ("uint64", "3bffffffffffffffff", nil),
    ] as [(String, String, String?)])
  func width(type: String, body: String, value: String?) throws {
    switch type {
    case "int8": try self.expect(Int8.self, body, value)
    case "int16": try self.expect(Int16.self, body, value)
    case "int32": try self.expect(Int32.self, body, value)
    case "int64": try self.expect(Int64.self, body, value)
    case "int": try self.expect(Int.self, body, value)
    case "uint8": try self.expect(UInt8.self, body, value)
    case "uint16": try self.expect(UInt16.self, body, value)
    case "uint32": try self.expect(UInt32.self, body, value)
    case "uint64": try self.expect(UInt64.self, body, value)
    case "uint": try self.expect(UInt.self, body, value)
    default: Issue.record("No integer is called \(type).")
    }
  }

  private func expect<T: FixedWidthInteger & Codable>(
    _ type: T.Type, _ body: String, _ value: String?
  ) throws {
    // An array of UInt8 would be a byte string, one of optionals is not.
    // Alone, as an item of an array, and as a member: three ways through the coder.
    for (prefix, offset) in [("", 0), ("81", 1), ("a10c", 2)] {
      let input = bytes(prefix + body)
      let decoder = CBORDecoder()
      do throws(CBORError) {
        let decoded: T? =
          switch offset {
          case 0: try decoder.decode(type, from: input)
          case 1: try decoder.decode([T?].self, from: input).first.flatMap(\.self)
          default: try decoder.decode([Int: T].self, from: input)[12]
          }
        #expect(decoded.map { "\($0)" } == value)
        if let decoded { #expect(hex(try CBOREncoder().encode(decoded)) == body) }
      } catch {
        #expect(value == nil)
        #expect(error.kind == .outOfRange)
        #expect(error.offset == offset)
      }
    }
  }

  @Test(
    "Keys of a dictionary fit Int or are refused",
    arguments: [
      ("a11b7fffffffffffffff00", nil), ("a11b800000000000000000", .outOfRange),
      ("a13b7fffffffffffffff00", nil), ("a13b800000000000000000", .outOfRange),
    ] as [(String, CBORError.Kind?)])
  func integerKeys(body: String, kind: CBORError.Kind?) {
    let error = refusal { () throws(CBORError) in
      _ = try CBORDecoder().decode([Int: Int].self, from: bytes(body))
    }
    #expect(error?.kind == kind)
  }

  @Test(
    "An item may be as long as the limit",
    arguments: [(-1, nil), (0, nil), (1, .tooLong)]
      as [(Int, CBORError.Kind?)])
  func length(excess: Int, kind: CBORError.Kind?) {
    let content = [UInt8](repeating: 7, count: 1_048_576 - 5 + excess)
    var writer = CBORWriter()
    writer.bytes(content)
    #expect(writer.output.count == 1_048_576 + excess)
    let error = refusal { () throws(CBORError) in
      #expect(try CBORDecoder().decode([UInt8].self, from: writer.output) == content)
    }
    #expect(error?.kind == kind)
  }

  @Test("Depth may be as great as the limit", arguments: [0, 1, 2, 15, 16])
  func depth(limit: Int) {
    let limits = CBORLimits(depthMax: limit)
    for (depth, kind) in [(limit - 1, nil), (limit, nil), (limit + 1, .tooDeep)]
      as [(Int, CBORError.Kind?)]
    where depth >= 0 {
      let arrays = [UInt8](repeating: 0x81, count: depth) + [0]
      let error = refusal { () throws(CBORError) in
        _ = try CBORItem(decoding: arrays, limits: limits)
      }
      #expect(error?.kind == kind, "\(depth) of \(limit)")
    }
  }

  @Test("Types nest 16 deep both ways, and not 17", arguments: [1, 2, 15, 16, 17, 18, 500])
  func types(depth: Int) throws {
    let input = bytes(String(repeating: "a101", count: depth - 1) + "a0")
    let chain = Chain.links(depth)
    do throws(CBORError) {
      let encoded = try CBOREncoder().encode(chain)
      #expect(depth <= 16)
      #expect(encoded == input)
      var decoded: Chain? = try CBORDecoder().decode(Chain.self, from: encoded)
      var links = 0
      while let link = decoded {
        links += 1
        decoded = link.next
      }
      #expect(links == depth)
    } catch {
      #expect(depth > 16)
      #expect(error.kind == .tooDeep)
      #expect(
        refusal { () throws(CBORError) in
          _ = try CBORDecoder().decode(Chain.self, from: input)
        }?.kind == .tooDeep)
    }
  }

  @Test("A declared count is compared with the bytes that are left", arguments: [0, 1, 2, 100])
  func counts(count: Int) {
    for (missing, isAdmitted) in [(0, true), (1, false)] where count >= missing {
      var array = CBORWriter()
      array.arrayHeader(count)
      var map = CBORWriter()
      map.mapHeader(count)
      var text = CBORWriter()
      text.bytesHeader(count)
      for index in 0..<(count - missing) {
        array.null()
        map.unsigned(UInt64(index))
        map.null()
        text.output.append(0x61)
      }
      for writer in [array, map, text] {
        let error = refusal { () throws(CBORError) in
          _ = try CBORItem(decoding: writer.output)
        }
        #expect(error?.kind == (isAdmitted ? nil : .truncated))
      }
    }
  }
}
