"""CBOR beside Foundation's JSON; the hot messages directly, through Codable, and beside swift-protobuf."""
import json
import subprocess

NAME = "codec"
TITLE = "Body codecs, one core (ns an operation, medians of the rounds)"
ORDER = 20
QUICK = True

HOT = [("request", "VerifySession"), ("response", "its answer")]
# How many times swift-protobuf's time a hot message may take, each way.
TIMES_PROTOBUF_MAX = 1.2


def figures_of(bench, program):
    milliseconds = 50 if bench.quick else 200
    output = subprocess.run(bench.pinned(program, bench.rounds, milliseconds),
                            check=True, capture_output=True, text=True).stdout
    return json.loads(output)


def row(figures, message, codec, key, count, other, beside):
    """One codec, and how many times the time of another one in the same process it takes."""
    return {
        "message, codec": f"{message}: {codec}", "bytes": figures[count],
        "encode": figures[f"{key} encode"], "decode": figures[f"{key} decode"],
        "encode ×": figures[f"{key} encode"] / figures[f"{other} encode"],
        "decode ×": figures[f"{key} decode"] / figures[f"{other} decode"],
        "of": beside,
    }


def run(bench):
    figures = figures_of(bench, bench.program("codecs"))
    rows = [row(figures, "six fields", codec, key, f"{key} bytes", "json", "JSON")
            for codec, key in (("JSONEncoder and JSONDecoder", "json"), ("CBOR through Codable", "cbor"))]
    for key, message in HOT:
        rows += [row(figures, message, codec, f"{key} {way}", f"{key} bytes", f"{key} codable", "Codable")
                 for codec, way in (("CBOR through Codable", "codable"), ("CBOR directly", "direct"))]
    peer = bench.peer("Protobuf", "protobuf-codecs")
    if bench.peers and not peer:
        print("  swift-protobuf is not built and is left out.", flush=True)
    return rows + (beside_protobuf(bench, peer) if peer else [])


def beside_protobuf(bench, program):
    """Rows and marks of a process of its own: only what ran there in turns is compared."""
    figures = figures_of(bench, program)
    rows = []
    for key, message in HOT:
        rows += [row(figures, message, codec, f"{key} {way}", f"{key} {way} bytes", f"{key} protobuf", "swift-protobuf")
                 for codec, way in (("swift-protobuf", "protobuf"), ("CBOR directly", "direct"))]
        for way in ("encode", "decode"):
            bench.mark(f"{message}: {way}, of swift-protobuf's",
                       figures[f"{key} direct {way}"] / figures[f"{key} protobuf {way}"], "×",
                       at_most=TIMES_PROTOBUF_MAX)
    return rows
