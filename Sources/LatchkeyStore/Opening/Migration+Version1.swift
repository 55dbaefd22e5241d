internal import LatchkeyBase

extension Migration {
  /// The first schema.
  ///
  /// Moments and durations are milliseconds; numbers of states and kinds are those of the domain.
  /// Ids are never given twice (AUTOINCREMENT), so that none names two things in the audit.
  ///
  /// The cursors of revocations begin anew at each epoch of the store, far above those of the one
  /// before: after a restore no cursor that was told earlier is met again.
  static let version1 = Migration(
    version: 1,
    sql: Self.deskAndAccounts1 + Self.sessionsAndTokens1 + Self.outboxAndAudit1)

  private static let deskAndAccounts1 = """
    CREATE TABLE desk (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      global_epoch INTEGER NOT NULL CHECK (global_epoch >= 1),
      audit_seal BLOB CHECK (length(audit_seal) = 32),
      search_compaction INTEGER NOT NULL DEFAULT 0 CHECK (search_compaction IN (0, 1, 2))
    ) STRICT;
    INSERT INTO desk (id, global_epoch) VALUES (1, 1);

    CREATE TABLE setting_state (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      revision INTEGER NOT NULL CHECK (revision >= 1),
      profile INTEGER NOT NULL CHECK (profile IN (1, 2))
    ) STRICT;

    CREATE TABLE setting (
      name TEXT NOT NULL PRIMARY KEY,
      value TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE setting_announced (
      name TEXT NOT NULL PRIMARY KEY,
      value TEXT,
      effective_from INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE role (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      name TEXT NOT NULL,
      permissions INTEGER NOT NULL CHECK (permissions >= 0),
      is_built_in INTEGER NOT NULL CHECK (is_built_in IN (0, 1)),
      revision INTEGER NOT NULL CHECK (revision >= 1)
    ) STRICT;
    CREATE UNIQUE INDEX role_name ON role (name COLLATE NOCASE);

    CREATE TABLE account (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      population INTEGER NOT NULL CHECK (population IN (1, 2)),
      display_name TEXT NOT NULL,
      locale TEXT NOT NULL,
      login_name TEXT,
      login_name_canonical TEXT,
      pending_email TEXT,
      phone TEXT,
      phone_canonical TEXT,
      authentication_source INTEGER NOT NULL CHECK (authentication_source IN (1, 2)),
      credential INTEGER NOT NULL CHECK (credential BETWEEN 0 AND 3),
      password_hash TEXT,
      temporary_origin INTEGER,
      temporary_issued_by INTEGER,
      temporary_expires_at INTEGER,
      change_cause INTEGER,
      has_second_factor INTEGER NOT NULL DEFAULT 0 CHECK (has_second_factor IN (0, 1)),
      is_password_known_to_others INTEGER NOT NULL
        CHECK (is_password_known_to_others IN (0, 1)),
      invited_at INTEGER,
      standing INTEGER NOT NULL CHECK (standing BETWEEN 1 AND 4),
      standing_by INTEGER,
      standing_at INTEGER,
      standing_reason TEXT,
      merged_into INTEGER REFERENCES account (id),
      lock INTEGER NOT NULL CHECK (lock IN (0, 1, 2)),
      lock_until INTEGER,
      locked_by INTEGER,
      locked_at INTEGER,
      lock_reason TEXT,
      epoch INTEGER NOT NULL CHECK (epoch >= 1),
      email_version INTEGER NOT NULL CHECK (email_version >= 1),
      is_account_administrator INTEGER NOT NULL CHECK (is_account_administrator IN (0, 1)),
      created_at INTEGER NOT NULL,
      revision INTEGER NOT NULL CHECK (revision >= 1),
      CHECK ((login_name IS NULL) = (login_name_canonical IS NULL)),
      CHECK ((phone IS NULL) = (phone_canonical IS NULL)),
      CHECK ((credential = 0) = (password_hash IS NULL)),
      CHECK ((credential = 2) = (temporary_expires_at IS NOT NULL)),
      CHECK ((credential = 3) = (change_cause IS NOT NULL)),
      CHECK ((standing = 1) = (standing_at IS NULL)),
      CHECK ((standing = 3) = (merged_into IS NOT NULL)),
      CHECK (is_account_administrator = 0 OR population = 2)
    ) STRICT;
    CREATE UNIQUE INDEX account_login_name ON account (population, login_name_canonical)
      WHERE login_name_canonical IS NOT NULL;
    CREATE UNIQUE INDEX account_administrator ON account (is_account_administrator)
      WHERE is_account_administrator = 1;
    CREATE INDEX account_population ON account (population);
    CREATE INDEX account_contact ON account (id) WHERE population = 1 AND standing <= 2;
    CREATE INDEX account_registered ON account (id)
      WHERE population = 1 AND standing <= 2 AND credential <> 0;
    CREATE INDEX account_not_registered ON account (id)
      WHERE population = 1 AND standing <= 2 AND credential = 0;
    CREATE INDEX account_forced ON account (id)
      WHERE population = 1 AND standing <= 2 AND credential = 2 AND temporary_origin = 1;
    CREATE INDEX account_deactivated ON account (id)
      WHERE population = 1 AND standing <= 2 AND standing = 2;
    CREATE INDEX account_phone ON account (population, phone_canonical)
      WHERE phone_canonical IS NOT NULL;
    CREATE INDEX account_lock ON account (id) WHERE lock <> 0;

    CREATE TABLE email (
      account INTEGER NOT NULL REFERENCES account (id),
      position INTEGER NOT NULL CHECK (position >= 0),
      population INTEGER NOT NULL CHECK (population IN (1, 2)),
      text TEXT NOT NULL,
      canonical TEXT NOT NULL,
      is_shared INTEGER NOT NULL DEFAULT 0 CHECK (is_shared IN (0, 1)),
      PRIMARY KEY (account, position)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX email_canonical ON email (population, canonical, account);
    CREATE INDEX email_shared ON email (account) WHERE is_shared = 1;
    CREATE INDEX email_unshared ON email (canonical)
      WHERE population = 1 AND position = 0 AND is_shared = 0;
    CREATE UNIQUE INDEX email_agent_primary ON email (canonical)
      WHERE population = 2 AND position = 0;

    CREATE VIRTUAL TABLE contact_search USING fts5 (
      text, content = '', columnsize = 0, tokenize = 'trigram');

    CREATE TABLE account_role (
      account INTEGER NOT NULL REFERENCES account (id),
      role INTEGER NOT NULL REFERENCES role (id),
      PRIMARY KEY (account, role)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX account_role_role ON account_role (role, account);

    """

