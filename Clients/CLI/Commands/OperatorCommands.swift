import Foundation
import LatchkeyClient
import LatchkeySchema

/// What root on the host does with a running service.
enum OperatorCommands {
  static let all = [
    Command(
      noun: "operator", verb: "break-glass",
      summary: "let the Account Administrator back in, when nobody can",
      options: [
        Option(name: "--reason", value: "TEXT", help: "kept in the audit, told to Super Admins"),
        Option(
          name: "--remove-second-factor", help: "the device is lost: take the second factor away"),
        Command.yes,
      ],
      identity: .nobody,
      about:
        "The password is replaced by a temporary one, shown once; sessions end, and any lock is "
        + "lifted. Every Super Admin is told by mail.",
      examples: ["latchkey operator break-glass --reason \"phone and password lost\""],
      action: Self.breakGlass),
    Command(
      noun: "operator", verb: "backup", summary: "write a consistent copy of the database",
      arguments: [Argument(name: "FILE", help: "a file on this host that does not exist yet")],
      identity: .nobody, about: "The service writes it, with its own rights, while it goes on.",
      examples: ["latchkey operator backup /var/backups/latchkey-2026-11-22.sqlite"],
      action: Self.backup),
    Command(
      noun: "operator", verb: "drain", summary: "stop the service; calls under way are finished",
      options: [Command.yes], identity: .nobody, examples: ["latchkey operator drain --yes"],
      action: Self.drain),
    Command(
      noun: "operator", verb: "rotate-keys", summary: "make new keys, while serving",
      options: [
        Option(
          name: "--compromised", help: "others know the old ones: every session and link dies"),
        Command.yes,
      ],
      identity: .nobody, examples: ["latchkey operator rotate-keys"], action: Self.rotateKeys),
  ]

  static func breakGlass(_ run: Run) async throws(Refusal) {
    guard let reason = run.values.option("--reason") else {
      throw run.command.usage("--reason is missing: every Super Admin is told.")
    }
    try run.confirm("Replace the password of the Account Administrator by a temporary one?")
    let answer = try await run.call(
      Operator.BreakGlass(
        removeSecondFactor: run.values.flag("--remove-second-factor"), reason: reason,
        confirmed: true))
    try run.show(answer) { answer in
      Layout.card(
        "The temporary password of \(answer.account.displayName), which is not shown again:",
        [
          ("password", answer.temporaryPassword.text),
          ("valid until", Times.until(answer.expiresAt)), ("next", "latchkey sign-in ADDRESS"),
        ])
    }
  }

  static func backup(_ run: Run) async throws(Refusal) {
    // The service has another working folder: it is told the whole path.
    let path = URL(fileURLWithPath: run.argument("FILE")).standardizedFileURL.path
    let answer = try await run.call(Operator.Backup(path: path))
    try run.show(answer) { answer in
      Layout.card(
        "The copy is in \(answer.path).",
        [
          ("size", "\(answer.bytes) bytes"), ("up to", "audit entry \(answer.auditSequence)"),
          ("keep", answer.note.isEmpty ? nil : answer.note),
        ])
    }
  }

  static func drain(_ run: Run) async throws(Refusal) {
    try run.confirm("Stop the service?")
    try run.show(try await run.call(Operator.Drain())) { _ in
      ["The service finishes what is under way, and stops."]
    }
  }

  static func rotateKeys(_ run: Run) async throws(Refusal) {
    let isCompromised = run.values.flag("--compromised")
    if isCompromised { try run.confirm("End every session and every link that is out?") }
    let answer = try await run.call(
      Operator.RotateKeys(compromised: isCompromised, confirmed: true))
    try run.show(answer) { answer in
      Layout.card(
        "New keys are in use.",
        [
          ("key", answer.keyID),
          (
            "to seal anew",
            answer.toReseal == 0
              ? nil : Times.count(answer.toReseal, "value") + ", in the background"
          ), ("next", "Back the key file up."),
        ])
    }
  }
}
