/// What stands as the keys of a map.
enum CBORKeyStyle {
  /// Members of a type: their numbers.
  case members
  /// Entries of a dictionary: text.
  case text
  /// Entries of a dictionary keyed by `Int`: integers.
  case integers

  /// The style for a container that a type asked for.
  ///
  /// The standard library keys every dictionary by one private type with values that look alike for
  /// `"5"` and 5, so the type that is being coded decides.
  init<Key: CodingKey>(keyedBy key: Key.Type, subject: Any.Type) {
    if ObjectIdentifier(key) != DictionaryKeyProbe.key {
      self = .members
    } else if subject is any CBORIntegerKeyed.Type {
      self = .integers
    } else {
      self = .text
    }
  }

  /// What an error's path may call an entry: keys of dictionaries come from outside.
  func name(of key: some CodingKey) -> String {
    switch self {
    case .members: key.stringValue
    case .text, .integers: "*"
    }
  }
}

/// Collections that have another order in each process.
///
/// As arrays they would have many forms. Dictionaries are arrays only with keys that are neither
/// text nor `Int`.
protocol CBORUnordered {}

extension Dictionary: CBORUnordered {}
extension Set: CBORUnordered {}

/// Dictionaries with integers as keys on the wire.
protocol CBORIntegerKeyed {}

extension Dictionary: CBORIntegerKeyed where Key == Int {}

/// Asks the standard library, once, by which type it keys dictionaries.
private struct DictionaryKeyProbe: Encoder {
  private final class Answer {
    var key: ObjectIdentifier?
  }

  /// The coding key of dictionaries.
  static let key: ObjectIdentifier = {
    let probe = DictionaryKeyProbe()
    // Nothing is written through the probe, so there is nothing to fail at.
    try? [String: Bool]().encode(to: probe)
    return probe.answer.key ?? ObjectIdentifier(Answer.self)
  }()

  private let answer = Answer()
  private let elsewhere = CBORItemEncoder(state: CBOREncodingState(userInfo: [:]))

  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    self.answer.key = ObjectIdentifier(type)
    return KeyedEncodingContainer(
      CBORKeyedEncoding(state: self.elsewhere.state, handle: .closed, style: .members))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer { self.elsewhere.unkeyedContainer() }
  func singleValueContainer() -> any SingleValueEncodingContainer { self.elsewhere }
}
