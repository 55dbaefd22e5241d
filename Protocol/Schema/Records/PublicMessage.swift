/// A sentence to show to the person as it is.
public struct PublicMessage: Message {
  /// The sentence.
  public var message: String
}
