/// A record as the service describes it.
public struct RecordView: Message {
  /// The name of the record.
  public var name: String
  /// Whether exactly one of the fields is there.
  public var isExclusive: Bool
  /// The fields, keys ascending.
  public var fields: [FieldView]

  enum CodingKeys: Int, CodingKey {
    case name = 1
    case isExclusive = 2
    case fields = 3
  }

  /// All fields, in the order of their keys.
  public init(
    name: String, isExclusive: Bool, fields: [FieldView]
  ) {
    self.name = name
    self.isExclusive = isExclusive
    self.fields = fields
  }
}

/// A field of a record.
public struct FieldView: Message {
  /// Its key on the wire.
  public var key: Int
  /// Its name in JSON.
  public var name: String
  /// What is in it: `boolean`, `integer`, `text`, `bytes`, `secret`, `time`, `text-map`, `word:NAME`, `record:NAME`
  /// or `list:` and one of these.
  public var type: String
  /// Whether it may be absent.
  public var isOptional: Bool

  enum CodingKeys: Int, CodingKey {
    case key = 1
    case name = 2
    case type = 3
    case isOptional = 4
  }

  /// All fields, in the order of their keys.
  public init(
    key: Int, name: String, type: String, isOptional: Bool
  ) {
    self.key = key
    self.name = name
    self.type = type
    self.isOptional = isOptional
  }
}

/// A set of words; more may come.
public struct VocabularyView: Message {
  /// The name of the set.
  public var name: String
  /// The words of this version.
  public var words: [String]

  enum CodingKeys: Int, CodingKey {
    case name = 1
    case words = 2
  }

  /// All fields, in the order of their keys.
  public init(
    name: String, words: [String]
  ) {
    self.name = name
    self.words = words
  }
}

/// A limit of the protocol or of the service.
public struct LimitView: Message {
  /// What is limited.
  public var name: String
  /// In bytes, milliseconds or pieces, as the name says.
  public var value: Int64

  enum CodingKeys: Int, CodingKey {
    case name = 1
    case value = 2
  }

  /// All fields, in the order of their keys.
  public init(
    name: String, value: Int64
  ) {
    self.name = name
    self.value = value
  }
}
