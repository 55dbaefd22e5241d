"""A desk with a million contacts and ten million audit entries beside one with a thousand of each."""
import pathlib
import shutil
import subprocess
import tempfile
import time

import fill
from harness import Server, medians

NAME = "scale"
TITLE = "latchkeyd with a million contacts and ten million audit entries, beside a thousand (medians of the rounds)"
ORDER = 40
# Filling takes minutes and some gigabytes of a temporary folder.
QUICK = False

SMALL = (1_000, 1_000)
LARGE = (1_000_000, 10_000_000)
WORKS = [
    ("verify", "VerifySession"),
    ("lookup", "GetContact by address: the look-up of a sign-in"),
    ("sign-in", "SignIn by address, refused, its hash included"),
    ("provision", "ProvisionRequester of a contact that is there"),
    ("page", "ListContacts, a page of 20 anywhere"),
    ("search", "ListContacts, 20 with a part of a name"),
    ("events", "ListEvents, a page of 20 anywhere"),
    ("account-events", "ListEvents of one account, 20"),
]


class Desk:
    """A desk that was filled once and is served again for each sample."""

    def __init__(self, bench, contacts, entries):
        self.bench, self.contacts, self.entries = bench, contacts, entries
        self.files = pathlib.Path(tempfile.mkdtemp(prefix="latchkey-scale-"))
        with self.serve(pinned=False) as server:
            self.load(server, "prepare", 0.1)
        begun = time.monotonic()
        fill.fill(self.files / "desk.sqlite", self.files / "keys", contacts, entries)
        self.filled = time.monotonic() - begun

    def serve(self, pinned=True):
        return Server(self.bench, self.bench.daemon, [
            "--database", f"{self.files}/desk.sqlite", "--keys", f"{self.files}/keys",
            "--log-level", "error", "--socket"], pinned)

    def load(self, server, work, seconds=None):
        return self.bench.measure(
            server, self.bench.program("scale-load"), work, server.path, self.contacts, self.entries,
            seconds or self.bench.seconds)

    def sample(self, work):
        with self.serve() as server:
            return self.load(server, work)

    def start(self):
        """Milliseconds from the start of the process until a call is answered."""
        begun = time.monotonic()
        with self.serve() as server:
            subprocess.run([self.bench.program("scale-load"), "ping", server.path, "1", "1", "0"],
                           check=True, stdout=subprocess.DEVNULL)
            ended = time.monotonic()
        return {"p50": (ended - begun) * 1_000}

    def close(self):
        shutil.rmtree(self.files, ignore_errors=True)


def run(bench):
    small = Desk(bench, *SMALL)
    large = Desk(bench, *LARGE)
    try:
        tasks = []
        for work, _ in WORKS:
            tasks.append(((work, "small"), lambda work=work: small.sample(work)))
            tasks.append(((work, "large"), lambda work=work: large.sample(work)))
        tasks.append((("start", "small"), small.start))
        tasks.append((("start", "large"), large.start))
        samples = bench.interleaved(tasks)
        figures = {key: medians(found) for key, found in samples.items()}
        rows = []
        for work, label in WORKS + [("start", "from exec to the first answer, ms")]:
            few, many = figures[(work, "small")], figures[(work, "large")]
            rows.append({
                "work": label, "p50 small": few["p50"], "p50 large": many["p50"],
                "ratio": many["p50"] / few["p50"],
                "p99 small": few.get("p99"), "p99 large": many.get("p99"),
            })
        size = (large.files / "desk.sqlite").stat().st_size / 1e9
        rows.append({"work": f"the large file has {size:.2f} GB and was filled in {large.filled:.0f} s"})
        with large.serve(pinned=False) as server:
            begun = time.monotonic()
            verdict = subprocess.run(
                [bench.program("scale-load"), "verify-audit", server.path, "1", "1", "0"],
                check=True, stdout=subprocess.PIPE, text=True).stdout.strip()
            rows.append({"work": f"its audit: {verdict}, in {time.monotonic() - begun:.0f} s"})
        return rows
    finally:
        small.close()
        large.close()
