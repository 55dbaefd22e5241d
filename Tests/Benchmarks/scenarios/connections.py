"""Connections that come and go, connections that stay, and what the daemon takes before it has any."""
import json
import pathlib
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time

from harness import Server

# The peer that was written from PROTOCOL.md alone: nothing between exec and the answer is ours but the daemon.
sys.path.append(str(pathlib.Path(__file__).parents[2] / "Peer"))
import lkp  # noqa: E402

NAME = "connections"
TITLE = "Connections made and closed, connections that idle, and the daemon's start"
ORDER = 30
QUICK = True

GET_INFO = 102


def churn(program, server, connections):
    """Makes connections and closes them; what the server counts then."""
    output = subprocess.run([program, "churn", server.path, str(connections)], check=True,
                            stdout=subprocess.PIPE, text=True).stdout
    return json.loads(output)


def idle(program, path, connections, look):
    """Keeps connections open while somebody looks."""
    crowd = subprocess.Popen([program, "idle", path, str(connections)], stdin=subprocess.PIPE,
                             stdout=subprocess.PIPE, text=True)
    try:
        assert json.loads(crowd.stdout.readline())["phase"] == "idle"
        return look()
    finally:
        crowd.stdin.close()
        crowd.wait()


def settled(server, descriptors):
    """How many files the server has open once it has seen the last of its clients gone."""
    until = time.monotonic() + 2
    # It hears of an end when it reads it, and nothing tells us of that: we look again.
    while server.descriptors() > descriptors and time.monotonic() < until:
        time.sleep(0.005)
    return server.descriptors()


def come_and_go(bench):
    program = bench.program("latchkey-echo")
    count = 2_000 if bench.quick else 10_000
    with bench.serving(program, "server", pinned=False) as server:
        descriptors = server.descriptors()
        churn(program, server, 1)
        started = server.resident_kib()
        begun = time.monotonic()
        figures = churn(program, server, count)
        seconds = time.monotonic() - begun
        left = settled(server, descriptors) - descriptors
        first = server.resident_kib()
        again = churn(program, server, count)
        second = server.resident_kib()
    what = f"{count:,} connections made and closed"
    bench.mark(f"{what}: descriptors left", left, "", at_most=0)
    bench.mark(f"{what}: connections and calls left", max(
        found["open"] + found["running"] for found in (figures, again)), "", at_most=0)
    bench.mark(f"{what}: memory a second time", second - first, "KiB", at_most=512)
    return [{"what": f"{what}, each for one call", "connections/s": round(count / seconds),
             "before, MiB": started / 1_024, "after, MiB": first / 1_024, "again, MiB": second / 1_024}]


def stay(bench):
    program = bench.program("latchkey-echo")
    count = 5_000
    with bench.serving(program, "server", pinned=False) as server:
        idle(program, server.path, 1, lambda: None)
        started = server.resident_kib()
        filled = idle(program, server.path, count, server.resident_kib)
        # A second crowd shows what stays with the process and what goes with a connection.
        again = idle(program, server.path, count, server.resident_kib)
    each = (filled - started) / count
    bench.mark(f"{count:,} idle connections, each", each, "KiB", at_most=2)
    return [{"what": f"{count:,} idle connections", "before, MiB": started / 1_024, "after, MiB": filled / 1_024,
             "again, MiB": again / 1_024, "each, KiB": each}]


class Desk:
    """A database and keys that are there already when a daemon starts."""

    def __init__(self, bench):
        self.bench = bench
        self.files = pathlib.Path(tempfile.mkdtemp(prefix="latchkey-bench-"))
        with self.serve() as server:
            subprocess.run([bench.program("scale-load"), "prepare", server.path, "1", "1", "0"], check=True,
                           stdout=subprocess.DEVNULL)
            server.process.terminate()
            server.process.wait()

    def words(self):
        return ["--database", f"{self.files}/desk.sqlite", "--keys", f"{self.files}/keys", "--log-level", "error",
                "--socket"]

    def serve(self):
        return Server(self.bench, self.bench.daemon, self.words(), False)

    def resident(self):
        """Memory of a daemon that has answered one call."""
        with self.serve() as server:
            greet(server.path, time.monotonic() + 10)
            return {part: server.resident_kib(part) * 1_024 / 1e6 for part in ("VmRSS", "RssAnon", "RssFile")}

    def start(self):
        """Milliseconds from before the exec until one can connect, and until the first call is answered."""
        path = f"{self.files}/s"
        begun = time.monotonic()
        daemon = subprocess.Popen([str(self.bench.daemon), *self.words(), path], stdout=subprocess.DEVNULL)
        try:
            connected = greet(path, begun + 10)
            return {"connected": (connected - begun) * 1_000, "answered": (time.monotonic() - begun) * 1_000}
        finally:
            daemon.terminate()
            daemon.wait()

    def close(self):
        shutil.rmtree(self.files, ignore_errors=True)


def greet(path, until):
    """Connects as soon as one can and has one call answered; the moment of the connection."""
    while True:
        peer = socket.socket(socket.AF_UNIX)
        try:
            peer.connect(path)
            break
        except (FileNotFoundError, ConnectionRefusedError):
            peer.close()
            if time.monotonic() > until:
                raise
            # Nothing tells a stranger of a path that appears; this is less than a hundredth of the mark.
            time.sleep(0.000_2)
    connected = time.monotonic()
    with peer:
        peer.settimeout(10)
        peer.sendall(lkp.PREFACE + lkp.Link.frame(lkp.HELLO, 0, 0, lkp.dump({1: [1, 1]}))
                     + lkp.Link.frame(lkp.REQUEST, 1, lkp.END, lkp.dump({1: GET_INFO, 7: lkp.dump({})})))
        received = b""
        while True:
            part = peer.recv(65_536)
            if not part:
                raise RuntimeError(f"{path} was closed before the answer")
            received += part
            rest = received
            while len(rest) >= 12:
                length, stream, kind = int.from_bytes(rest[:4], "big"), int.from_bytes(rest[4:8], "big"), rest[8]
                if len(rest) >= 12 + length and kind == lkp.RESPONSE and stream == 1:
                    return connected
                if len(rest) >= 12 + length and kind == lkp.ERROR:
                    raise lkp.Failed.reading(rest[12:12 + length])
                rest = rest[12 + length:]


def daemon(bench):
    desk = Desk(bench)
    try:
        samples = bench.interleaved([("resident", desk.resident), ("start", desk.start)])
    finally:
        desk.close()
    resident = {part: statistics.median(sample[part] for sample in samples["resident"])
                for part in samples["resident"][0]}
    start = {step: statistics.median(sample[step] for sample in samples["start"]) for step in samples["start"][0]}
    bench.mark("latchkeyd idle, resident", resident["VmRSS"], "MB", at_most=12)
    bench.mark("latchkeyd from exec to the first answer", start["answered"], "ms", at_most=50)
    return [
        {"what": "latchkeyd, idle on an existing database", "resident, MB": resident["VmRSS"],
         "its own, MB": resident["RssAnon"], "of files, MB": resident["RssFile"]},
        {"what": "latchkeyd from exec until one can connect, ms", "median": start["connected"]},
        {"what": "latchkeyd from exec until a first call is answered, ms", "median": start["answered"]},
    ]


def run(bench):
    return [*come_and_go(bench), *stay(bench), *daemon(bench)]
