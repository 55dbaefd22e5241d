import LatchkeyApplication

/// The stores that the contract is held against. Another store adds a case here and nothing else.
enum StoreUnderTest: CaseIterable, Sendable {
  case sqlite

  /// Runs a closure on a new, empty store.
  func run(_ body: (any Store) async throws -> Void) async throws {
    switch self {
    case .sqlite: try await withStore { try await body($0) }
    }
  }
}
