import LatchkeyBase
import LatchkeyClient
import LatchkeySchema

/// Commands for the mail server.
enum MailServerCommands {
  static let all: [Command<Run>] = [
    Command(
      noun: "mail", verb: "server show", summary: "show the mail server, and who decides it",
      examples: ["latchkey mail server show"], action: Self.show),
    Command(
      noun: "mail", verb: "server set", summary: "replace all of its settings, at once",
      arguments: [Self.host],
      options: [Self.noServer] + Self.options + [CommonOptions.revision, CommonOptions.yes],
      about:
        "Omitted options return to their defaults. The password is never given here: it is in a "
        + "file of the host's folder for credentials, and --password-name names that file.",
      examples: [
        "latchkey mail server set mail.example.com --user desk --password-name smtp",
        "latchkey mail server set 127.0.0.1 --security plain --port 25",
        "latchkey mail server set --none",
      ],
      action: Self.set),
    Command(
      noun: "mail", verb: "server test", summary: "send one sample, and show which step fails",
      arguments: [Self.address, Self.host], options: Self.options + [Self.language],
      about:
        "Without HOST, by the server in force. Nothing is stored. Exit code 10 if it fails.",
      examples: [
        "latchkey mail server test you@example.com",
        "latchkey mail server test you@example.com mail.example.com --security tls",
      ],
      action: Self.test),
  ]

  private static let host = Argument(
    optional: "HOST", .text, help: "name or address of the mail server")
  private static let address = Argument("ADDRESS", .text, help: "recipient of the sample")
  private static let noServer = Option(
    flag: "--none", help: "no mail server: links are shown instead of mailed")
  private static let language = Option(
    "--language", "TAG", .text, help: "language of the sample: en, de or fr (en)")

  private static let port = Option(
    "--port", "N", .number(in: 1...65_535), help: "587 with starttls, 465 with tls, 25 with plain")
  private static let security = Option(
    "--security", "HOW", .word(of: MailSecurity.known),
    help: "starttls (the default), tls or plain")
  private static let allowPlaintext = Option(
    flag: "--allow-plaintext",
    help: "allow plain to another host, although links can then be read on the way")
  private static let authority = Option(
    "--authority", "NAME", .text, help: "file with the only certificate authorities to trust")
  private static let user = Option("--user", "NAME", .text, help: "user name at the mail server")
  private static let passwordName = Option(
    "--password-name", "NAME", .text, help: "file with the password")
  private static let sender = Option(
    "--sender", "ADDRESS", .text, help: "the address in From")
  private static let greeting = Option(
    "--greeting", "NAME", .text, help: "name of the desk in its greeting to the server")
  private static let connectTimeout = Option(
    "--connect-timeout", "TIME", .duration, help: "1s to 60s (15s)")
  private static let commandTimeout = Option(
    "--command-timeout", "TIME", .duration, help: "1s to 60s (30s)")
  private static let dataTimeout = Option(
    "--data-timeout", "TIME", .duration, help: "1s to 150s (120s)")

  private static let options: [any AnyOption] = [
    Self.port, Self.security, Self.allowPlaintext, Self.authority, Self.user, Self.passwordName,
    Self.sender, Self.greeting, Self.connectTimeout, Self.commandTimeout, Self.dataTimeout,
  ]

  private static func show(_ run: Run) async throws(Refusal) {
    try run.show(try await run.call(Mail.GetServer()), MailText.card)
  }

  private static func set(_ run: Run) async throws(Refusal) {
    let server: MailServerSettings
    if try run[Self.noServer] {
      guard try Self.server(run) == nil else { throw run.usage("Either HOST or --none.") }
      try run.confirm("Stop sending mail? Queued messages wait.")
      server = MailServerSettings(route: .none, sender: try run[Self.sender])
    } else {
      guard let given = try Self.server(run) else { throw run.usage("Give HOST, or --none.") }
      server = given
    }
    // Without --revision the change applies to the state in force now.
    var revision = try run[CommonOptions.revision]
    if revision == nil { revision = try await run.call(Mail.GetServer()).revision }
    let view = try await run.call(Mail.UpdateServer(server: server, revision: revision ?? 0))
    try run.show(view, MailText.card)
  }

  private static func test(_ run: Run) async throws(Refusal) {
    let answer = try await run.call(
      Mail.TestServer(
        address: try run[Self.address], server: try Self.server(run),
        locale: try run[Self.language]))
    try run.show(answer, MailText.lines)
    if !answer.isTaken { throw .answered(.checkedAndBad) }
  }

  /// The settings of the line; nil without HOST.
  private static func server(_ run: Run) throws(Refusal) -> MailServerSettings? {
    guard let host = try run[Self.host] else {
      for option in Self.options where option.name != Self.sender.name && run.values.has(option) {
        throw run.usage("\(option.name) goes with a HOST.")
      }
      return nil
    }
    return MailServerSettings(
      route: .smtp, sender: try run[Self.sender], host: host,
      port: try run[Self.port].map { Int($0) }, security: try run[Self.security],
      allowsPlaintext: try run[Self.allowPlaintext] ? true : nil,
      authority: try run[Self.authority], user: try run[Self.user],
      passwordName: try run[Self.passwordName], greeting: try run[Self.greeting],
      connectTimeoutMilliseconds: try run[Self.connectTimeout]?.milliseconds,
      commandTimeoutMilliseconds: try run[Self.commandTimeout]?.milliseconds,
      dataEndTimeoutMilliseconds: try run[Self.dataTimeout]?.milliseconds)
  }
}
