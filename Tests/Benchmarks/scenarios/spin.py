"""A loop that looks for work for a while before it sleeps, on both sides, not on one core; and what that costs when idle.

Unpinned, the scheduler may put both sides on one core, where nobody has to be woken elsewhere and a spin can only not
harm. So the mark is taken with each side pinned to a core of its own, where every round trip wakes two of them; what the
scheduler makes of it is shown beside it.
"""
import time

from harness import medians

NAME = "spin"
TITLE = "Echo of 64 B, one at a time, not on one core: the loop's bounded spin (µs, medians of the rounds)"
ORDER = 15
QUICK = False

FLOOR = "C, blocking"
MICROSECONDS = 50
IDLE_SECONDS = 2
# A call a millisecond: nothing that a spin of this length can wait for.
DISTANCE = 1_000


def spinning(microseconds):
    return {"LATCHKEY_ECHO_SPIN": str(microseconds)}


def echo(bench, name, environment, apart):
    program = bench.program(name)
    with bench.serving(program, "server", pinned=apart, environment=environment) as server:
        return bench.measure(server, program, "client", server.path, 64, 1, bench.seconds,
                             pinned=apart, core=bench.other_core, environment=environment)


def idle(bench, environment):
    """CPU seconds of a server that has served one call and is left alone."""
    program = bench.program("latchkey-echo")
    with bench.serving(program, "server", pinned=False, environment=environment) as server:
        bench.measure(server, program, "client", server.path, 64, 1, 0.01, pinned=False)
        begun = server.cpu_seconds()
        # The span that is measured; nothing is awaited.
        time.sleep(IDLE_SECONDS)
        return {"cpu": server.cpu_seconds() - begun}


def pace(bench, environment):
    program = bench.program("latchkey-echo")
    with bench.serving(program, "server", pinned=False, environment=environment) as server:
        # Only the server's loop spins: its share is what is asked for, and the caller's rhythm stays its own.
        return bench.measure(server, program, "pace", server.path, DISTANCE, bench.seconds, pinned=False)


def run(bench):
    on, off = spinning(MICROSECONDS), spinning(0)
    spin = f"Latchkey, spin of {MICROSECONDS} µs"
    tasks = []
    for apart in (False, True):
        for name, program, environment in (
                (FLOOR, "c-floor", None), ("Latchkey, spin off", "latchkey-echo", off), (spin, "latchkey-echo", on)):
            tasks.append(((apart, name), lambda program=program, environment=environment, apart=apart:
                          echo(bench, program, environment, apart)))
    paces = {"off": off, f"of {MICROSECONDS} µs": on}
    tasks += [(("pace", name), lambda environment=environment: pace(bench, environment))
              for name, environment in paces.items()]
    results = {key: medians(found) for key, found in bench.interleaved(tasks).items()}
    rows = []
    for (shape, name), figures in results.items():
        floor = results.get((shape, FLOOR))
        words = {False: f"not pinned: {name}", True: f"a core each: {name}",
                 "pace": f"a call a millisecond, server's spin {name}"}
        rows.append({
            "echo": words[shape], "p50": figures["p50"], "p99": figures["p99"],
            "calls/s": round(figures["rate"]), "CPU s/100k": figures["cpu"],
            "p50 × floor": figures["p50"] / floor["p50"] if floor else None,
            "server's core": figures["server's core"],
        })
    idles = {name: idle(bench, environment)["cpu"] for name, environment in paces.items()}
    rows += [{"echo": f"idle for {IDLE_SECONDS} s, spin {name}", "server's core": cpu / IDLE_SECONDS}
             for name, cpu in idles.items()]
    bench.mark(f"a core each, spin of {MICROSECONDS} µs: p50 beside C that blocks",
               results[True, spin]["p50"] / results[True, FLOOR]["p50"], "× floor", at_most=0.5)
    bench.mark(f"an idle server, spin off: CPU in {IDLE_SECONDS} s", idles["off"] * 1_000, "ms", at_most=1)
    return rows
