import LatchkeyClient
import LatchkeySchema

/// Where mail goes.
enum MailServerCommands {
  static let all = [
    Command(
      noun: "mail", verb: "server show", summary: "where mail goes, and who decides it",
      examples: ["latchkey mail server show"], action: Self.show),
    Command(
      noun: "mail", verb: "server set", summary: "set it: the whole of it, in force at once",
      arguments: [Self.host],
      options: [Option(name: "--none", help: "no mail server: links are shown instead")]
        + Self.options + [Command.revision, Command.yes],
      about:
        "What is left out goes back to its default. The password is never given here: it lies in a "
        + "file of the host's folder for credentials, and --password-name names that file.",
      examples: [
        "latchkey mail server set mail.example.com --user desk --password-name smtp",
        "latchkey mail server set 127.0.0.1 --security plain --port 25",
        "latchkey mail server set --none",
      ],
      action: Self.set),
    Command(
      noun: "mail", verb: "server test", summary: "send one sample; says which step fails",
      arguments: [Argument(name: "ADDRESS", help: "where the sample goes"), Self.host],
      options: Self.options
        + [Option(name: "--language", value: "TAG", help: "of the sample: en, de or fr (en)")],
      about:
        "Without HOST, the one that counts. Nothing stored is changed. Exit code 10 if it fails.",
      examples: [
        "latchkey mail server test you@example.com",
        "latchkey mail server test you@example.com mail.example.com --security tls",
      ],
      action: Self.test),
  ]

  private static let host = Argument(
    name: "HOST", help: "name or address of the mail server", isOptional: true)

  private static let options = [
    Option(name: "--port", value: "N", help: "587 with starttls, 465 with tls, 25 with plain"),
    Option(name: "--security", value: "HOW", help: "starttls (the default), tls or plain"),
    Option(
      name: "--allow-plaintext", help: "plain to another host too: links can be read on the way"),
    Option(name: "--authority", value: "NAME", help: "file with the only authorities to trust"),
    Option(name: "--user", value: "NAME", help: "who signs in"),
    Option(name: "--password-name", value: "NAME", help: "file with the password"),
    Option(name: "--sender", value: "ADDRESS", help: "the address in From"),
    Option(name: "--greeting", value: "NAME", help: "what the desk calls itself to the server"),
    Option(name: "--connect-timeout", value: "TIME", help: "1s to 60s (15s)"),
    Option(name: "--command-timeout", value: "TIME", help: "1s to 60s (30s)"),
    Option(name: "--data-timeout", value: "TIME", help: "1s to 150s (120s)"),
  ]

  static func show(_ run: Run) async throws(Refusal) {
    try run.show(try await run.call(Mail.GetServer()), MailText.card)
  }

  static func set(_ run: Run) async throws(Refusal) {
    let server: MailServerSettings
    if run.values.flag("--none") {
      guard try Self.named(by: run) == nil else {
        throw run.command.usage("Either HOST or --none.")
      }
      try run.confirm("Stop sending mail? What is queued waits.")
      server = MailServerSettings(route: .none, sender: run.values.option("--sender"))
    } else {
      guard let named = try Self.named(by: run) else {
        throw run.command.usage("Give HOST, or --none.")
      }
      server = named
    }
    // Somebody who names no state means the one that is in force now.
    var revision = try run.values.number("--revision", of: run.command)
    if revision == nil { revision = try await run.call(Mail.GetServer()).revision }
    let view = try await run.call(Mail.UpdateServer(server: server, revision: revision ?? 0))
    try run.show(view, MailText.card)
  }

  static func test(_ run: Run) async throws(Refusal) {
    let answer = try await run.call(
      Mail.TestServer(
        address: run.argument("ADDRESS"), server: try Self.named(by: run),
        locale: run.values.option("--language")))
    try run.show(answer, MailText.lines)
    if !answer.isTaken { throw .answered(.checkedAndBad) }
  }

  /// The server that was typed; nil when none was.
  private static func named(by run: Run) throws(Refusal) -> MailServerSettings? {
    let values = run.values
    guard let host = values.argument("HOST") else {
      for option in Self.options where option.name != "--sender" {
        guard values.options(option.name) == nil else {
          throw run.command.usage("\(option.name) goes with a HOST.")
        }
      }
      return nil
    }
    let security = values.option("--security").map { MailSecurity(rawValue: $0) }
    guard security?.isKnown ?? true else {
      throw run.command.usage("--security takes starttls, tls or plain.")
    }
    let port = try values.number("--port", of: run.command)
    guard port.map({ (1...65_535).contains($0) }) ?? true else {
      throw run.command.usage("--port takes 1 to 65535.")
    }
    return MailServerSettings(
      route: .smtp, sender: values.option("--sender"), host: host, port: port.map { Int($0) },
      security: security, allowsPlaintext: values.flag("--allow-plaintext") ? true : nil,
      authority: values.option("--authority"), user: values.option("--user"),
      passwordName: values.option("--password-name"), greeting: values.option("--greeting"),
      connectTimeoutMilliseconds: try Self.time("--connect-timeout", run),
      commandTimeoutMilliseconds: try Self.time("--command-timeout", run),
      dataEndTimeoutMilliseconds: try Self.time("--data-timeout", run))
  }

  private static func time(_ name: String, _ run: Run) throws(Refusal) -> Int64? {
    guard let duration = try run.values.duration(name, of: run.command) else { return nil }
    let (seconds, attoseconds) = duration.components
    return seconds * 1_000 + attoseconds / 1_000_000_000_000_000
  }
}
