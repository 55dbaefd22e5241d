extension OutputTests {
  /// The commands for contacts, settings, explanations and the operator, with what they are fed.
  static let deskLines: [(line: [String], input: String)] = [
    (["contact", "list"], ""), (["contact", "list", "--filter", "locked"], ""),
    (["contact", "show", "jane@example.com"], ""),
    (["contact", "create", "jane@example.com", "--name", "Jane Miller"], ""),
    (["contact", "provision", "jane@example.com"], ""),
    (["contact", "update", "contact:jane", "--email", "jane@example.com"], ""),
    (["contact", "deactivate", "jane", "--reason", "contract ended", "--yes"], ""),
    (["contact", "reactivate", "jane"], ""),
    (["contact", "merge", "jane", "+4670123456", "--yes"], ""),
    (["contact", "erase", "12", "--yes"], ""),
    (["contact", "convert", "jane", "--role", "name", "--yes"], ""),
    (["contact", "import", "-"], "name,email\nJane Miller,jane@example.com\n"),
    (["contact", "activate", "jane"], ""), (["contact", "reset-link", "jane"], ""),
    (["contact", "set-password", "jane", "--stdin"], "pw\n"),
    (["contact", "temporary-password", "jane", "--preview"], ""),
    (["contact", "temporary-password", "jane", "--yes"], ""),
    (["agent", "delete", "bo", "--yes"], ""), (["role", "clone", "name", "Night Desk"], ""),
    (
      [
        "explain", "bo@example.org", "Contacts.SetPassword", "--on", "contact:jane@example.com",
      ], ""
    ),
    (["explain", "7", "Roles.UpdateRole", "--on", "role:name", "--through", "console"], ""),
    (["settings", "show"], ""), (["settings", "show", "name"], ""),
    (["settings", "set", "links.contact_self_reset", "45m"], ""),
    (["settings", "set", "a=1", "b=x=y", "--from", "2026-12-01", "--etag", "tag"], ""),
    (["settings", "unset", "a", "b"], ""), (["settings", "profile"], ""),
    (["settings", "profile", "nist", "--yes"], ""), (["settings", "deviations"], ""),
    (["account", "own"], ""), (["account", "update", "--email", "ana@example.com"], ""),
    (["account", "confirm-email", "--stdin"], "t\n"),
    (["account", "require-change", "--all", "--contact", "--yes"], ""),
    (["account", "require-change", "7", "agent:bo", "--compromised", "--yes"], ""),
    (["operator", "break-glass", "--reason", "phone lost", "--remove-second-factor", "--yes"], ""),
    (["operator", "backup", "/srv/copy.sqlite"], ""), (["operator", "drain", "--yes"], ""),
    (["operator", "rotate-keys"], ""),
    (["operator", "rotate-keys", "--compromised", "--yes"], ""),
    (["second-factor", "status"], ""), (["second-factor", "enroll"], ""),
    (["second-factor", "enroll", "--stdin"], "123456\n"),
    (["second-factor", "confirm", "--stdin"], "123 456\n"),
    (["second-factor", "recovery-codes"], ""), (["second-factor", "disable", "--yes"], ""),
    (["second-factor", "reset", "agent:bo", "--reason", "phone stolen", "--yes"], ""),
    (["audit", "tail", "--after", "7"], ""), (["audit", "export"], ""),
    (["audit", "export", "--format", "jsonl", "--from", "2026-11-01"], ""),
    (["session", "watch"], ""),
    (
      [
        "audit", "list", "--actor", "agent:bo", "--target", "contact:jane", "--action", "contact.",
        "--from", "2026-11-22", "--to", "2026-11-22T18:00Z", "--through", "console",
      ], ""
    ),
  ]
}
