"""Fills the database of a stopped daemon with contacts and audit entries.

The rows are those that the daemon would write, the audit's chain among them: computed here a second
time from the description in SECURITY.md, so that a later check of the whole chain says whether both
agree.
"""
import hashlib
import pathlib
import sqlite3
import struct

CHUNK = 50_000
FIRST_NAMES = ["Ada", "Bo", "Chen", "Dana", "Emil", "Fatima", "Goran", "Hana", "Ines", "Jun",
               "Kofi", "Lena", "Mio", "Nadia", "Omar", "Pia", "Quinn", "Rosa", "Sven", "Tala"]
LAST_NAMES = ["Miller", "Novak", "Okafor", "Petrov", "Quist", "Rossi", "Sato", "Tanaka", "Ueda",
              "Vogel", "Weiss", "Xu", "Young", "Zeller", "Berg", "Costa", "Diaz", "Evans", "Fuchs"]


def name(number):
    return f"{FIRST_NAMES[number % 20]} {LAST_NAMES[number // 20 % 19]} {number}"


def address(number):
    return f"c{number}@example.org"


def audit_key(keys):
    """The subkey of the audit: the third of the current master key, by the derivation of libsodium."""
    line = next(line for line in pathlib.Path(keys).read_text().splitlines() if line.startswith("key "))
    master = bytes.fromhex(line.split()[2])
    return hashlib.blake2b(b"", digest_size=32, key=master, salt=struct.pack("<QQ", 3, 0),
                           person=b"latchkey" + bytes(8)).digest()


def field(value):
    data = value if isinstance(value, bytes) else str(value).encode()
    return struct.pack(">I", len(data)) + data


def fill(database, keys, contacts, entries):
    connection = sqlite3.connect(database, isolation_level=None)
    connection.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA cache_size = -400000;"
                             "PRAGMA temp_store = MEMORY;")
    # Indexes are built once at the end: a tenth of the time.
    indexes = connection.execute(
        "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL"
        " AND tbl_name IN ('account', 'email', 'audit')").fetchall()
    for index, _ in indexes:
        connection.execute(f"DROP INDEX {index}")
    first = fill_contacts(connection, contacts)
    fill_audit(connection, audit_key(keys), first, contacts, entries)
    for _, sql in indexes:
        connection.execute(sql)
    connection.executescript("ANALYZE; PRAGMA wal_checkpoint(TRUNCATE);")
    connection.close()


def fill_contacts(connection, count):
    """Adds contacts and says which number the first one has."""
    first = connection.execute("SELECT coalesce(max(id), 0) FROM account").fetchone()[0] + 1
    now = 1_767_225_600_000
    for start in range(0, count, CHUNK):
        numbers = range(start, min(start + CHUNK, count))
        connection.execute("BEGIN")
        connection.executemany(
            "INSERT INTO account (id, population, display_name, locale, authentication_source, credential,"
            " is_password_known_to_others, standing, lock, epoch, email_version, is_account_administrator,"
            " created_at, revision) VALUES (?, 1, ?, 'en', 1, 0, 0, 1, 0, 1, 1, 0, ?, 1)",
            ((first + n, name(n), now) for n in numbers))
        connection.executemany(
            "INSERT INTO email (account, position, population, text, canonical) VALUES (?, 0, 1, ?, ?)",
            ((first + n, address(n), address(n)) for n in numbers))
        connection.executemany(
            "INSERT INTO contact_search (rowid, text) VALUES (?, ?)",
            ((first + n, f"{name(n).lower()}\n{address(n)}") for n in numbers))
        connection.execute("COMMIT")
    return first


def fill_audit(connection, key, first, contacts, count):
    head = connection.execute("SELECT sequence, link FROM audit ORDER BY sequence DESC LIMIT 1").fetchone()
    sequence, link = head if head else (0, bytes(32))
    at = connection.execute("SELECT coalesce(max(at), 1767225600000) FROM audit").fetchone()[0]
    for start in range(0, count, CHUNK):
        rows = []
        for n in range(start, min(start + CHUNK, count)):
            sequence += 1
            actor = first + n % contacts
            chained = b"".join((
                field(link), field(sequence), field(at), field("portal"), field(f"account {actor}"),
                field("sign_in"), field(actor), field(b"\x01"), field(b"\x00"), field("")))
            link = hashlib.blake2b(chained, digest_size=32, key=key).digest()
            rows.append((sequence, at, "portal", 2, actor, "sign_in", actor, 1, "{}", link))
        connection.execute("BEGIN")
        connection.executemany(
            "INSERT INTO audit (sequence, at, principal, actor, actor_account, action, target, outcome, details, link)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
        connection.execute("COMMIT")
    seal = hashlib.blake2b(f"seal {sequence} ".encode() + link, digest_size=32, key=key).digest()
    connection.execute("UPDATE desk SET audit_seal = ?", (seal,))
