/// Which of the two desks an account belongs to. One person may have an account in each (D17).
public enum Population: UInt8, CaseIterable, Hashable, Sendable {
  /// A customer, who signs in to the portal.
  case contact = 1
  /// A member of staff, who signs in to the agent console.
  case agent = 2

  /// The word used in texts, audit entries and configuration.
  public var name: String {
    switch self {
    case .contact: "contact"
    case .agent: "agent"
    }
  }
}
