"""A server stream of one million small messages, and what its reader keeps of them."""
from harness import medians

NAME = "stream"
TITLE = "A server stream of small messages, both sides pinned to one core (medians of the rounds)"
ORDER = 12
QUICK = True

BYTES = 16


def sample(bench, messages):
    program = bench.program("latchkey-echo")
    with bench.serving(program, "server") as server:
        before = server.resident_kib()
        figures = bench.measure(server, program, "stream", server.path, messages, BYTES)
        return {**figures, "server": server.resident_kib() - before}


def run(bench):
    messages = 200_000 if bench.quick else 1_000_000
    name = f"{messages:,} messages of {BYTES} B"
    figures = medians(bench.interleaved([(name, lambda: sample(bench, messages))])[name])
    bench.mark("stream of small messages, one core", figures["rate"], "messages/s", at_least=1_000_000)
    # 256 KiB are the credit; allocators and tables of the first stream ever have a share in the rest.
    bench.mark("stream, growth of its reader's memory", figures["growthKiB"], "KiB", at_most=4_096)
    return [{
        "stream": name, "messages/s": round(figures["rate"]), "CPU s/100k": figures["cpu"],
        "reader's core": figures["client's core"], "server's core": figures["server's core"],
        "reader grew, KiB": figures["growthKiB"], "server grew, KiB": figures["server"],
    }]
