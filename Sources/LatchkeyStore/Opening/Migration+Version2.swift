internal import LatchkeyBase

extension Migration {
  /// What administrators of mail need: the server, texts of their own, every attempt at a mail, and
  /// addresses that are refused.
  ///
  /// Trouble with an address ends with the address: the statement that changes the one forgets the other, in
  /// the same statement. One that is only proposed changes nothing yet.
  static let version2 = Migration(
    version: 2,
    sql: """
      CREATE TABLE mail_server_state (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        revision INTEGER NOT NULL CHECK (revision >= 1)
      ) STRICT;

      CREATE TABLE mail_server (
        name TEXT NOT NULL PRIMARY KEY,
        value TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE mail_template (
        kind INTEGER NOT NULL,
        population INTEGER NOT NULL CHECK (population IN (1, 2)),
        language TEXT NOT NULL,
        version INTEGER NOT NULL CHECK (version >= 1),
        subject TEXT,
        body TEXT,
        at INTEGER NOT NULL,
        by INTEGER,
        PRIMARY KEY (kind, population, language, version),
        CHECK ((subject IS NULL) = (body IS NULL))
      ) STRICT, WITHOUT ROWID;

      CREATE INDEX mail_state ON mail (state);
      CREATE INDEX mail_account_state ON mail (account, state);

      CREATE TABLE mail_attempt (
        mail INTEGER NOT NULL REFERENCES mail (id),
        number INTEGER NOT NULL CHECK (number >= 1),
        at INTEGER NOT NULL,
        state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 6),
        detail TEXT,
        PRIMARY KEY (mail, number)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE address_trouble (
        account INTEGER PRIMARY KEY REFERENCES account (id),
        failures INTEGER NOT NULL CHECK (failures >= 1),
        since INTEGER NOT NULL,
        last INTEGER NOT NULL,
        detail TEXT NOT NULL,
        marked_at INTEGER
      ) STRICT;
      CREATE INDEX address_undeliverable ON address_trouble (account) WHERE marked_at IS NOT NULL;
      CREATE TRIGGER another_address_ends_trouble AFTER UPDATE OF email_version ON account
        WHEN NEW.email_version <> OLD.email_version AND NEW.pending_email IS NULL
        BEGIN DELETE FROM address_trouble WHERE account = NEW.id; END;
      """)
}
