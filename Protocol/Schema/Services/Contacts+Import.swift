import LatchkeyBase

/// Many contacts at once.
extension Contacts {
  /// Adds contacts from another system. The caller sends rows after the request and gets a result
  /// for each.
  public struct ImportContacts: BidirectionalRequest {
    static let declaration = Declaration(
      615, Self.self, [.mutation, .sensitive], element: ImportRow.self, answer: ImportResult.self,
      audit: .contactImported)

    /// Whether those without a password get an activation mail.
    public var sendActivation: Bool
  }
}
