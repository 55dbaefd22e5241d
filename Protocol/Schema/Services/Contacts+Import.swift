/// Many contacts at once.
extension Contacts {
  /// Adds contacts from another system. The caller sends rows after the request and gets a result
  /// for each.
  public struct ImportContacts: BidirectionalRequest {
    /// What comes back.
    public typealias Response = ImportResult

    /// What the caller sends after the request.
    public typealias Element = ImportRow

    /// Whether those without a password get an activation mail.
    public var sendActivation: Bool

    enum CodingKeys: Int, CodingKey {
      case sendActivation = 1
    }

    /// `Contacts.ImportContacts`, number 615.
    public static var method: Method { .contactsImportContacts }

    /// All fields, in the order of their keys.
    public init(sendActivation: Bool) {
      self.sendActivation = sendActivation
    }
  }
}
