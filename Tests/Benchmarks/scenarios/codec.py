"""CBOR through Codable beside Foundation's JSON, one message of six fields."""
import json
import subprocess

NAME = "codec"
TITLE = "Body codecs, one message of six fields, one core (ns an operation, medians of the rounds)"
ORDER = 20
QUICK = True


def run(bench):
    milliseconds = 50 if bench.quick else 200
    output = subprocess.run(bench.pinned(bench.program("codecs"), bench.rounds, milliseconds),
                            check=True, capture_output=True, text=True).stdout
    figures = json.loads(output)
    rows = []
    for name, key in (("JSONEncoder and JSONDecoder", "json"), ("CBOR through Codable", "cbor")):
        rows.append({
            "codec": name, "bytes": figures[f"{key} bytes"],
            "encode": figures[f"{key} encode"], "decode": figures[f"{key} decode"],
            "encodes × JSON": figures["json encode"] / figures[f"{key} encode"],
            "decodes × JSON": figures["json decode"] / figures[f"{key} decode"],
        })
    return rows
