"""A well-behaved client beside one hundred that are not.

The server and the well-behaved client are pinned to one core, the hundred to another: what is lost is what the server
spends on them, not what they take of the machine. They are `misbehaving`, one program in C; 25 each
- never read: large streams and large echoes, with all the credit there is;
- stall in the middle of a preface, of a HELLO and of a REQUEST;
- cancel what they have begun, 200 times on each connection as the protocol allows, and come again;
- begin twice as many calls as they may, and hold what they get.
Whoever is cut off comes again. The last two kinds do it ten times a second each, 5 000 CANCELs and 32 000 calls too
many a second in all; or as fast as they are answered; or as fast as the kernel takes it, answered or not. The mark is
for the worst of these: the server leaves unread whose calls come to nothing (PROTOCOL.md, section 3), so that none of
them makes it do more than a few hundred such calls a second on a connection. A refusal of the well-behaved client is
no call of its throughput: it waits as long as the refusal says and comes back.
"""
import json
import statistics
import subprocess

NAME = "hostile"
TITLE = "64 B, 16 in flight, beside a hundred misbehaving clients (server and client on one core, they on another)"
ORDER = 35
QUICK = False

EACH = 25
PAYLOAD, IN_FLIGHT = 64, 16


def sample(bench, bursts=None):
    program = bench.program("latchkey-echo")
    with bench.serving(program, "server") as server:
        call = lambda: bench.measure(server, program, "persist", server.path, PAYLOAD, IN_FLIGHT, bench.seconds)
        if bursts is None:
            return call()
        crowd = subprocess.Popen(
            bench.pinned(bench.program("misbehaving"), server.path, EACH, bursts, core=bench.other_core),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        try:
            assert json.loads(crowd.stdout.readline())["phase"] == "misbehaving"
            figures = call()
            crowd.stdin.close()
            said = json.loads(crowd.stdout.readline())
            return {**figures, **{key: value for key, value in said.items() if key != "phase"}}
        finally:
            crowd.kill()
            crowd.wait()


def run(bench):
    crowds = {
        "beside a hundred, ten bursts a second each": 10,
        "beside a hundred, as fast as they are answered": 0,
        "beside a hundred, as fast as the kernel takes it": -1,
    }
    tasks = [("alone", None), *crowds.items()]
    results = {}
    for name, samples in bench.interleaved([(name, lambda bursts=bursts: sample(bench, bursts))
                                            for name, bursts in tasks]).items():
        results[name] = {figure: statistics.median(one[figure] for one in samples) for figure in samples[0]}
    alone = results["alone"]["rate"]
    bench.mark("throughput kept beside a hundred misbehaving clients",
               min(results[name]["rate"] for name in crowds) / alone, "of alone", at_least=0.7)
    return [{
        "client": name, "calls/s": round(figures["rate"]), "kept": figures["rate"] / alone,
        "p50": figures["p50"], "p99": figures["p99"], "p99.9": figures["p999"],
        "refused": figures["refused"], "bursts": figures.get("bursts"), "came again": figures.get("cameAgain"),
    } for name, figures in results.items()]
