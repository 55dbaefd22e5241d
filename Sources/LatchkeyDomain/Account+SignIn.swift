extension Account {
  /// Whether support issued a temporary password that must be used first.
  public var isForcedToReset: Bool {
    if case .temporary(_, let facts) = self.credential { facts.origin == .generated } else { false }
  }

  /// Everything that its owner may type to say who they are, unique or not.
  public var signInIdentifiers: [SignInIdentifier] {
    self.emails.map { .email($0) } + (self.loginName.map { [.loginName($0)] } ?? [])
      + (self.phone.map { [.phone($0)] } ?? [])
  }
}

extension SignInIdentifier {
  /// The identifier with most of it hidden: "j•••@example.com", "j•••", "•••34".
  public var masked: String {
    switch self {
    case .email(let address): address.masked
    case .loginName(let name): "\(name.text.prefix(1))•••"
    case .phone(let number): "•••\(number.canonical.suffix(2))"
    }
  }
}

extension Credential {
  /// Whether it is a temporary password.
  public var isTemporary: Bool {
    if case .temporary = self { true } else { false }
  }
}
