/// A request, a response, or a record inside one: a map with integer keys on the wire.
///
/// Keys ascend in the order of declaration and are never used again for anything else. A key that a
/// reader does not know is ignored, so a field may be added as long as it is optional.
public protocol Message: Codable, Equatable, Sendable {}

/// What a caller sends. Its type decides the method and the type of the answer.
///
/// The session of the person on whose behalf the call is made is not part of any message: it travels
/// beside the body, as the `actor` of the call.
public protocol RequestMessage: Message {
  /// What comes back when the call succeeds.
  associatedtype Response: Message
  /// The method that takes this request.
  static var method: Method { get }
}

/// A request that is answered by any number of messages, each a `Response`.
public protocol ServerStreamRequest: RequestMessage {}

/// A request behind which the caller sends any number of messages, and which is answered by any
/// number of messages, each a `Response`.
public protocol BidirectionalRequest: RequestMessage {
  /// What the caller sends after the request.
  associatedtype Element: Message
}

/// How many messages go each way.
public enum CallKind: String, CaseIterable, Sendable {
  /// One request, one answer.
  case unary
  /// One request, any number of answers.
  case serverStream = "server stream"
  /// Any number of messages, one answer.
  case clientStream = "client stream"
  /// Any number of messages each way.
  case bidirectional
}

/// A record of which exactly one field is there, so that a description of the schema can say so.
public protocol ExclusiveFields {}

/// A message without fields, for now: an empty map.
public protocol EmptyMessage: Message {
  /// The message.
  static var empty: Self { get }
}

extension EmptyMessage {
  /// Nothing to say.
  public init() { self = .empty }

  /// Reads a map and nothing in it.
  ///
  /// - Parameter decoder: Where the map is.
  /// - Throws: `DecodingError` if there is no map.
  public init(from decoder: any Decoder) throws {
    _ = try decoder.container(keyedBy: NoFields.self)
    self = .empty
  }

  /// Writes an empty map.
  ///
  /// - Parameter encoder: Where to write it.
  /// - Throws: What the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    _ = encoder.container(keyedBy: NoFields.self)
  }
}

private enum NoFields: CodingKey {}

/// What a caller may ask of lists.
public enum PageLimit {
  /// Most entries on one page: with the longest names and addresses they still fit into one message
  /// of 1 MiB.
  public static let max = 200
}
