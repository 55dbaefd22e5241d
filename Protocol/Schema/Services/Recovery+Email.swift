public import LatchkeyBase

/// The link that confirms a new address.
extension Recovery {
  /// Uses the link in the mail to a new address up: from now on it is the account's primary one.
  public struct ConfirmEmailChange: RequestMessage {
    static let declaration = Declaration(
      506, Self.self, [.mutation, .sensitive], answer: PublicMessage.self,
      audit: .emailChangeConfirmed)

    /// From the link.
    public var token: Secret
    /// On whose page it was opened.
    public var population: PopulationName
    /// An opaque key of where the end user sits, for throttling; at most 64 bytes.
    public var origin: [UInt8]?
  }
}
