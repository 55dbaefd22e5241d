extension OutputTests {
  /// The commands for mail.
  static let mailLines: [(line: [String], input: String)] = [
    (["mail", "server", "show"], ""),
    (
      [
        "mail", "server", "set", "mail.example.com", "--port", "587", "--user", "desk",
        "--password-name", "smtp", "--connect-timeout", "5s",
      ], ""
    ),
    (["mail", "server", "set", "--none", "--yes"], ""),
    (["mail", "server", "test", "ana@example.com"], ""),
    (["mail", "server", "test", "ana@example.com", "127.0.0.1", "--security", "plain"], ""),
    (["mail", "outbox", "list", "--state", "failed", "--account", "contact:jane"], ""),
    (["mail", "outbox", "show", "12"], ""), (["mail", "outbox", "retry", "12"], ""),
    (["mail", "outbox", "cancel", "12", "--yes"], ""), (["mail", "outbox", "undeliverable"], ""),
    (["mail", "outbox", "clear", "contact:jane"], ""),
    (["mail", "template", "list", "--language", "en", "--for", "agent"], ""),
    (["mail", "template", "preview", "invitation"], ""),
    (["mail", "template", "preview", "invitation", "--source"], ""),
    (
      ["mail", "template", "edit", "password-reset", "--for", "agent", "--file", "-"],
      "Subject: {desk}: changed\n\nHello {name},\n"
    ),
    (["mail", "template", "reset", "password_reset", "--language", "de", "--yes"], ""),
  ]
}
