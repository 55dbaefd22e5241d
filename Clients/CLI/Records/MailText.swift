import LatchkeySchema

/// Mail as lines for people: messages, the mail server, templates.
enum MailText {
  static func table(_ messages: [MailView]) -> [String] {
    Layout.table(
      ["MAIL", "KIND", "ACCOUNT", "STATE", "TRIES", "QUEUED", "NEXT TRY", "ERROR"],
      messages.map { mail in
        [
          "\(mail.id)", Self.words(mail.kind.rawValue), "\(mail.accountID)",
          mail.state.rawValue, "\(mail.attempts)", Times.date(mail.queuedAt),
          mail.nextAttemptAt.map { Times.date($0) } ?? "", mail.lastError ?? "",
        ]
      })
  }

  static func card(_ answer: Mail.GetMessage.Response) -> [String] {
    let mail = answer.message
    let card = Layout.card(
      "Mail \(mail.id) · \(mail.state)",
      [
        ("about", mail.template.map(Self.words) ?? Self.words(mail.kind.rawValue)),
        ("account", "\(mail.accountID)"), ("tries", "\(mail.attempts)"),
        ("queued", Times.date(mail.queuedAt)),
        ("next try", mail.nextAttemptAt.map { Times.date($0) }),
        ("delivered", mail.deliveredAt.map { Times.date($0) }),
        ("last error", mail.lastError), ("message id", mail.messageID),
      ])
    guard !answer.attempts.isEmpty else { return card }
    return card + [""]
      + Layout.table(
        ["TRY", "ENDED", "STATE", "WHY"],
        answer.attempts.map { attempt in
          [
            "\(attempt.number)", Times.date(attempt.at), attempt.state.rawValue,
            attempt.detail ?? "",
          ]
        })
  }

  /// Failed messages and undeliverable addresses in a sentence each; nil without any.
  static func task(_ summary: OutboxSummaryView) -> String? {
    var sentences: [String] = []
    if summary.failed > 0 {
      let since = summary.failedSince.map { ", the oldest of \(Times.date($0))" } ?? ""
      sentences.append(
        "\(Times.count(Int64(summary.failed), "message")) failed\(since): "
          + "latchkey mail outbox list --state failed")
    }
    if summary.undeliverable > 0 {
      sentences.append(
        "Mail to \(Times.count(Int64(summary.undeliverable), "account")) is rejected repeatedly: "
          + "latchkey mail outbox undeliverable")
    }
    return sentences.isEmpty ? nil : sentences.joined(separator: "\n")
  }

  static func card(_ view: MailServerView) -> [String] {
    let server = view.server
    let title: String
    switch server.route {
    case .none: title = "No mail server is configured. Links are shown instead of mailed."
    case .smtp: title = "Mail goes to \(server.host ?? "")."
    case .sendmail: title = "Mail goes to a program on the host."
    case .maildir: title = "Mail goes into a folder on the host."
    default: title = "Mail goes by \(server.route)."
    }
    return Layout.card(
      title,
      [
        ("port", server.port.map { "\($0)" }), ("security", server.security?.rawValue),
        ("plaintext", server.allowsPlaintext == true ? "allowed to another host" : nil),
        ("authority", server.authority), ("user", server.user),
        ("password", server.passwordName.map { "in the credential \"\($0)\"" }),
        ("path", server.path), ("sender", server.sender), ("greeting", server.greeting),
        (
          "decided by",
          view.isFixed ? "the daemon's configuration" : "the desk, revision \(view.revision)"
        ),
        ("problem", view.problem),
      ])
  }

  static func lines(_ answer: Mail.TestServer.Response) -> [String] {
    let reply = answer.replyCode.map { "\($0) \(answer.replyText ?? "")" }
    guard !answer.isTaken else {
      return Layout.card("The mail server accepted the sample.", [("reply", reply)])
    }
    return Layout.card(
      "The sample was not accepted. The failing step: \(answer.failedStep?.rawValue ?? "unknown").",
      [
        ("problem", answer.problem), ("reply", reply),
        ("stored", "nothing was changed"),
      ])
  }

  static func table(_ templates: [TemplateView]) -> [String] {
    Layout.table(
      ["TEMPLATE", "FOR", "LANGUAGE", "SUBJECT", "VERSION", "CHANGED", "BY"],
      templates.map { template in
        [
          template.key.kind, template.key.population.rawValue, template.key.language,
          template.subject, template.isEdited ? "\(template.version)" : "built in",
          template.changedAt.map { Times.date($0) } ?? "", template.changedBy?.displayName ?? "",
        ]
      })
  }

  static func name(_ key: TemplateKey) -> String {
    "\(key.kind) for \(key.population.withArticle), \(key.language)"
  }

  /// The mail as its reader sees it, then its problems and its earlier versions.
  static func lines(_ preview: Mail.PreviewTemplate.Response) -> [String] {
    let template = preview.template
    var lines = Layout.card(
      Self.name(template.key),
      [
        ("version", template.isEdited ? "\(template.version)" : "built in"),
        ("subject", preview.subject),
      ])
    let body = preview.body.split(separator: "\n", omittingEmptySubsequences: false)
    lines += [""] + body.map { $0.isEmpty ? "" : "  | \(Layout.visible(String($0)))" }
    lines += preview.problems.map { "  problem  \($0.part): \(Layout.visible($0.text))" }
    guard !preview.versions.isEmpty else { return lines }
    return lines + (preview.problems.isEmpty ? [] : [""])
      + Layout.table(
        ["VERSION", "SINCE", "BY", "SUBJECT"],
        preview.versions.map { version in
          [
            "\(version.version)", Times.date(version.at), version.by?.displayName ?? "",
            version.text?.subject ?? "(reset)",
          ]
        })
  }

  private static func words(_ name: String) -> String { name.replacing("_", with: " ") }
}
