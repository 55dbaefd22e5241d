/// What is wrong with a store as a whole, not with one call of it.
public enum StoreTrouble: Hashable, Sendable {
  /// What is there cannot be read.
  case reading
  /// Nothing can be written: no room, or no permission. What only reads goes on.
  case writing
  /// The file holds what it must not. It stays so until another one is put in its place.
  case damage
}

/// How one use of the store went, for its health.
public enum StoreReport: Hashable, Sendable {
  /// This went wrong.
  case failed(StoreTrouble)
  /// This went well: reading, or writing.
  case works(StoreTrouble)
}

extension StoreError {
  /// What the error says of the store as a whole; nil where it says something of the call alone.
  public var trouble: StoreTrouble? {
    switch self {
    case .diskFull, .readOnly, .outcomeUnknown: .writing
    case .corrupt: .damage
    case .closed: .reading
    case .conflict, .changedMeanwhile, .overloaded, .failed: nil
    }
  }
}
