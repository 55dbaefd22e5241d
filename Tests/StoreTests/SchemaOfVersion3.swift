/// What version 3 added: never changed, whatever later versions do.
enum SchemaOfVersion3 {
  /// Behind the columns that the outbox had, as SQLite writes them there.
  static let columnsOfMail = """
    , tried_since INTEGER, urgency INTEGER GENERATED ALWAYS AS (
      CASE WHEN kind >= 64 THEN 0 WHEN kind = 3 THEN 2 ELSE 1 END) VIRTUAL
    """

  /// Every index that versions 1 and 2 did not have.
  static let added = """
    CREATE INDEX mail_urgent ON mail (urgency, next_attempt_at) WHERE state IN (1, 2, 4);

    CREATE INDEX mail_delivered ON mail (delivered_at) WHERE delivered_at IS NOT NULL;

    CREATE INDEX mail_recipient ON mail (address COLLATE NOCASE, delivered_at)
      WHERE delivered_at IS NOT NULL;

    CREATE INDEX mail_in_hand ON mail (address COLLATE NOCASE) WHERE state = 2;
    """
}
