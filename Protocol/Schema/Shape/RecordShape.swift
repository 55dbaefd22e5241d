/// A record as the schema text shows it: what its type reads when it is decoded.
///
/// Taken from the type itself by a decoder that watches, so there is no second list of fields.
public struct RecordShape: Hashable, Sendable {
  /// Name of the type, without the module: `Agents.SetPassword`.
  public let name: String
  /// The fields, keys ascending.
  public let fields: [FieldShape]
  /// Whether exactly one of the fields is there.
  public let isExclusive: Bool

  /// The name of a message's record.
  ///
  /// - Parameter type: The type of the message.
  /// - Returns: Its name without the module.
  public static func name(of type: any Message.Type) -> String { ShapeProbe.name(of: type) }
}

/// A field of a record.
public struct FieldShape: Hashable, Sendable {
  /// Its key on the wire, from 1.
  public let key: Int
  /// Its name in formats that people read.
  public let name: String
  /// What is in it.
  public let value: ValueShape
  /// Whether it may be absent.
  public let isOptional: Bool
}

/// What a field holds.
public indirect enum ValueShape: Hashable, Sendable {
  /// True or false.
  case boolean
  /// A whole number of 64 bits with a sign.
  case integer
  /// UTF-8 text.
  case text
  /// Bytes that mean nothing to the service.
  case bytes
  /// Bytes that must not be seen.
  case secret
  /// Milliseconds since 1970.
  case time
  /// A word of a vocabulary.
  case word(VocabularyShape)
  /// A record.
  case record(String)
  /// Any number of one kind.
  case list(ValueShape)
  /// Texts by text.
  case textMap
}

extension ValueShape {
  /// The shape as descriptions of the schema write it, for programs: `list:record:AgentDetails`.
  public var notation: String {
    switch self {
    case .boolean: "boolean"
    case .integer: "integer"
    case .text: "text"
    case .bytes: "bytes"
    case .secret: "secret"
    case .time: "time"
    case .word(let vocabulary): "word:\(vocabulary.name)"
    case .record(let name): "record:\(name)"
    case .list(let element): "list:\(element.notation)"
    case .textMap: "text-map"
    }
  }
}

/// A vocabulary by name, with the words of this version.
public struct VocabularyShape: Hashable, Sendable {
  /// Name of the type.
  public let name: String
  /// The words, in the order in which to show them.
  public let words: [String]
}

/// The shapes of all messages of this version.
public struct SchemaShape: Sendable {
  /// Every record, those of the methods first by number, then what they hold, by name.
  public let records: [RecordShape]

  /// Looks at every message there is.
  ///
  /// - Throws: `DecodingError` if a message uses something that has no place on the wire.
  public init() throws {
    let probe = ShapeProbe()
    for method in Method.allCases {
      let declaration = method.declaration
      _ = try probe.sample(declaration.request)
      _ = try probe.sample(declaration.response)
      if let element = declaration.element { _ = try probe.sample(element) }
    }
    _ = try probe.sample(FailureDetails.self)
    self.records = probe.records.values.sorted { $0.name < $1.name }
  }

  /// Finds a record.
  ///
  /// - Parameter type: The type of the message.
  /// - Returns: Its shape, if any method uses it.
  public func record(of type: any Message.Type) -> RecordShape? {
    let name = ShapeProbe.name(of: type)
    return self.records.first { $0.name == name }
  }

  /// Makes an example of a message: every optional field set, lists with one entry.
  ///
  /// - Parameter type: The type of the message.
  /// - Returns: Always the same example.
  /// - Throws: `DecodingError` if the message uses something that has no place on the wire.
  public static func sample<M: Message>(_ type: M.Type) throws -> M {
    try ShapeProbe().sample(type)
  }
}
