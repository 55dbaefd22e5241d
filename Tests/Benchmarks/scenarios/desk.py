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

FLOOR = "C floor, 64 B, one at a time"
VERIFY = "VerifySession, one at a time"
VERIFY_64 = "VerifySession, 64 in flight"
SQLITE = "raw SQLite, 32 changes a transaction"
UPDATE = "UpdateAgent, 64 callers"
SODIUM = "libsodium alone, 2 threads"
SIGN_IN = "SignIn, 4 callers"
# What these three count are hashes; the times are VerifySession's.
HASHING = "hashes, all cores"
BESIDE = "hashes, VerifySession beside them one after the other"
BESIDE_PACED = "hashes, VerifySession beside them once a millisecond"
TTRPC = "ttrpc, empty echo, one at a time"
TTRPC_64 = "ttrpc, empty echo, 64 in flight"


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
        return bench.measure(
            server, bench.program("desk-load"), work, server.path, callers, bench.seconds, pinned=pinned)


def hashing(bench, work):
    """Hashes a second, perhaps with one who verifies sessions beside them; twice as long as others, as 3 % are few."""
    with Daemon(bench, False) as server:
        figures = bench.measure(
            server, bench.program("desk-load"), work, server.path, 1, 2 * bench.seconds, pinned=False)
        if work == "hashing":
            figures |= {"p50": None, "p99": None, "p999": None, "rate": None}
        return {**figures, "verified": figures["rate"], "rate": figures["hashesPerSecond"]}


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
    floor = Rival(FLOOR, bench.program("c-floor"))
    tasks = [
        (FLOOR, lambda: bench.echo(floor, 64, 1)),
        (VERIFY, lambda: load(bench, "verify", 1)),
        (VERIFY_64, lambda: load(bench, "verify", 64)),
        (SQLITE, lambda: raw_sqlite(bench, 32)),
        (UPDATE, lambda: load(bench, "update", 64, pinned=False)),
        (SODIUM, lambda: sodium(bench, 2)),
        (SIGN_IN, lambda: load(bench, "signin", 4, pinned=False)),
    ]
    if not bench.quick:
        tasks += [(HASHING, lambda: hashing(bench, "hashing")), (BESIDE, lambda: hashing(bench, "beside")),
                  (BESIDE_PACED, lambda: hashing(bench, "beside-paced"))]
    peer = bench.peer("TTRPC", "ttrpc-echo")
    if peer:
        ttrpc = Rival("ttrpc", peer)
        tasks += [(TTRPC, lambda: bench.echo(ttrpc, 0, 1)), (TTRPC_64, lambda: bench.echo(ttrpc, 0, 64))]
    results = {name: medians(samples) for name, samples in bench.interleaved(tasks).items()}
    take_marks(bench, results)
    beside = {
        VERIFY: ("p50", FLOOR), UPDATE: ("rate", SQLITE), SIGN_IN: ("rate", SODIUM), BESIDE: ("rate", HASHING),
        BESIDE_PACED: ("rate", HASHING), VERIFY_64: ("rate", TTRPC_64),
    }
    rows = []
    for name, figures in results.items():
        figure, other = beside.get(name, (None, None))
        if other not in results:
            figure = None
        hashes = "hashesPerSecond" in figures
        rows.append({
            # What has no round trips says 0.
            "work": name, "p50": figures["p50"] or None, "p99": figures["p99"] or None,
            "p99.9": figures["p999"] or None,
            "a second": round(figures["rate"], 1), "verified a second": figures.get("verified"),
            "CPU s/100k": None if hashes else figures["cpu"],
            "ratio": figures[figure] / results[other][figure] if figure else None,
            "of": f"{figure} of {other}" if figure else "",
        })
    # What the memory of hashes, kept and wiped, would have to bring.
    rows.append({"work": "1.3 times libsodium alone", "a second": round(1.3 * results[SODIUM]["rate"], 1),
                 "ratio": results[SIGN_IN]["rate"] / results[SODIUM]["rate"] / 1.3, "of": f"{SIGN_IN}, of it"})
    return rows


def take_marks(bench, results):
    bench.mark("VerifySession, p50", results[VERIFY]["p50"] / results[FLOOR]["p50"], "× floor", at_most=1.8)
    bench.mark("VerifySession, CPU of both for 100 000", results[VERIFY]["cpu"], "s", at_most=2.4)
    bench.mark("VerifySession, 64 in flight, CPU of both for 100 000", results[VERIFY_64]["cpu"], "s", at_most=0.4)
    if TTRPC in results:
        bench.mark("VerifySession, 64 in flight, beside ttrpc's empty echo",
                   results[VERIFY_64]["rate"] / results[TTRPC_64]["rate"], "× calls/s", at_least=4)
        for ours, theirs, how in ((VERIFY, TTRPC, ""), (VERIFY_64, TTRPC_64, ", 64 in flight")):
            bench.mark(f"VerifySession{how}, CPU beside ttrpc's echo", results[ours]["cpu"] / results[theirs]["cpu"],
                       "× CPU", at_most=0.2)
    bench.mark("durable changes, 64 callers", results[UPDATE]["rate"] / results[SQLITE]["rate"],
               "of SQLite alone", at_least=0.8)
    bench.mark("sign-ins, all cores", results[SIGN_IN]["rate"] / results[SODIUM]["rate"], "of libsodium alone",
               at_least=0.97)
    if HASHING in results:
        # Both of one load: whoever calls as fast as answers come takes a core by that alone.
        bench.mark("VerifySession once a millisecond, all cores hashing: p99", results[BESIDE_PACED]["p99"], "µs",
                   at_most=300)
        bench.mark("VerifySession once a millisecond, all cores hashing: hashes lost",
                   100 - 100 * results[BESIDE_PACED]["rate"] / results[HASHING]["rate"], "%", at_most=3)
