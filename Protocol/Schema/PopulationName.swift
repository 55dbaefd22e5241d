public import LatchkeyBase

/// A ``Population`` by its word, as messages hold it: a word that only a newer peer knows still decodes.
public struct PopulationName: Vocabulary {
  /// A customer.
  public static let contact = Self(.contact)
  /// A member of staff.
  public static let agent = Self(.agent)

  /// Every word of this version.
  public static let known = Population.allCases.map { Self($0) }

  /// The word on the wire.
  public let rawValue: String

  /// Takes a word as it is on the wire.
  ///
  /// - Parameter rawValue: Any word.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// The word of a population.
  ///
  /// - Parameter population: Which one.
  public init(_ population: Population) {
    self.init(rawValue: population.name)
  }

  /// The population, if this version knows the word.
  public var population: Population? { Population.allCases.first { $0.name == self.rawValue } }
}
