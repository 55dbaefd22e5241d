"""Runs the scenarios and prints their tables.

A scenario is a module in `scenarios/` with `NAME`, `TITLE` and `run(bench)`, which returns a table: a list of rows,
each a dict from column to value, ratios included. Adding one is adding a file.

Method: client and server pinned to one core, rivals interleaved (A B C A B C ...), a fresh server for each sample,
half a second of warm-up, medians over the rounds. Absolute times say little on a shared machine; ratios to the floor
within one run, and CPU seconds, are what to compare.
"""
import argparse
import importlib
import json
import os
import pathlib
import pkgutil
import statistics
import sys
import time

import plot
import scenarios
from harness import Bench


def main():
    parser = argparse.ArgumentParser(description="Measures Latchkey against its floor and its peers.")
    parser.add_argument("scenarios", nargs="*", help="names of scenarios; all when none is named")
    parser.add_argument("--build", required=True, help="folder of the release executables")
    parser.add_argument("--daemon", required=True, help="the release latchkeyd")
    parser.add_argument("--quick", action="store_true", help="three short rounds of the essential rows")
    parser.add_argument("--peers", action="store_true", help="measure the foreign runtimes that are built, too")
    parser.add_argument("--rounds", type=int, help="rounds of samples")
    parser.add_argument("--seconds", type=float, help="length of a sample")
    parser.add_argument("--core", type=int, default=0, help="the core that both sides are pinned to")
    words = parser.parse_args()

    modules = [importlib.import_module(f"scenarios.{found.name}")
               for found in pkgutil.iter_modules(scenarios.__path__)]
    modules.sort(key=lambda module: module.ORDER)
    if words.scenarios:
        unknown = set(words.scenarios) - {module.NAME for module in modules}
        if unknown:
            sys.exit(f"No such scenario: {', '.join(sorted(unknown))}. "
                     f"There are: {', '.join(module.NAME for module in modules)}.")
        modules = [module for module in modules if module.NAME in words.scenarios]

    bench = Bench(pathlib.Path(words.build), words)
    # What others did on the machine when this began: figures taken beside it are worth less.
    load = round(os.getloadavg()[0], 2)
    results = {"when": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), "quick": words.quick, "load": load,
               "rounds": bench.rounds, "cores": os.cpu_count(), "tables": {}}
    for module in modules:
        if words.quick and not module.QUICK:
            continue
        rows = module.run(bench)
        if rows:
            print_table(module.TITLE, rows)
            results["tables"][module.NAME] = rows
    if bench.marks:
        print_table("What the runtime is held to", bench.marks)
        results["marks"] = bench.marks
    target = pathlib.Path(words.build) / "benchmarks.json"
    target.write_text(json.dumps(results, indent=2) + "\n")
    print(f"Figures: {target}")
    if bench.marks:
        picture = target.with_suffix(".svg")
        caption = (f"{results['when'][:10]}, {bench.rounds} rounds of {bench.seconds:g} s, {os.cpu_count()} cores, "
                   f"load of {load} before" + (", --quick" if words.quick else ""))
        picture.write_text(plot.draw(bench.marks, caption, show))
        print(f"Plot: {picture}")


def print_table(title, rows):
    columns = list(dict.fromkeys(column for row in rows for column in row))
    cells = [columns] + [[show(row.get(column)) for column in columns] for row in rows]
    widths = [max(len(line[index]) for line in cells) for index in range(len(columns))]
    print(f"\n{title}")
    for number, line in enumerate(cells):
        print("  " + "  ".join(
            cell.ljust(width) if index == 0 else cell.rjust(width)
            for index, (cell, width) in enumerate(zip(line, widths))))
        if number == 0:
            print("  " + "  ".join("-" * width for width in widths))
    print(flush=True)


def show(value):
    if value is None:
        return "–"
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 1_000 else f"{value:.3g}" if abs(value) < 1 else f"{value:.2f}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def median(values):
    return statistics.median(values)


if __name__ == "__main__":
    main()
