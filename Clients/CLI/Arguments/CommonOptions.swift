import LatchkeySchema

/// Options that several commands take.
enum CommonOptions {
  static let yes = Option(flag: "--yes", help: "do not ask for confirmation")
  static let limit = Option(
    "--limit", "N", .number(in: 1...Int64(PageLimit.max)), default: 50,
    help: "how many at most (50)")
  static let after = Option("--after", "ID", .number, help: "continue after this number")
  static let revision = Option(
    "--revision", "N", .number, help: "refuse if it has changed since this revision")
  static let population = Option(
    "--as", "POPULATION", .word(of: [.agent, .contact]), default: PopulationName.agent,
    help: "agent (the default) or contact")
  static let role = Option(
    many: "--role", "ROLE", .text, help: "a role by name or number; once for each")
  static let from = Option(
    "--from", "TIME", .pastTime,
    help: "from this time on: 2026-11-22, 2026-11-22T09:30, or 2h for two hours ago")
  static let to = Option("--to", "TIME", .pastTime, help: "before this time, in the same forms")
}

/// Options for the names and ways to sign in of an account.
enum ProfileOptions {
  static let name = Option("--name", "NAME", .text, help: "the display name")
  static let requiredName = Option(
    required: "--name", "NAME", .text, help: "the display name")
  static let login = Option(
    "--login", "NAME", .text, help: "a login name, as another way to sign in")
  static let phone = Option("--phone", "NUMBER", .text, help: "telephone number")
  static let locale = Option(
    "--locale", "TAG", .text, help: "language of mails, such as en or de-AT")
  static let emails = Option(
    many: "--email", "ADDRESS", .text,
    help: "all addresses from now on, the primary one first; once for each")
}
