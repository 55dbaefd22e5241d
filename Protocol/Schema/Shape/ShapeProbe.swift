import LatchkeyBase

/// Decodes types from nothing, and notes what they ask for.
///
/// Not for values from outside: it is driven by our own types only.
final class ShapeProbe {
  /// Fixed, so that examples stay the same: 2026-01-01 00:00 UTC.
  static let sampleTime = Timestamp(milliseconds: 1_767_225_600_000)

  var records: [String: RecordShape] = [:]

  static func name(of type: Any.Type) -> String {
    let full = String(reflecting: type)
    guard let dot = full.firstIndex(of: ".") else { return full }
    return String(full[full.index(after: dot)...])
  }

  func sample<M: Message>(_ type: M.Type) throws -> M {
    try self.value(type, field: "", key: 1).value
  }

  /// Makes a value up and says what it is.
  func value<T: Decodable>(
    _ type: T.Type, field: String, key: Int
  ) throws -> (shape: ValueShape, value: T) {
    if let known = self.plain(type, field: field, key: key) { return known }
    if let words = type as? any Vocabulary.Type {
      let (shape, word) = Self.word(of: words)
      if let word = word as? T { return (shape, word) }
    }
    guard type is any ExclusiveFields.Type else {
      let frame = ShapeFrame(type)
      let value = try T(from: ShapeDecoder(probe: self, frame: frame))
      return (self.close(frame), value)
    }
    // One pass for each field: only one at a time may be there.
    let frame = ShapeFrame(type)
    frame.onlyOptional = 0
    let value = try T(from: ShapeDecoder(probe: self, frame: frame))
    for only in 1..<max(1, frame.optionalsSeen) {
      frame.onlyOptional = only
      frame.optionalsSeen = 0
      _ = try T(from: ShapeDecoder(probe: self, frame: frame))
    }
    return (self.close(frame), value)
  }

  private func plain<T>(
    _ type: T.Type, field: String, key: Int
  ) -> (shape: ValueShape, value: T)? {
    func known<V>(_ shape: ValueShape, _ value: V) -> (shape: ValueShape, value: T)? {
      (value as? T).map { (shape, $0) }
    }
    if type == Bool.self { return known(.boolean, true) }
    if type == Int.self { return known(.integer, key) }
    if type == Int64.self { return known(.integer, Int64(key)) }
    if type == String.self { return known(.text, field) }
    if type == [UInt8].self { return known(.bytes, [UInt8(truncatingIfNeeded: key)]) }
    if type == Secret.self { return known(.secret, Secret("secret of \(field)")) }
    if type == Timestamp.self { return known(.time, Self.sampleTime) }
    if type == [String: String].self { return known(.textMap, ["name": "value"]) }
    return nil
  }

  private static func word<V: Vocabulary>(of type: V.Type) -> (ValueShape, V?) {
    let shape = VocabularyShape(name: Self.name(of: type), words: V.known.map(\.rawValue))
    return (.word(shape), V.known.first)
  }

  private func close(_ frame: ShapeFrame) -> ValueShape {
    if let element = frame.element { return .list(element) }
    let fields = frame.fields.values.sorted { $0.key < $1.key }
    self.records[frame.name] = RecordShape(
      name: frame.name, fields: fields, isExclusive: frame.onlyOptional != nil)
    return .record(frame.name)
  }
}

/// What one type asked for so far.
final class ShapeFrame {
  let name: String
  var fields: [Int: FieldShape] = [:]
  var element: ValueShape?
  /// Set: of the optional fields only the one at this position is there.
  var onlyOptional: Int?
  var optionalsSeen = 0

  init(_ type: Any.Type) {
    self.name = ShapeProbe.name(of: type)
  }
}
