"""Unary echo over a Unix socket: the kernel's floor, our loop alone, the whole protocol, foreign runtimes."""
from harness import Rival, medians

NAME = "echo"
TITLE = "Unary echo over a Unix socket, both sides pinned to one core (µs, medians of the rounds)"
ORDER = 10
QUICK = True

FLOOR = "C, blocking"


def run(bench):
    rivals = [
        Rival(FLOOR, bench.program("c-floor")),
        Rival("event loop alone", bench.program("loop-echo")),
        Rival("Latchkey", bench.program("latchkey-echo")),
    ]
    peer = bench.peer("GRPCSwift", "grpc-swift-echo")
    if peer:
        rivals.append(Rival("grpc-swift-2", peer))
    shapes = [(64, 1), (64, 64)] if bench.quick else [(64, 1), (64, 64), (1024, 1), (1024, 64), (65536, 1)]
    rows = []
    for payload, in_flight in shapes:
        tasks = [(rival.name, lambda rival=rival: bench.echo(rival, payload, in_flight)) for rival in rivals]
        results = {name: medians(samples) for name, samples in bench.interleaved(tasks).items()}
        floor = results[FLOOR]
        for name, figures in results.items():
            rows.append({
                "payload, in flight": f"{payload} B, {in_flight}: {name}",
                "p50": figures["p50"], "p99": figures["p99"], "p99.9": figures["p999"],
                "calls/s": round(figures["rate"]),
                "CPU s/100k": figures["cpu"],
                "p50 × floor": figures["p50"] / floor["p50"],
                "CPU × floor": figures["cpu"] / floor["cpu"],
                "calls/s × floor": figures["rate"] / floor["rate"],
            })
    return rows
