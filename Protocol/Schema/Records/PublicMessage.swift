/// A sentence to show to the person as it is.
public struct PublicMessage: Message {
  /// The sentence.
  public var message: String

  enum CodingKeys: Int, CodingKey {
    case message = 1
  }

  /// All fields, in the order of their keys.
  public init(message: String) {
    self.message = message
  }
}
