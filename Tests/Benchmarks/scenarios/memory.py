"""Resident memory: when started, and for each connection that made one call and idles."""
import json
import subprocess

NAME = "memory"
TITLE = "Resident memory of the echo server"
ORDER = 30
QUICK = True

CONNECTIONS = 1_000


def run(bench):
    program = bench.program("latchkey-echo")
    with bench.serving(program, "server", pinned=False) as server:
        idle(program, server.path, 1, lambda: None)
        started = server.resident_kib()
        filled = idle(program, server.path, CONNECTIONS, server.resident_kib)
        # A second crowd shows what stays with the process and what goes with a connection.
        again = idle(program, server.path, CONNECTIONS, server.resident_kib)
    return [{
        "server": "Latchkey runtime", "started, MiB": started / 1024,
        f"with {CONNECTIONS} idle, MiB": filled / 1024,
        "each, KiB": (filled - started) / CONNECTIONS,
        "with as many again, MiB": again / 1024,
    }]


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
