"""The daemon itself: sessions verified, passwords hashed, changes made durable."""
import pathlib
import shutil
import subprocess
import tempfile

from harness import Rival, medians

NAME = "desk"
TITLE = "latchkeyd: VerifySession, durable changes, sign-ins (medians of the rounds)"
ORDER = 20
QUICK = True


class Daemon:
    """A new latchkeyd with a database of its own; serves as `Bench.serving` expects it."""

    def __init__(self, bench, pinned):
        self.bench, self.pinned = bench, pinned
        self.files = tempfile.mkdtemp(prefix="latchkey-bench-")

    def __enter__(self):
        self.server = self.bench.serving(
            self.bench.daemon, "--database", f"{self.files}/desk.sqlite", "--keys",
            f"{self.files}/keys", "--log-level", "error", "--socket", pinned=self.pinned)
        return self.server.__enter__()

    def __exit__(self, *reason):
        self.server.__exit__(*reason)
        shutil.rmtree(self.files, ignore_errors=True)


def load(bench, work, callers, pinned=True):
    with Daemon(bench, pinned) as server:
        program = bench.program("desk-load")
        if pinned:
            return bench.measure(server, program, work, server.path, callers, bench.seconds)
        return bench.measure(server, program, work, server.path, callers, bench.seconds, pinned=False)


def raw_sqlite(bench, group):
    """SQLite alone, on a database that a daemon made and 64 agents live in."""
    folder = pathlib.Path(__file__).parent.parent
    with Daemon(bench, False) as server:
        subprocess.run([bench.program("desk-load"), "update", server.path, "64", "0.1"],
                       check=True, stdout=subprocess.DEVNULL)
        files = pathlib.Path(server.process.args[server.process.args.index("--database") + 1]).parent
        server.process.terminate()
        server.process.wait()
        return bench.measure(
            server, bench.program("raw-sqlite"), "client", files / "desk.sqlite", group,
            bench.seconds, folder / "Sources/RawSQLite/update.sql", pinned=False, alone=True)


def sodium(bench, threads):
    with Daemon(bench, False) as server:
        return bench.measure(server, bench.program("sodium-loop"), "client", "-", threads,
                             bench.seconds, pinned=False, alone=True)


def run(bench):
    floor = Rival("C, blocking", bench.program("c-floor"))
    tasks = [
        ("C floor, 64 B, one at a time", lambda: bench.echo(floor, 64, 1)),
        ("VerifySession, one at a time", lambda: load(bench, "verify", 1)),
        ("VerifySession, 64 in flight", lambda: load(bench, "verify", 64)),
        ("raw SQLite, 32 changes a transaction", lambda: raw_sqlite(bench, 32)),
        ("UpdateAgent, 64 callers", lambda: load(bench, "update", 64, pinned=False)),
        ("libsodium alone, 2 threads", lambda: sodium(bench, 2)),
        ("SignIn, 4 callers", lambda: load(bench, "signin", 4, pinned=False)),
        ("VerifySession beside full hashing", lambda: load(bench, "beside", 1, pinned=False)),
    ]
    results = {name: medians(samples) for name, samples in bench.interleaved(tasks).items()}
    beside = {
        "VerifySession, one at a time": ("p50", "C floor, 64 B, one at a time"),
        "UpdateAgent, 64 callers": ("rate", "raw SQLite, 32 changes a transaction"),
        "SignIn, 4 callers": ("rate", "libsodium alone, 2 threads"),
    }
    rows = []
    for name, figures in results.items():
        figure, other = beside.get(name, (None, None))
        rows.append({
            "work": name, "p50": figures["p50"], "p99": figures["p99"], "p99.9": figures["p999"],
            "calls/s": round(figures["rate"], 1), "CPU s/100k": figures["cpu"],
            "ratio": figures[figure] / results[other][figure] if figure else None,
            "of": f"{figure} of {other}" if figure else "",
        })
    return rows