  private static let sessionsAndTokens1 = """
    CREATE TABLE session (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      digest BLOB NOT NULL CHECK (length(digest) = 32),
      account INTEGER NOT NULL REFERENCES account (id),
      population INTEGER NOT NULL CHECK (population IN (1, 2)),
      epoch INTEGER NOT NULL,
      global_epoch INTEGER NOT NULL,
      principal TEXT NOT NULL,
      created_at INTEGER NOT NULL,
      last_seen_at INTEGER NOT NULL,
      expires_at INTEGER NOT NULL,
      idle_limit INTEGER NOT NULL CHECK (idle_limit >= 0),
      ends_at INTEGER NOT NULL,
      proved_at INTEGER
    ) STRICT;
    CREATE UNIQUE INDEX session_digest ON session (digest);
    CREATE INDEX session_account ON session (account);
    CREATE INDEX session_ends_at ON session (ends_at);

    CREATE TABLE token (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      digest BLOB NOT NULL CHECK (length(digest) = 32),
      purpose INTEGER NOT NULL,
      account INTEGER NOT NULL REFERENCES account (id),
      epoch INTEGER NOT NULL,
      email_version INTEGER NOT NULL,
      global_epoch INTEGER NOT NULL,
      created_at INTEGER NOT NULL,
      expires_at INTEGER NOT NULL,
      state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 4)
    ) STRICT;
    CREATE UNIQUE INDEX token_digest ON token (digest);
    CREATE UNIQUE INDEX token_live ON token (account, purpose) WHERE state = 1;
    CREATE INDEX token_expires_at ON token (expires_at);
    CREATE TRIGGER token_use_is_final BEFORE UPDATE OF state ON token
      WHEN OLD.state <> 1
      BEGIN SELECT RAISE(ABORT, 'a token is used once'); END;

    CREATE TABLE second_factor (
      account INTEGER PRIMARY KEY REFERENCES account (id),
      seed_key INTEGER NOT NULL,
      seed BLOB NOT NULL CHECK (length(seed) = 60),
      last_step INTEGER NOT NULL CHECK (last_step >= 0),
      enrolled_at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX second_factor_seed_key ON second_factor (seed_key, account);
    CREATE TRIGGER second_factor_step_is_final BEFORE UPDATE OF last_step ON second_factor
      WHEN NEW.last_step <= OLD.last_step
      BEGIN SELECT RAISE(ABORT, 'a code is used once'); END;

    CREATE TABLE recovery_code (
      account INTEGER NOT NULL REFERENCES account (id),
      digest BLOB NOT NULL CHECK (length(digest) = 32),
      PRIMARY KEY (account, digest)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE enrollment (
      account INTEGER PRIMARY KEY REFERENCES account (id),
      seed_key INTEGER NOT NULL,
      seed BLOB NOT NULL CHECK (length(seed) = 60),
      epoch INTEGER NOT NULL,
      expires_at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX enrollment_expires_at ON enrollment (expires_at);

    CREATE TRIGGER second_factor_goes AFTER UPDATE OF has_second_factor ON account
      WHEN OLD.has_second_factor = 1 AND NEW.has_second_factor = 0
      BEGIN
        DELETE FROM second_factor WHERE account = NEW.id;
        DELETE FROM recovery_code WHERE account = NEW.id;
      END;
    CREATE TRIGGER second_factor_is_known BEFORE INSERT ON second_factor
      WHEN (SELECT has_second_factor FROM account WHERE id = NEW.account) <> 1
      BEGIN SELECT RAISE(ABORT, 'the account says that it has no second factor'); END;

    CREATE TABLE revocation (
      cursor INTEGER PRIMARY KEY AUTOINCREMENT,
      kind INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 3),
      account INTEGER,
      population INTEGER CHECK (population IN (1, 2)),
      epoch INTEGER,
      session INTEGER,
      CHECK ((kind = 3) = (account IS NULL)),
      CHECK ((account IS NULL) = (population IS NULL)),
      CHECK ((kind = 2) = (epoch IS NOT NULL)),
      CHECK ((kind = 1) = (session IS NOT NULL))
    ) STRICT;
    CREATE TRIGGER account_epoch_is_told AFTER UPDATE OF epoch ON account
      WHEN NEW.epoch <> OLD.epoch
      BEGIN
        INSERT INTO revocation (kind, account, population, epoch)
          VALUES (2, NEW.id, NEW.population, NEW.epoch);
      END;
    CREATE TRIGGER global_epoch_is_told AFTER UPDATE OF global_epoch ON desk
      WHEN NEW.global_epoch <> OLD.global_epoch
      BEGIN
        INSERT INTO revocation (cursor, kind) VALUES (NEW.global_epoch << 40, 3);
      END;

    CREATE TABLE throttle (
      key TEXT NOT NULL PRIMARY KEY,
      attempts INTEGER NOT NULL CHECK (attempts >= 0),
      window_start INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX throttle_window_start ON throttle (window_start);

    CREATE TABLE known_origin (
      account INTEGER NOT NULL REFERENCES account (id),
      digest BLOB NOT NULL CHECK (length(digest) = 32),
      ends_at INTEGER NOT NULL,
      PRIMARY KEY (account, digest)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX known_origin_account ON known_origin (account, ends_at);
    CREATE INDEX known_origin_ends_at ON known_origin (ends_at);

    CREATE TABLE remembered_call (
      id INTEGER PRIMARY KEY,
      principal TEXT NOT NULL,
      key BLOB NOT NULL,
      method INTEGER NOT NULL,
      request_digest BLOB NOT NULL,
      at INTEGER NOT NULL,
      account INTEGER,
      reply BLOB
    ) STRICT;
    CREATE UNIQUE INDEX remembered_call_key ON remembered_call (principal, key);
    CREATE INDEX remembered_call_at ON remembered_call (at);
    CREATE INDEX remembered_call_account ON remembered_call (account)
      WHERE account IS NOT NULL AND reply IS NOT NULL;

    """

