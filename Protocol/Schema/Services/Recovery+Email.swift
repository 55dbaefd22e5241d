public import LatchkeyBase

/// The link that confirms a new address.
extension Recovery {
  /// Uses the link in the mail to a new address up: from now on it is the account's primary one.
  public struct ConfirmEmailChange: RequestMessage {
    /// What comes back.
    public typealias Response = PublicMessage

    /// From the link.
    public var token: Secret
    /// On whose page it was opened.
    public var population: PopulationName
    /// An opaque key of where the end user sits, for throttling; at most 64 bytes.
    public var origin: [UInt8]?

    enum CodingKeys: Int, CodingKey {
      case token = 1
      case population = 2
      case origin = 3
    }

    /// `Recovery.ConfirmEmailChange`, number 506.
    public static var method: Method { .recoveryConfirmEmailChange }

    /// All fields, in the order of their keys.
    public init(token: Secret, population: PopulationName, origin: [UInt8]? = nil) {
      self.token = token
      self.population = population
      self.origin = origin
    }
  }
}
