/// A field of a record, as its property declares it.
public struct DeclaredField: Hashable, Sendable {
  /// The property's name; the field's name in JSON.
  public let name: String
  /// The type without a question mark, by its full name: `[Int64]`, `AccountReference`.
  public internal(set) var type: String
  /// Whether the field may be absent.
  public let isOptional: Bool
  /// The expression behind `=`, if there is one: what callers get who leave the field out.
  public let defaultValue: String?
  /// The documentation, line by line.
  public let documentation: [String]
  /// The key on the wire. Keys ascend in the order of declaration and leave retired ones out.
  public let key: Int
}

/// A message or a record inside one.
public struct DeclaredRecord: Hashable, Sendable {
  /// The full name: `Agents.SetPassword.Response`.
  public let name: String
  /// The documentation, line by line.
  public let documentation: [String]
  /// The fields, keys ascending.
  public internal(set) var fields: [DeclaredField]
  /// Whether exactly one of the fields is there.
  public let isExclusive: Bool
  /// Keys and names of fields that were taken out, which nothing else may get.
  public let retired: [Int: String]
}

/// How many messages go each way, by the protocol that a request conforms to.
public enum DeclaredKind: String, Hashable, Sendable {
  /// One request, one answer.
  case unary = "RequestMessage"
  /// One request, any number of answers.
  case serverStream = "ServerStreamRequest"
  /// Any number of messages each way.
  case bidirectional = "BidirectionalRequest"
}

/// A method, as its request declares it.
public struct DeclaredMethod: Hashable, Sendable {
  /// The number on the wire.
  public let number: Int
  /// The service: `Agents`.
  public let service: String
  /// The verb: `SetPassword`.
  public let verb: String
  /// How many messages go each way.
  public let kind: DeclaredKind
  /// The traits: `mutation`, `sensitive`, `fast`.
  public let traits: [String]
  /// The request.
  public internal(set) var request: DeclaredRecord
  /// The full name of the record of the answer, or of each answer.
  public internal(set) var answer: String
  /// The full name of the record of what follows the request, if anything does.
  public internal(set) var element: String?
  /// The case of the audit's action, if calls are audited.
  public let audit: String?

  /// Service and verb: `Agents.SetPassword`.
  public var name: String { "\(self.service).\(self.verb)" }
  /// The case of `Method`: `agentsSetPassword`.
  public var caseName: String { self.service.lowerCamel + self.verb }
  /// The function that handlers and clients have for it: `setPassword`.
  public var functionName: String { self.verb.lowerCamel }
  /// Whether requests and answers are coded without `Codable`, and answered without a task.
  public var isFast: Bool { self.traits.contains("fast") }
}

/// A service: methods whose numbers begin with the same hundred.
public struct DeclaredService: Hashable, Sendable {
  /// The name: `Agents`.
  public let name: String
  /// The documentation, line by line.
  public let documentation: [String]
  /// The methods, numbers ascending.
  public let methods: [DeclaredMethod]
  /// Numbers and verbs of methods that were taken out, which nothing else may get.
  public let retired: [Int: String]

  /// The property that leads to the service: `signIn`.
  public var propertyName: String { self.name.lowerCamel }
}

/// A word of a vocabulary.
public struct DeclaredWord: Hashable, Sendable {
  /// The constant: `forced`.
  public let name: String
  /// The word on the wire: `force_password_reset`.
  public let text: String
  /// The documentation, line by line.
  public let documentation: [String]
}

/// A set of words that may grow.
public struct DeclaredVocabulary: Hashable, Sendable {
  /// The name: `ContactFilter`.
  public let name: String
  /// The documentation, line by line.
  public let documentation: [String]
  /// The words, in the order in which to show them.
  public let words: [DeclaredWord]
  /// Words that were taken out, which must not come back with another meaning.
  public let retired: [String]
}

extension String {
  /// With a small first letter: `SetPassword` becomes `setPassword`.
  var lowerCamel: String { self.prefix(1).lowercased() + self.dropFirst() }
}
