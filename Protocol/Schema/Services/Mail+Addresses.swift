extension Mail {
  /// Lists accounts whose address is refused again and again.
  public struct ListUndeliverable: RequestMessage {
    /// A page of addresses.
    public struct Response: Message {
      /// By account.
      public var addresses: [UndeliverableAddress]
      /// What to ask with next. Absent: this was the last page.
      public var nextAfterID: Int64?

      enum CodingKeys: Int, CodingKey {
        case addresses = 1
        case nextAfterID = 2
      }

      /// All fields, in the order of their keys.
      public init(addresses: [UndeliverableAddress], nextAfterID: Int64? = nil) {
        self.addresses = addresses
        self.nextAfterID = nextAfterID
      }
    }

    /// How many at most, 1 to ``PageLimit/max``.
    public var limit: Int
    /// The last account of the page before.
    public var afterID: Int64?

    enum CodingKeys: Int, CodingKey {
      case limit = 1
      case afterID = 2
    }

    /// `Mail.ListUndeliverable`, number 1211.
    public static var method: Method { .mailListUndeliverable }

    /// All fields, in the order of their keys.
    public init(limit: Int, afterID: Int64? = nil) {
      self.limit = limit
      self.afterID = afterID
    }
  }

  /// Forgets that an address was refused, because somebody knows that it works again.
  public struct ClearUndeliverable: RequestMessage {
    /// What comes back.
    public typealias Response = Acknowledgement

    /// Whose address.
    public var accountID: Int64

    enum CodingKeys: Int, CodingKey {
      case accountID = 1
    }

    /// `Mail.ClearUndeliverable`, number 1212.
    public static var method: Method { .mailClearUndeliverable }

    /// All fields, in the order of their keys.
    public init(accountID: Int64) {
      self.accountID = accountID
    }
  }
}
