import Foundation
import LatchkeyClient
import LatchkeySchema

/// Commands for root on the host of the service.
enum OperatorCommands {
  static let all: [Command<Run>] = [
    Command(
      noun: "operator", verb: "bootstrap", summary: "create the Account Administrator, once",
      arguments: [Self.address],
      options: [ProfileOptions.requiredName, ProfileOptions.login], secrets: [Self.password],
      session: .notSent, about: "For root on the host of the service only.",
      examples: ["latchkey operator bootstrap ana@example.org --name \"Ana Ek\""],
      action: Self.bootstrap),
    Command(
      noun: "operator", verb: "break-glass",
      summary: "give the Account Administrator a temporary password",
      options: [Self.reason, Self.removeSecondFactor, CommonOptions.yes], session: .notSent,
      about:
        "For when the Account Administrator is locked out. A temporary password, shown once, "
        + "replaces the old one; sessions end, and any lock is removed. Every Super Admin is told "
        + "by mail.",
      examples: ["latchkey operator break-glass --reason \"phone and password lost\""],
      action: Self.breakGlass),
    Command(
      noun: "operator", verb: "backup", summary: "write a consistent copy of the database",
      arguments: [Self.file], session: .notSent,
      about: "The service writes it, with its own rights, while it keeps serving.",
      examples: ["latchkey operator backup /var/backups/latchkey-2026-11-22.sqlite"],
      action: Self.backup),
    Command(
      noun: "operator", verb: "drain", summary: "finish the calls in flight, then stop the service",
      options: [CommonOptions.yes], session: .notSent, examples: ["latchkey operator drain --yes"],
      action: Self.drain),
    Command(
      noun: "operator", verb: "rotate-keys", summary: "replace the keys of the running service",
      options: [Self.compromised, CommonOptions.yes],
      session: .notSent, examples: ["latchkey operator rotate-keys"], action: Self.rotateKeys),
    Command(
      noun: "operator", verb: "metrics", summary: "print the metrics of the service",
      session: .notSent, about: "In OpenMetrics text format; with --json as one document.",
      examples: ["latchkey operator metrics"], action: Self.metrics),
  ]

  private static let address = Argument("ADDRESS", .text, help: "primary e-mail address")
  private static let file = Argument(
    "FILE", .text, help: "a file on this host that does not exist yet")
  private static let password = SecretSlot(
    name: "new-password", question: "Password", isNew: true)
  private static let reason = Option(
    required: "--reason", "TEXT", .text, help: "kept in the audit, told to every Super Admin",
    purpose: "every Super Admin is told")
  private static let removeSecondFactor = Option(
    flag: "--remove-second-factor", help: "remove the second factor too: the device is lost")
  private static let compromised = Option(
    flag: "--compromised", help: "the old keys are known to others: end every session and link")

  private static func bootstrap(_ run: Run) async throws(Refusal) {
    let agent = try await run.call(
      Operator.Bootstrap(
        displayName: try run[ProfileOptions.requiredName], email: try run[Self.address],
        loginName: try run[ProfileOptions.login], password: try run.secret(Self.password)))
    try run.show(agent) { agent in
      ["\(Layout.visible(agent.displayName)) is the Account Administrator."]
        + AgentText.card(agent).dropFirst()
    }
  }

  private static func breakGlass(_ run: Run) async throws(Refusal) {
    let reason = try run[Self.reason]
    try run.confirm("Replace the password of the Account Administrator by a temporary one?")
    let answer = try await run.call(
      Operator.BreakGlass(
        removeSecondFactor: try run[Self.removeSecondFactor], reason: reason, confirmed: true))
    try run.show(answer) { answer in
      Layout.card(
        "The temporary password of \(answer.account.displayName), which is not shown again:",
        [
          ("password", answer.temporaryPassword.text),
          ("valid until", Times.until(answer.expiresAt)), ("next", "latchkey sign-in ADDRESS"),
        ])
    }
  }

  private static func backup(_ run: Run) async throws(Refusal) {
    // An absolute path: the service has another working folder.
    let path = URL(fileURLWithPath: try run[Self.file]).standardizedFileURL.path
    try run.show(try await run.call(Operator.Backup(path: path))) { answer in
      Layout.card(
        "The copy is in \(answer.path).",
        [
          ("size", "\(answer.bytes) bytes"), ("up to", "audit entry \(answer.auditSequence)"),
          ("keep", answer.note.isEmpty ? nil : answer.note),
        ])
    }
  }

  private static func drain(_ run: Run) async throws(Refusal) {
    try run.confirm("Stop the service?")
    try run.show(try await run.call(Operator.Drain())) { _ in
      ["The service finishes the calls in flight, and stops."]
    }
  }

  private static func rotateKeys(_ run: Run) async throws(Refusal) {
    let isCompromised = try run[Self.compromised]
    if isCompromised { try run.confirm("End every session and every link?") }
    let answer = try await run.call(
      Operator.RotateKeys(compromised: isCompromised, confirmed: true))
    try run.show(answer) { answer in
      let resealed = Times.count(answer.toReseal, "value") + ", in the background"
      return Layout.card(
        "New keys are in use.",
        [
          ("key", answer.keyID), ("re-encrypting", answer.toReseal == 0 ? nil : resealed),
          ("next", "Back up the key file."),
        ])
    }
  }

  private static func metrics(_ run: Run) async throws(Refusal) {
    let metrics = try await run.call(Operator.GetMetrics(withText: run.isJSON ? nil : true))
    run.output.write(run.isJSON ? try JSON.line(of: metrics) + "\n" : metrics.text ?? "")
  }
}
