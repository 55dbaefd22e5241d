internal import LatchkeyDomain

extension Migration {
  /// What the courier needs to keep within budgets and to give up in time.
  static let version3 = Migration(
    version: 3,
    sql: """
      ALTER TABLE mail ADD COLUMN tried_since INTEGER;
      ALTER TABLE mail ADD COLUMN urgency INTEGER GENERATED ALWAYS AS (
        CASE \(Self.urgencies) END) VIRTUAL;
      CREATE INDEX mail_urgent ON mail (urgency, next_attempt_at) WHERE state IN (1, 2, 4);
      CREATE INDEX mail_delivered ON mail (delivered_at) WHERE delivered_at IS NOT NULL;
      CREATE INDEX mail_recipient ON mail (address COLLATE NOCASE, delivered_at)
        WHERE delivered_at IS NOT NULL;
      CREATE INDEX mail_in_hand ON mail (address COLLATE NOCASE) WHERE state = 2;
      """)

  /// The urgency of a mail from its kind: see ``MailUrgency``. Every other kind carries a link.
  private static let urgencies = [
    "WHEN kind >= \(MailKind.firstNotice) THEN \(MailUrgency.notice.literal)",
    "WHEN kind = \(MailKind.invitation.literal) THEN \(MailUrgency.invitation.literal)",
    "ELSE \(MailUrgency.link.literal)",
  ].joined(separator: " ")
}
