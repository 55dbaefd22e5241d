# The statements of one Agents.UpdateAgent, in the order in which the daemon runs them.
SELECT session.id, session.account, session.population, session.epoch, session.global_epoch, session.principal, session.created_at, session.last_seen_at, session.expires_at, session.idle_limit, session.proved_at, account.epoch, account.standing, desk.global_epoch FROM session CROSS JOIN account ON account.id = session.account CROSS JOIN desk ON desk.id = 1 WHERE session.id = 1
SELECT * FROM account WHERE id = 1
SELECT text FROM email WHERE account = 1 ORDER BY position
SELECT role FROM account_role WHERE account = 1 ORDER BY role
SELECT * FROM account WHERE id = ?1
SELECT text FROM email WHERE account = ?1 ORDER BY position
SELECT role FROM account_role WHERE account = ?1 ORDER BY role
UPDATE account SET display_name = display_name, locale = locale, login_name = login_name, login_name_canonical = login_name_canonical, pending_email = pending_email, phone = '+43 ' || ?2, phone_canonical = '+43' || ?2, authentication_source = authentication_source, credential = credential, password_hash = password_hash, temporary_origin = temporary_origin, temporary_issued_by = temporary_issued_by, temporary_expires_at = temporary_expires_at, change_cause = change_cause, has_second_factor = has_second_factor, is_password_known_to_others = is_password_known_to_others, invited_at = invited_at, standing = standing, standing_by = standing_by, standing_at = standing_at, standing_reason = standing_reason, merged_into = merged_into, lock = lock, lock_until = lock_until, locked_by = locked_by, locked_at = locked_at, lock_reason = lock_reason, epoch = epoch, email_version = email_version, is_account_administrator = is_account_administrator, revision = revision + 1 WHERE id = ?1 AND revision = revision
SELECT sequence, link FROM audit WHERE sequence = (SELECT max(sequence) FROM audit)
INSERT INTO audit (sequence, at, principal, actor, actor_account, action, target, outcome, reason, details, link) SELECT 1 + max(sequence), 1795334400000 + ?2, 'operator', 2, 1, 'agent.update', ?1, 1, NULL, '{"fields":"phone"}', randomblob(32) FROM audit
