extension SchemaLock.Access {
  /// Whether somebody may call by this rule who may not by the other.
  package func isLooser(than before: Self) -> Bool {
    if !before.scopes.isEmpty, self.scopes.isEmpty || !self.scopes.isSubset(of: before.scopes) {
      return true
    }
    if self.serviceScope != "-", self.serviceScope != before.serviceScope { return true }
    if !self.guards.isSuperset(of: before.guards) { return true }
    let steps = ["never", "setting", "always"]
    if (steps.firstIndex(of: self.stepUp) ?? 0) < (steps.firstIndex(of: before.stepUp) ?? 0) {
      return true
    }
    return self.speaksLooser(than: before)
  }

  private func speaksLooser(than before: Self) -> Bool {
    switch (before.subject, self.subject) {
    case ("nobody", _): false
    case ("session", "nobody"): true
    case ("session", _): false
    case ("agent-with-all", "agent-with-all"): !self.permissions.isSuperset(of: before.permissions)
    case ("agent-with-any", "agent-with-any"): !self.permissions.isSubset(of: before.permissions)
    case ("agent-with-any", "agent-with-all"): self.permissions.isDisjoint(with: before.permissions)
    case ("agent-with-all", "account-administrator"), ("agent-with-any", "account-administrator"):
      false
    default: before.subject != self.subject && self.subject != "host-operator"
    }
  }
}
