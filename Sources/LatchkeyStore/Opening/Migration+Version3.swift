extension Migration {
  /// What the courier needs to keep within budgets and to give up in time.
  ///
  /// Urgency: 0 tells of what was done, 1 is a link that somebody waits for, 2 is an invitation, of
  /// which there may be thousands at once.
  static let version3 = Migration(
    version: 3,
    sql: """
      ALTER TABLE mail ADD COLUMN tried_since INTEGER;
      ALTER TABLE mail ADD COLUMN urgency INTEGER GENERATED ALWAYS AS (
        CASE WHEN kind >= 64 THEN 0 WHEN kind = 3 THEN 2 ELSE 1 END) VIRTUAL;
      CREATE INDEX mail_urgent ON mail (urgency, next_attempt_at) WHERE state IN (1, 2, 4);
      CREATE INDEX mail_delivered ON mail (delivered_at) WHERE delivered_at IS NOT NULL;
      CREATE INDEX mail_recipient ON mail (address COLLATE NOCASE, delivered_at)
        WHERE delivered_at IS NOT NULL;
      CREATE INDEX mail_in_hand ON mail (address COLLATE NOCASE) WHERE state = 2;
      """)
}
