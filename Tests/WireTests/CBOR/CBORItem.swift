import LatchkeyWire

/// Any item of the profile, read and written by hand: what the typed coders are compared with.
indirect enum CBORItem: Hashable, Sendable {
  struct Entry: Hashable, Sendable {
    var key: CBORItem
    var value: CBORItem
  }

  case integer(Int128)
  case bytes([UInt8])
  case text(String)
  case array([CBORItem])
  case map([Entry])
  case bool(Bool)
  case null

  /// Checks and reads exactly one item.
  init(decoding bytes: [UInt8], limits: CBORLimits = .init()) throws(CBORError) {
    self = try CBORReader.reading(bytes.span) { (reader) throws(CBORError) in
      var check = reader
      try check.expectItem(limits)
      // Depth is bounded by now, so this may recurse.
      return try CBORItem(from: &reader)
    }
  }

  private init(from reader: inout CBORReader) throws(CBORError) {
    switch try reader.peekKind() {
    case nil: throw CBORError(.truncated, at: reader.offset)
    case .unsigned, .negative: self = .integer(try reader.readFixedWidth(Int128.self))
    case .bytes: self = .bytes(reader.copy(try reader.readBytes()))
    case .text: self = .text(try reader.readText())
    case .bool: self = .bool(try reader.readBool())
    case .null:
      try reader.readNull()
      self = .null
    case .array:
      var items: [CBORItem] = []
      for _ in 0..<(try reader.readArrayHeader()) { items.append(try CBORItem(from: &reader)) }
      self = .array(items)
    case .map:
      var map = try reader.readMap()
      var entries: [Entry] = []
      while let key = try map.nextKey(from: &reader) {
        let item: CBORItem =
          switch key {
          case .unsigned(let value): .integer(Int128(value))
          case .negative(let value): .integer(-1 - Int128(value))
          case .text(let range): .text(String(decoding: reader.copy(range), as: UTF8.self))
          }
        entries.append(Entry(key: item, value: try CBORItem(from: &reader)))
      }
      self = .map(entries)
    }
  }

  /// The one encoding; entries are written in the order they have.
  var encoded: [UInt8] {
    var writer = CBORWriter()
    self.write(to: &writer)
    return writer.output
  }

  private func write(to writer: inout CBORWriter) {
    switch self {
    case .integer(let value) where value < 0: writer.negative(UInt64(-1 - value))
    case .integer(let value): writer.unsigned(UInt64(value))
    case .bytes(let value): writer.bytes(value)
    case .text(let value): writer.text(value)
    case .bool(let value): writer.bool(value)
    case .null: writer.null()
    case .array(let items):
      writer.arrayHeader(items.count)
      for item in items { item.write(to: &writer) }
    case .map(let entries):
      writer.mapHeader(entries.count)
      for entry in entries {
        entry.key.write(to: &writer)
        entry.value.write(to: &writer)
      }
    }
  }
}

extension CBORItem: CustomStringConvertible {
  /// Diagnostic notation as the vectors write it: RFC 8949, section 8.
  var description: String {
    switch self {
    case .integer(let value): return String(value)
    case .bytes(let value): return "h'\(hex(value))'"
    case .text(let value): return Self.quoted(value)
    case .bool(let value): return String(value)
    case .null: return "null"
    case .array(let items): return "[\(items.map(\.description).joined(separator: ", "))]"
    case .map(let entries):
      let texts = entries.map { "\($0.key): \($0.value)" }
      return "{\(texts.joined(separator: ", "))}"
    }
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": result += "\\" + String(scalar)
      case "\0"..<" ":
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}

/// Lower-case hexadecimal digits.
func hex(_ bytes: [UInt8]) -> String {
  let digits = Array("0123456789abcdef")
  return String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
}

/// Bytes of hexadecimal digits; spaces are for reading.
func bytes(_ hex: String) -> [UInt8] {
  let digits = hex.filter { $0 != " " }.compactMap(\.hexDigitValue)
  return stride(from: 0, to: digits.count - 1, by: 2).map {
    UInt8(digits[$0] << 4 | digits[$0 + 1])
  }
}

/// The error that a closure throws, nil if it throws none.
func refusal(_ body: () throws(CBORError) -> Void) -> CBORError? {
  do throws(CBORError) {
    try body()
    return nil
  } catch {
    return error
  }
}
