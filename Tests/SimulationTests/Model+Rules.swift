import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema

extension Model {
  /// The settings that histories depend on: milliseconds, numbers, and 1 for yes.
  struct Rules: Sendable {
    /// A setting, the values that are tried, and what each means. The first is the default.
    struct Choice: Sendable {
      let name: String
      let values: [(text: String, number: Int64)]
      var isAboutMail = false

      init(
        _ name: String, _ values: [(text: String, number: Int64)], isAboutMail: Bool = false
      ) {
        self.name = name
        self.values = values
        self.isAboutMail = isAboutMail
      }
    }

    private static let minute = Model.minute
    private static let no: [(text: String, number: Int64)] = [("false", 0), ("true", 1)]
    private static let yes: [(text: String, number: Int64)] = [("true", 1), ("false", 0)]

    /// Never, from long ago on, and from soon after the beginning of every history on.
    private static let moments: [(text: String, number: Int64)] = [
      ("never", .max), ("2020-01-01T00:00:00Z", 1_577_836_800_000),
      ("2027-01-15T12:00:00Z", 1_800_014_400_000),
    ]

    static let choices: [Choice] = [
      Choice("links.agent_self_reset", [("60m", 60 * minute), ("5m", 5 * minute)]),
      Choice("links.contact_self_reset", [("60m", 60 * minute), ("5m", 5 * minute)]),
      Choice("links.agent_staff_reset", [("48h", 2_880 * minute), ("15m", 15 * minute)]),
      Choice("links.contact_staff_reset", [("15m", 15 * minute), ("60m", 60 * minute)]),
      Choice("links.agent_invitation", [("7d", 10_080 * minute), ("1h", 60 * minute)]),
      Choice("links.contact_activation", [("7d", 10_080 * minute), ("1h", 60 * minute)]),
      Choice("links.email_confirmation", [("24h", 1_440 * minute), ("1h", 60 * minute)]),
      Choice("tickets.password_change", [("15m", 15 * minute), ("5m", 5 * minute)]),
      Choice("tickets.second_factor", [("5m", 5 * minute), ("1m", minute)]),
      Choice("tickets.enrollment", [("15m", 15 * minute), ("5m", 5 * minute)]),
      Choice("second_factor.agents_from", Self.moments),
      Choice("second_factor.contacts_from", Self.moments),
      Choice("second_factor.roles_from", Self.moments),
      // Nobody's, Supervisor's and Super's.
      Choice("second_factor.roles", [("", 0), ("2", 2), ("4", 4)]),
      Choice("throttles.second_factor_limit", [("5", 5), ("2", 2)]),
      Choice("throttles.second_factor_window", [("15m", 15 * minute), ("5m", 5 * minute)]),
      Choice("temporary_passwords.agent", [("48h", 2_880 * minute), ("1h", 60 * minute)]),
      Choice("temporary_passwords.contact", [("24h", 1_440 * minute), ("1h", 60 * minute)]),
      Choice("step_up.lifetime", [("5m", 5 * minute), ("1m", minute)]),
      Choice("sessions.agent_idle", [("2h", 120 * minute), ("5m", 5 * minute)]),
      Choice("sessions.agent_absolute", [("12h", 720 * minute), ("3h", 180 * minute)]),
      Choice("sessions.contact_idle", [("12h", 720 * minute), ("5m", 5 * minute)]),
      Choice("sessions.contact_absolute", [("14d", 20_160 * minute), ("1d", 1_440 * minute)]),
      Choice("sessions.own_change_ends_current", no),
      Choice("throttles.password_limit", [("10", 10), ("3", 3)]),
      Choice("throttles.password_window", [("15m", 15 * minute), ("5m", 5 * minute)]),
      Choice("throttles.reset_limit", [("3", 3), ("1", 1)]),
      Choice("throttles.reset_window", [("15m", 15 * minute), ("5m", 5 * minute)]),
      Choice("throttles.automatic_lock", [("15m", 15 * minute), ("60m", 60 * minute)]),
      Choice("throttles.reset_lifts_lock", yes),
      Choice("passwords.agent_minimum_length", [("8", 8), ("13", 13)]),
      Choice("passwords.contact_minimum_length", [("8", 8), ("13", 13)]),
      Choice("contacts.credentials_need_step_up", no),
      Choice("contacts.staff_set_password_with_activation_email", no),
      Choice("notifications.contact_password_set", no, isAboutMail: true),
      Choice("notifications.user_activation_email", yes, isAboutMail: true),
    ]

    /// What was decided, by name.
    private var decided: [String: Int64] = [:]
    private static let usual = Dictionary(
      uniqueKeysWithValues: Self.choices.map { ($0.name, $0.values[0].number) })

    subscript(name: String) -> Int64 {
      guard let value = self.decided[name] ?? Self.usual[name] else {
        preconditionFailure("The model knows no setting \(name).")
      }
      return value
    }

    /// Decides a setting; whether anything is new. To decide for the default is new, too.
    mutating func decide(_ name: String, _ value: Int64) -> Bool {
      guard self.decided[name] != value else { return false }
      self.decided[name] = value
      return true
    }
  }

  /// A change of settings, on top of a state that is the current one or not.
  mutating func decide(
    _ session: Int, _ choice: Rules.Choice, _ value: Int, isCurrent: Bool
  ) -> Expectation {
    let rule =
      choice.isAboutMail
      ? Rule(any: [.manageSecurity, .manageEmail], needsStepUp: true)
      : Rule(all: [.manageSecurity], needsStepUp: true)
    if let denial = self.gate(session, rule) { return denial }
    guard isCurrent else { return .refused(.concurrentChange) }
    return self.rules.decide(choice.name, choice.values[value].number) ? .done : .nothing
  }
}
