/// A set of words that may grow.
///
/// A struct and not an enum: a word that only a newer peer knows still decodes, so that it can be
/// shown, stored or refused by name. Compare ``known`` before acting on one from outside.
public protocol Vocabulary: RawRepresentable<String>, Codable, Hashable, Sendable,
  CustomStringConvertible
{
  /// Every word of this version, in the order in which to show them.
  static var known: [Self] { get }
  /// Takes a word as it is on the wire.
  ///
  /// - Parameter rawValue: Any word.
  init(rawValue: String)
}

extension Vocabulary {
  /// Whether this version knows the word.
  public var isKnown: Bool { Self.known.contains(self) }
  /// The word as it is on the wire.
  public var description: String { self.rawValue }
}
