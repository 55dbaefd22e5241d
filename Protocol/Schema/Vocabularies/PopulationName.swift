/// Who an account belongs to.
public struct PopulationName: Vocabulary {
  /// A customer.
  public static let contact = Self(rawValue: "contact")
  /// A member of staff.
  public static let agent = Self(rawValue: "agent")

  /// Every word of this version.
  public static let known: [Self] = [
    .contact, .agent,
  ]

  /// The word on the wire.
  public let rawValue: String

  /// Takes a word as it is on the wire.
  ///
  /// - Parameter rawValue: Any word.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }
}
