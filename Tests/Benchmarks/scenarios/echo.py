"""Unary echo over a Unix socket: the kernel's floor, our loop alone, the whole protocol, foreign runtimes."""
from harness import Rival, medians

NAME = "echo"
TITLE = "Unary echo over a Unix socket, both sides pinned to one core (µs, medians of the rounds)"
ORDER = 10
QUICK = True

FLOOR = "C, blocking"
OURS = "Latchkey"
TTRPC = "ttrpc"
GRPC_SWIFT = "grpc-swift-2"
MEBIBYTE = 1 << 20

# How many times the floor's p50 a call may take, one at a time.
TIMES_FLOOR_MAX = {64: 1.35, 1024: 1.35, 65536: 1.5}


class Floor(Rival):
    """The C pair; messages that no socket buffer holds it reads to their end before it answers them."""

    def sample(self, bench, payload, in_flight):
        if payload < MEBIBYTE:
            return bench.echo(self, payload, in_flight)
        with bench.serving(self.program, "whole-server", str(payload)) as server:
            return bench.measure(server, self.program, "whole-client", server.path, payload, in_flight, bench.seconds)


class Ours(Rival):
    """What must not fail."""

    def sample(self, bench, payload, in_flight):
        return bench.echo(self, payload, in_flight)


class Peer(Rival):
    """A foreign runtime. What fails there is its own affair: it is tried once more, then left out, and said so."""

    def __init__(self, name, program):
        super().__init__(name, program)
        self.failed = set()

    def sample(self, bench, payload, in_flight):
        shape = (payload, in_flight)
        if shape in self.failed:
            return None
        for attempt in (1, 2):
            try:
                return bench.echo(self, payload, in_flight)
            except (OSError, RuntimeError, ValueError) as problem:
                print(f"  {self.name}, {payload} B, {in_flight} in flight, attempt {attempt}: {problem}", flush=True)
        self.failed.add(shape)
        return None


def rivals(bench):
    """Everybody who is built, the floor first."""
    found = [
        Floor(FLOOR, bench.program("c-floor")),
        Ours("event loop alone", bench.program("loop-echo")),
        Ours(OURS, bench.program("latchkey-echo")),
    ]
    for name, package, program in ((TTRPC, "TTRPC", "ttrpc-echo"), ("gRPC C++", "GRPCCpp", "grpc-cpp-echo"),
                                   (GRPC_SWIFT, "GRPCSwift", "grpc-swift-echo")):
        peer = bench.peer(package, program)
        if peer:
            found.append(Peer(name, peer))
        elif bench.peers:
            print(f"  {name} is not built and is left out.", flush=True)
    return found


def run(bench):
    everybody = rivals(bench)
    shapes = [(64, 1), (64, 64)] if bench.quick else [(64, 1), (64, 64), (1024, 1), (1024, 64), (65536, 1)]
    rows = []
    for payload, in_flight in shapes:
        figures, left_out = measured(bench, everybody, payload, in_flight)
        rows += rows_of(figures, left_out, f"{payload} B, {in_flight}")
        hold(bench, figures, payload, in_flight)
    # Moving a mebibyte is about copying: only what the kernel allows is worth a comparison.
    for in_flight in () if bench.quick else (1, 8):
        figures, _ = measured(bench, [rival for rival in everybody if rival.name in (FLOOR, OURS)], MEBIBYTE, in_flight)
        rows += rows_of(figures, [], f"1 MiB, {in_flight}")
        bench.mark(f"echo of 1 MiB, {crowd(in_flight)}: bandwidth, of C's",
                   figures[OURS]["rate"] / figures[FLOOR]["rate"], "×", at_least=0.5)
    return rows


def crowd(in_flight):
    return "one at a time" if in_flight == 1 else f"{in_flight} in flight"


def measured(bench, everybody, payload, in_flight):
    """The medians of everybody for one shape, and the names of those who have none."""
    tasks = [(rival.name, lambda rival=rival: rival.sample(bench, payload, in_flight)) for rival in everybody]
    figures, left_out = {}, []
    for name, samples in bench.interleaved(tasks).items():
        # Rounds before the one that failed twice would be a choice of the lucky ones.
        if None in samples:
            left_out.append(name)
        else:
            figures[name] = medians(samples)
    return figures, left_out


def rows_of(results, left_out, shape):
    floor, ttrpc = results[FLOOR], results.get(TTRPC)
    rows = []
    for name, figures in results.items():
        row = {
            "payload, in flight": f"{shape}: {name}",
            "p50": figures["p50"], "p99": figures["p99"], "p99.9": figures["p999"],
            "calls/s": round(figures["rate"]),
            "CPU s/100k": figures["cpu"],
            "p50 × floor": figures["p50"] / floor["p50"],
            "CPU × floor": figures["cpu"] / floor["cpu"],
            "calls/s × floor": figures["rate"] / floor["rate"],
        }
        if ttrpc:
            row["CPU × ttrpc"] = figures["cpu"] / ttrpc["cpu"]
        rows.append(row)
    return rows + [{"payload, in flight": f"{shape}: {name} failed twice, left out"} for name in left_out]


def hold(bench, results, payload, in_flight):
    """Takes down the marks of one shape; those that compare with a peer only where it was measured."""
    ours, floor = results[OURS], results[FLOOR]
    shape = f"echo of {payload} B, {crowd(in_flight)}"
    if in_flight == 1:
        bench.mark(f"{shape}: p50, of the floor's", ours["p50"] / floor["p50"], "×",
                   at_most=TIMES_FLOOR_MAX[payload])
        bench.mark(f"{shape}: p99.9, of the floor's", ours["p999"] / floor["p999"], "×", at_most=3)
    if payload != 64:
        return
    if in_flight > 1:
        for peer, least in ((TTRPC, 10), (GRPC_SWIFT, 150)):
            if peer in results:
                bench.mark(f"{shape}: calls/s, of {peer}'s", ours["rate"] / results[peer]["rate"], "×",
                           at_least=least)
    if TTRPC in results:
        bench.mark(f"{shape}: CPU of both sides, of ttrpc's", ours["cpu"] / results[TTRPC]["cpu"], "×", at_most=0.2)