  private static let outboxAndAudit1 = """
    CREATE TABLE mail (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      kind INTEGER NOT NULL,
      account INTEGER NOT NULL REFERENCES account (id),
      address TEXT NOT NULL,
      epoch INTEGER NOT NULL,
      email_version INTEGER NOT NULL,
      queued_at INTEGER NOT NULL,
      state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 6),
      attempts INTEGER NOT NULL CHECK (attempts >= 0),
      next_attempt_at INTEGER NOT NULL,
      delivered_at INTEGER,
      last_error TEXT
    ) STRICT;
    CREATE INDEX mail_account ON mail (account);
    CREATE INDEX mail_due ON mail (next_attempt_at) WHERE state IN (1, 2, 4);

    CREATE TABLE audit (
      sequence INTEGER PRIMARY KEY CHECK (sequence >= 1),
      at INTEGER NOT NULL,
      principal TEXT NOT NULL,
      actor INTEGER NOT NULL CHECK (actor BETWEEN 0 AND 3),
      actor_account INTEGER,
      action TEXT NOT NULL,
      target INTEGER,
      outcome INTEGER NOT NULL CHECK (outcome IN (1, 2)),
      reason TEXT,
      details TEXT NOT NULL,
      link BLOB NOT NULL CHECK (length(link) = 32),
      CHECK ((actor = 2) = (actor_account IS NOT NULL))
    ) STRICT;
    CREATE INDEX audit_actor ON audit (actor_account, sequence) WHERE actor_account IS NOT NULL;
    CREATE INDEX audit_target ON audit (target, sequence) WHERE target IS NOT NULL;
    CREATE INDEX audit_action ON audit (action, sequence);
    CREATE INDEX audit_principal ON audit (principal, sequence);
    CREATE INDEX audit_at ON audit (at, sequence);
    CREATE INDEX audit_refused ON audit (sequence) WHERE outcome = 2;
    CREATE INDEX audit_refused_actor ON audit (actor_account, sequence)
      WHERE outcome = 2 AND actor_account IS NOT NULL;
    CREATE INDEX audit_refused_target ON audit (target, sequence)
      WHERE outcome = 2 AND target IS NOT NULL;
    CREATE TRIGGER audit_never_changes BEFORE UPDATE ON audit
      BEGIN SELECT RAISE(ABORT, 'audit entries never change'); END;

    CREATE TABLE audit_checkpoint (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      sequence INTEGER NOT NULL CHECK (sequence >= 1),
      link BLOB NOT NULL CHECK (length(link) = 32),
      proof BLOB NOT NULL CHECK (length(proof) = 32)
    ) STRICT;
    CREATE TRIGGER audit_never_shrinks BEFORE DELETE ON audit
      WHEN OLD.sequence > coalesce((SELECT sequence FROM audit_checkpoint WHERE id = 1), 0)
      BEGIN SELECT RAISE(ABORT, 'audit entries are removed behind a checkpoint only'); END;
    CREATE TRIGGER audit_checkpoint_never_returns BEFORE UPDATE ON audit_checkpoint
      WHEN NEW.sequence <= OLD.sequence
      BEGIN SELECT RAISE(ABORT, 'a checkpoint of the audit never goes back'); END;
    CREATE TRIGGER audit_checkpoint_stays BEFORE DELETE ON audit_checkpoint
      BEGIN SELECT RAISE(ABORT, 'a checkpoint of the audit is never removed'); END;
    """
}
