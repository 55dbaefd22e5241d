extension Account {
  /// Whether support issued a temporary password that must be used first.
  public var isForcedToReset: Bool {
    if case .temporary(_, let facts) = self.credential { facts.origin == .generated } else { false }
  }
}

extension Credential {
  /// Whether it is a temporary password.
  public var isTemporary: Bool {
    if case .temporary = self { true } else { false }
  }
}
