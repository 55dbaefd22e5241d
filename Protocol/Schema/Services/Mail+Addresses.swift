import LatchkeyBase

extension Mail {
  /// Lists accounts whose address is refused again and again.
  public struct ListUndeliverable: RequestMessage {
    static let declaration = Declaration(1211, Self.self, audit: .addressTroubleRead)

    /// A page of addresses.
    public struct Response: Message {
      /// By account.
      public var addresses: [UndeliverableAddress]
      /// What to ask with next. Absent: this was the last page.
      public var nextAfterID: Int64?
    }

    /// How many at most, 1 to ``PageLimit/max``.
    public var limit: Int = 100
    /// The last account of the page before.
    public var afterID: Int64?
  }

  /// Forgets that an address was refused, because somebody knows that it works again.
  public struct ClearUndeliverable: RequestMessage {
    static let declaration = Declaration(
      1212, Self.self, [.mutation], answer: Acknowledgement.self, audit: .addressTroubleCleared)

    /// Whose address.
    public var accountID: Int64
  }
}
