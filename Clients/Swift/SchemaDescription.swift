public import LatchkeySchema
internal import LatchkeyWire

/// What a service says of its messages, as a codec for them.
///
/// The description comes from outside: whatever it says, writing and reading end, and errors name a
/// field.
public struct SchemaDescription: Sendable {
  /// Levels of nesting at most, as on the wire.
  private static let levelsMax = 16

  private let records: [String: RecordView]

  /// A codec for the records of an answer.
  ///
  /// - Parameter answer: What the service said.
  public init(_ answer: Server.Describe.Response) {
    self.records = Dictionary(
      answer.records.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The bytes of a message.
  ///
  /// - Parameters:
  ///   - value: A record; its fields by name.
  ///   - record: The name of the record.
  /// - Returns: What goes onto the wire.
  /// - Throws: ``DescriptionError`` if the value has another form.
  public func encode(
    _ value: DescribedValue, as record: String
  ) throws(DescriptionError) -> [UInt8] {
    var writer = CBORWriter()
    try self.write(value, "record:" + record, "The request", levels: 0, to: &writer)
    return writer.output
  }

  /// The value in the bytes of a message. Fields that the description does not have are left out.
  ///
  /// - Parameters:
  ///   - bytes: What came.
  ///   - record: The name of the record.
  /// - Returns: A record.
  /// - Throws: ``DescriptionError`` if the bytes have another form.
  public func decode(
    _ bytes: [UInt8], as record: String
  ) throws(DescriptionError) -> DescribedValue {
    do throws(CBORError) {
      return try CBORReader.reading(bytes.span) { (reader) throws(CBORError) in
        let value = try self.read("record:" + record, levels: 0, from: &reader)
        try reader.expectEnd()
        return value
      }
    } catch {
      throw DescriptionError("The answer is not what the service described: \(error).")
    }
  }
}

// MARK: - Writing

extension SchemaDescription {
  private func write(
    _ value: DescribedValue, _ type: String, _ path: String, levels: Int,
    to writer: inout CBORWriter
  ) throws(DescriptionError) {
    guard levels <= Self.levelsMax else { throw DescriptionError("\(path) is nested too deep.") }
    let (kind, rest) = Self.split(type)
    switch (kind, value) {
    case ("boolean", .boolean(let value)): writer.bool(value)
    case ("integer", .integer(let value)), ("time", .integer(let value)): writer.integer(value)
    case ("text", .text(let text)), ("word", .text(let text)): writer.text(text)
    case ("secret", .text(let text)): writer.bytes(Array(text.utf8))
    case ("bytes", .list(let items)): writer.bytes(try Self.bytes(items, path))
    case ("list", .list(let items)):
      writer.arrayHeader(items.count)
      for (index, item) in items.enumerated() {
        try self.write(item, rest, "\(path)[\(index)]", levels: levels + 1, to: &writer)
      }
    case ("text-map", .record(let texts)): try Self.writeMap(texts, path, to: &writer)
    case ("record", .record(let fields)):
      guard let record = self.records[rest] else {
        throw DescriptionError("The service does not describe \(rest).")
      }
      try self.write(fields, record, path, levels: levels, to: &writer)
    default: throw DescriptionError("\(path) is of another type: \(type) is due.")
    }
  }

  private func write(
    _ fields: [String: DescribedValue], _ record: RecordView, _ path: String, levels: Int,
    to writer: inout CBORWriter
  ) throws(DescriptionError) {
    let known = Set(record.fields.map(\.name))
    if let stray = fields.keys.filter({ !known.contains($0) }).min() {
      throw DescriptionError("\(path) has no field \(stray).")
    }
    // Keys from 0 up ascend as numbers do on the wire.
    let present = record.fields.sorted { $0.key < $1.key }
      .filter { fields[$0.name].map { $0 != .null } ?? false }
    for field in record.fields where !field.isOptional {
      guard present.contains(where: { $0.key == field.key }) else {
        throw DescriptionError("\(Self.join(path, field.name)) is missing.")
      }
    }
    if record.isExclusive, present.count != 1 {
      let names = record.fields.map(\.name).joined(separator: ", ")
      throw DescriptionError("\(path) has exactly one of: \(names).")
    }
    writer.mapHeader(present.count)
    for field in present {
      writer.integer(Int64(field.key))
      try self.write(
        fields[field.name] ?? .null, field.type, Self.join(path, field.name), levels: levels + 1,
        to: &writer)
    }
  }

  private static func writeMap(
    _ texts: [String: DescribedValue], _ path: String, to writer: inout CBORWriter
  ) throws(DescriptionError) {
    // Bytewise by their encodings: the shorter first, then by their bytes.
    let keys = texts.keys.sorted { left, right in
      let (left, right) = (Array(left.utf8), Array(right.utf8))
      return left.count == right.count
        ? left.lexicographicallyPrecedes(right) : left.count < right.count
    }
    writer.mapHeader(keys.count)
    for key in keys {
      guard case .text(let text)? = texts[key] else {
        throw DescriptionError("\(join(path, key)) is of another type: text is due.")
      }
      writer.text(key)
      writer.text(text)
    }
  }

  private static func bytes(
    _ items: [DescribedValue], _ path: String
  ) throws(DescriptionError) -> [UInt8] {
    var bytes: [UInt8] = []
    for item in items {
      guard case .integer(let number) = item, let byte = UInt8(exactly: number) else {
        throw DescriptionError("\(path) has something that is no byte.")
      }
      bytes.append(byte)
    }
    return bytes
  }

  private static func join(_ path: String, _ name: String) -> String {
    path == "The request" ? name : "\(path).\(name)"
  }

  /// `list:record:Name` is `list` of `record:Name`.
  private static func split(_ type: String) -> (kind: String, rest: String) {
    let kind = type.prefix { $0 != ":" }
    return (String(kind), String(type.dropFirst(kind.count + 1)))
  }
}

// MARK: - Reading

extension SchemaDescription {
  private func read(
    _ type: String, levels: Int, from reader: inout CBORReader
  ) throws(CBORError) -> DescribedValue {
    let start = reader.offset
    guard levels <= Self.levelsMax else { throw CBORError(.tooDeep, at: start) }
    let (kind, rest) = Self.split(type)
    switch kind {
    case "boolean": return .boolean(try reader.readBool())
    case "integer", "time": return .integer(try reader.readInteger())
    case "text", "word": return .text(try reader.readText())
    case "secret":
      return .text(String(decoding: reader.copy(try reader.readBytes()), as: UTF8.self))
    case "bytes":
      return .list(reader.copy(try reader.readBytes()).map { .integer(Int64($0)) })
    case "list":
      var items: [DescribedValue] = []
      for _ in 0..<(try reader.readArrayHeader()) {
        items.append(try self.read(rest, levels: levels + 1, from: &reader))
      }
      return .list(items)
    case "text-map": return .record(try Self.readMap(from: &reader))
    case "record":
      guard let record = self.records[rest] else { throw CBORError(.invalidValue, at: start) }
      return .record(try self.read(record, levels: levels, from: &reader))
    default: throw CBORError(.invalidValue, at: start)
    }
  }

  private func read(
    _ record: RecordView, levels: Int, from reader: inout CBORReader
  ) throws(CBORError) -> [String: DescribedValue] {
    var fields: [String: DescribedValue] = [:]
    var map = try reader.readMap()
    while let key = try map.nextKey(from: &reader) {
      switch key {
      case .unsigned(let number):
        guard let field = record.fields.first(where: { Int64($0.key) == Int64(clamping: number) })
        else {
          try reader.skip(levels: Self.levelsMax - levels)
          continue
        }
        fields[field.name] = try self.read(field.type, levels: levels + 1, from: &reader)
      case .negative: throw CBORError(.unknownCriticalKey, at: map.keyOffset)
      case .text: throw CBORError(.unknownTextKey, at: map.keyOffset)
      }
    }
    return fields
  }

  private static func readMap(
    from reader: inout CBORReader
  ) throws(CBORError) -> [String: DescribedValue] {
    var texts: [String: DescribedValue] = [:]
    var map = try reader.readMap()
    while let key = try map.nextKey(from: &reader) {
      guard case .text(let range) = key else { throw CBORError(.keyType, at: map.keyOffset) }
      texts[String(decoding: reader.copy(range), as: UTF8.self)] = .text(try reader.readText())
    }
    return texts
  }
}
