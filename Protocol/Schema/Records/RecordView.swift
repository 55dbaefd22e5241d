/// A record as the service describes it.
public struct RecordView: Message {
  /// The name of the record.
  public var name: String
  /// Whether exactly one of the fields is there.
  public var isExclusive: Bool
  /// The fields, keys ascending.
  public var fields: [FieldView]
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
}

/// A set of words; more may come.
public struct VocabularyView: Message {
  /// The name of the set.
  public var name: String
  /// The words of this version.
  public var words: [String]
}

/// A limit of the protocol or of the service.
public struct LimitView: Message {
  /// What is limited.
  public var name: String
  /// In bytes, milliseconds or pieces, as the name says.
  public var value: Int64
}
