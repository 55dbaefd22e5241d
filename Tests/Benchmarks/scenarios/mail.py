"""Mail: the daemon empties its outbox into a mail server, beside a plain loop over libcurl."""
import json
import pathlib
import shutil
import sqlite3
import statistics
import subprocess
import tempfile
import time

from fill import address, fill_contacts

NAME = "mail"
TITLE = "latchkeyd: an outbox full of links into one mail server, as the server sees it (medians)"
ORDER = 40
QUICK = False

SERVER = pathlib.Path(__file__).parents[2] / "MailServers" / "scripted.py"
# What the daemon's mails have.
BYTES = 2_600


class MailServer:
    """aiosmtpd; says when the first of so many messages began and the last was taken."""

    def __init__(self, count):
        self.folder = tempfile.mkdtemp(prefix="latchkey-bench-")
        self.process = subprocess.Popen(
            ["/usr/bin/python3", "-B", str(SERVER), self.folder, "--tally", str(count)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline())

    def seconds(self):
        return json.loads(self.process.stdout.readline())["seconds"]

    def close(self):
        self.process.kill()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def start(bench, files, *flags):
    return subprocess.Popen(
        [str(bench.daemon), "--database", f"{files}/desk.sqlite", "--keys", f"{files}/keys",
         "--socket", f"{files}/s", "--log-level", "error", *flags])


def outbox(bench, files, count):
    """A database of a stopped daemon with so many invitations that wait."""
    daemon = start(bench, files, "--mail", "none")
    while not pathlib.Path(files, "s").exists():
        time.sleep(0.02)
    daemon.terminate()
    daemon.wait()
    connection = sqlite3.connect(f"{files}/desk.sqlite", isolation_level=None)
    first = fill_contacts(connection, count)
    connection.execute("BEGIN")
    now = int(time.time() * 1_000) - 1_000
    connection.executemany(
        "INSERT INTO mail (kind, account, address, epoch, email_version, queued_at, state, attempts,"
        " next_attempt_at) VALUES (3, ?, ?, 1, 1, ?, 1, 0, ?)",
        ((first + number, address(number), now, now) for number in range(count)))
    connection.execute("COMMIT")
    connection.close()


def desk(bench, count):
    files = tempfile.mkdtemp(prefix="latchkey-bench-")
    server = MailServer(count)
    try:
        outbox(bench, files, count)
        daemon = start(bench, files, "--mail", f"smtp:127.0.0.1:{server.port}", "--mail-security", "plain")
        seconds = server.seconds()
        daemon.terminate()
        daemon.wait()
        return count / seconds
    finally:
        server.close()
        shutil.rmtree(files, ignore_errors=True)


def loop(bench, count):
    server = MailServer(count)
    try:
        subprocess.run([bench.program("curl-loop"), str(server.port), str(count), str(BYTES)], check=True)
        return count / server.seconds()
    finally:
        server.close()


def run(bench):
    count = 3_000
    tasks = [("libcurl alone, one connection", lambda: loop(bench, count)),
             ("latchkeyd, four connections", lambda: desk(bench, count))]
    rates = {name: statistics.median(samples) for name, samples in bench.interleaved(tasks).items()}
    alone = rates["libcurl alone, one connection"]
    return [{"work": name, "mails/s": round(rate, 1), "ratio": rate / alone} for name, rate in rates.items()]
