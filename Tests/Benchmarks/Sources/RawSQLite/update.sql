# The statements of one Agents.UpdateAgent, in the order in which the daemon runs them.
SELECT session.id, session.account, session.population, session.epoch, session.global_epoch, session.principal, session.created_at, session.last_seen_at, session.expires_at, session.idle_limit, session.proved_at, account.epoch, account.standing, desk.global_epoch FROM session CROSS JOIN account ON account.id = session.account CROSS JOIN desk ON desk.id = 1 WHERE session.id = 1
SELECT * FROM account WHERE id = 1
SELECT text FROM email WHERE account = 1 ORDER BY position
SELECT role FROM account_role WHERE account = 1 ORDER BY role
SELECT * FROM account WHERE id = ?1
SELECT text FROM email WHERE account = ?1 ORDER BY position
SELECT role FROM account_role WHERE account = ?1 ORDER BY role
SELECT * FROM account WHERE id = ?1
SELECT text FROM email WHERE account = ?1 ORDER BY position
SELECT role FROM account_role WHERE account = ?1 ORDER BY role
UPDATE account SET display_name = display_name, locale = locale, phone = '+43 ' || ?2, credential = credential, epoch = epoch, email_version = email_version, revision = revision + 1 WHERE id = ?1
SELECT text FROM email WHERE account = ?1 ORDER BY position
SELECT role FROM account_role WHERE account = ?1 ORDER BY role
SELECT sequence, link FROM audit WHERE sequence = (SELECT max(sequence) FROM audit)
INSERT INTO audit (sequence, at, principal, actor, actor_account, action, target, outcome, reason, details, link) SELECT 1 + max(sequence), 1795334400000 + ?2, 'operator', 2, 1, 'agent.update', ?1, 1, NULL, '{"fields":"phone"}', randomblob(32) FROM audit
SELECT * FROM account WHERE id = ?1
SELECT text FROM email WHERE account = ?1 ORDER BY position
SELECT role FROM account_role WHERE account = ?1 ORDER BY role
