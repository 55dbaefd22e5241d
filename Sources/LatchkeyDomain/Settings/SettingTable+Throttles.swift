import LatchkeyBase

extension SettingTable {
  /// How many tries are allowed in which time.
  static let throttles: [Setting] =
    Self.rule(
      "password", .at(\.passwordThrottle), limit: 1...100, window: .minutes(1) ... .days(1),
      "Wrong passwords for one identifier, and for one account", source: "ASVS 6.1.1",
      deviations: { limit in
        limit > 100 ? ["NIST SP 800-63B-4, 3.2.2: 100 wrong passwords in a row at most."] : []
      })
    + Self.rule(
      "known_place", .at(\.knownOriginThrottle), limit: 0...100, window: .minutes(1) ... .days(1),
      "Wrong passwords for one account from a place from which its owner has signed in",
      source: "a stranger must not keep the owner out")
    + Self.rule(
      "second_factor", .at(\.secondFactorThrottle), limit: 1...20,
      window: .minutes(1) ... .days(1),
      "Wrong codes of one account's device, and wrong recovery codes, each counted apart",
      source: "ASVS 6.6.3; RFC 6238, 5.2")
    + Self.rule(
      "place", .at(\.originThrottle), limit: 1...100_000, window: .minutes(1) ... .days(1),
      "Wrong passwords from one place, at any account", source: "ASVS 6.3.1")
    + Self.rule(
      "place_reset", .at(\.resetOriginThrottle), limit: 1...100_000,
      window: .minutes(1) ... .days(1), "Reset requests from one place",
      source: "reset mails flooded mailboxes of other help desks")
    + Self.rule(
      "place_links", .at(\.linkOriginThrottle), limit: 1...1_000_000,
      window: .seconds(1) ... .hours(1), "Looks at and uses of links from one place",
      source: "links of other help desks could be tried without a limit")
    + [
      .duration(
        "throttles.known_place_lifetime", .at(\.knownOriginLifetime), .days(1) ... .days(365),
        "How long a place is remembered after its owner's last sign-in from it.",
        source: "as long as people keep a browser"),
      .duration(
        "throttles.attempt_patience", .at(\.attemptPatience),
        Lifetime(milliseconds: 1) ... .seconds(30),
        "How long a sign-in waits while an earlier one under the same name is looked at.",
        source: "some two hundred hashes"),
      .duration(
        "throttles.automatic_lock", .at(\.automaticLockLifetime), .minutes(1) ... .days(1),
        "How long the automatic lock holds once an account's limit is reached.",
        source: "ASVS 6.1.1: a lock that opens by itself"),
      .flag(
        "throttles.reset_lifts_lock", .at(\.resetLiftsAutomaticLock),
        "Whether a completed reset lifts the automatic lock. An administrative one is never "
          + "lifted by it.",
        source: "else the lock would be gone and the new password still be refused"),
    ]
    + Self.rule(
      "reset", .at(\.resetThrottle), limit: 1...100, window: .minutes(1) ... .days(1),
      "Reset requests for one identifier",
      source: "reset mails flooded mailboxes of other help desks")
    + Self.rule(
      "service_links", .at(\.linkThrottle), limit: 10...1_000_000,
      window: .seconds(1) ... .hours(1),
      "Looks at and uses of links through one service",
      source: "links of other help desks could be tried without a limit")
    + Self.rule(
      "service_candidates", .at(\.candidateThrottle), limit: 10...1_000_000,
      window: .seconds(1) ... .hours(1), "Checks of candidate passwords through one service",
      source: "a guess at a password must not be free here")
    + Self.rule(
      "service_requests", .at(\.requestThrottle), limit: 10...1_000_000,
      window: .seconds(1) ... .hours(1), "Reset requests through one service",
      source: "reset mails flooded mailboxes of other help desks")
    + Self.rule(
      "service_refusals", .at(\.refusalThrottle), limit: 10...1_000_000,
      window: .seconds(1) ... .hours(1), "Audit entries for throttled calls through one service",
      source: "room on the disk")

  static func rule(
    _ name: String, _ place: Place<ThrottleRule>,
    limit: ClosedRange<Int>, window: ClosedRange<Lifetime>, _ what: String, source: String,
    deviations: @escaping @Sendable (Int) -> [String] = { _ in [] }
  ) -> [Setting] {
    [
      .number(
        "throttles.\(name)_limit", place.part(\.limit), limit,
        "\(what): how many in one window.", source: source, deviations: deviations),
      .duration(
        "throttles.\(name)_window", place.part(\.window), window,
        "\(what): how long a window lasts.", source: source),
    ]
  }
}
