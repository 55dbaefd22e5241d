import LatchkeyBase

extension SettingTable {
  /// What a password must be.
  static let passwords: [Setting] =
    Self.policy(.contact, .at(\.contactPolicy)) + Self.policy(.agent, .at(\.agentPolicy)) + [
      .words(
        "passwords.context_words", .at(\.contextWords), countMax: 50,
        "Words of this desk that are no password, alone or with digits and symbols behind them; "
          + "the desk's name always is one.",
        source: "ASVS 6.1.2, 6.2.11", isAnnounceable: true)
    ]

  private static func policy(
    _ population: Population, _ place: Place<PasswordPolicy>
  ) -> [Setting] {
    let prefix = "passwords.\(population.name)_"
    let owner = population == .agent ? "an agent's" : "a contact's"
    return [
      .number(
        prefix + "minimum_length", place.part(\.minimumLength), 4...64,
        "Characters that \(owner) password has at least.",
        source: "the customer portal: 8 characters",
        isAnnounceable: true, nist: PasswordPolicy.nist.minimumLength,
        deviations: { length in
          length < 8
            ? ["NIST SP 800-63B-4, 3.1.1.2, and ASVS 6.2.1: never fewer than 8 characters."]
            : length < 15
              ? ["NIST SP 800-63B-4, 3.1.1.2: 15 characters where no second factor is used."] : []
        }),
      .number(
        prefix + "minimum_length_with_second_factor",
        place.part(\.minimumLengthWithSecondFactor), 4...64,
        "Characters that \(owner) password has at least while a second factor is enrolled.",
        source: "NIST SP 800-63B-4, 3.1.1.2", isAnnounceable: true,
        deviations: { length in
          length < 8
            ? ["NIST SP 800-63B-4, 3.1.1.2, and ASVS 6.2.1: never fewer than 8 characters."] : []
        }),
      .number(
        prefix + "maximum_length", place.part(\.maximumLength), 32...256,
        "Characters that \(owner) password has at most.",
        source: "room for phrases, and a bound on what is hashed", isAnnounceable: true,
        deviations: { length in
          length < 64
            ? ["NIST SP 800-63B-4, 3.1.1.2, and ASVS 6.2.9: 64 characters are permitted."] : []
        }),
      .flag(
        prefix + "uppercase", place.part(\.requiresUppercase),
        "Whether \(owner) password needs an uppercase letter.", source: "the customer portal",
        isAnnounceable: true, nist: false, deviations: Self.composition),
      .flag(
        prefix + "digit", place.part(\.requiresDigit),
        "Whether \(owner) password needs a number.", source: "the customer portal",
        isAnnounceable: true, nist: false, deviations: Self.composition),
      .flag(
        prefix + "special", place.part(\.requiresSpecial),
        "Whether \(owner) password needs a special character.", source: "the customer portal",
        isAnnounceable: true, nist: false, deviations: Self.composition),
      .number(
        prefix + "name_match", place.part(\.nameMatchLength), 3...8,
        "Characters in a row of the own name, login name or address that make \(owner) password "
          + "guessable.",
        source: "the customer portal: not the name, nor the part before the @", isAnnounceable: true
      ),
    ]
  }

  private static func composition(_ isRequired: Bool) -> [String] {
    isRequired ? ["NIST SP 800-63B-4, 3.1.1.2, and ASVS 6.2.5: no rules on composition."] : []
  }
}
