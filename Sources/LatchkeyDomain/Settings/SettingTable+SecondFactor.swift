import LatchkeyBase

extension SettingTable {
  /// Who must have a second factor, and from when on. Before that time people are told at sign-in;
  /// from it on they get a device before the session.
  static let secondFactor: [Setting] = [
    .time(
      "second_factor.contacts_from", .at(\.contactsNeedSecondFactorFrom),
      "From when on contacts must have a second factor.",
      source: "ASVS 6.3.3; the customer portal offers it",
      deviations: Self.missing),
    .time(
      "second_factor.agents_from", .at(\.agentsNeedSecondFactorFrom),
      "From when on agents must have a second factor.",
      source: "ASVS 6.3.3; the customer portal offers it",
      deviations: Self.missing),
    .roles(
      "second_factor.roles", .at(\.rolesWithSecondFactor), countMax: 50,
      "Roles that require a second factor of their holders, without regard to other agents.",
      source: "ASVS 6.3.3: more is asked of those who may do more"),
    .time(
      "second_factor.roles_from", .at(\.rolesNeedSecondFactorFrom),
      "From when on the holders of those roles must have a second factor.",
      source: "ASVS 6.3.3: more is asked of those who may do more"),
  ]

  private static func missing(_ from: Timestamp?) -> [String] {
    from == nil ? ["ASVS 6.3.3: a second factor is required, from level 2 on."] : []
  }
}
