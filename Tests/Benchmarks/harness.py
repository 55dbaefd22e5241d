"""Starts rivals, pins them, and takes samples."""
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import tempfile
import time


class Rival:
    """An echo program: `PROGRAM server PATH` and `PROGRAM client PATH BYTES IN_FLIGHT SECONDS`."""

    def __init__(self, name, program):
        self.name = name
        self.program = pathlib.Path(program)


class Bench:
    """What a scenario needs: where programs are, how often and how long to measure."""

    def __init__(self, build, words):
        self.build = build
        self.daemon = pathlib.Path(words.daemon)
        self.quick = words.quick
        self.peers = words.peers
        self.rounds = words.rounds or (3 if words.quick else 5)
        self.seconds = words.seconds or (0.4 if words.quick else 2.0)
        self.core = words.core
        self.folder = pathlib.Path(__file__).parent
        self.marks = []

    def mark(self, name, value, unit, *, at_most=None, at_least=None):
        """Takes down a figure that the runtime is held to, and whether it came out."""
        limit = at_most if at_least is None else at_least
        met = value <= limit if at_least is None else value >= limit
        sign = "≤" if at_least is None else "≥"
        self.marks.append({"mark": name, "measured": value, "unit": unit, "wanted": f"{sign} {limit:,.10g}",
                           "of the limit": value / limit if limit else None, "met": "yes" if met else "no"})

    def program(self, name):
        return self.build / name

    def peer(self, package, name):
        """The program of a nested package, if peers are asked for and it is built."""
        folder = self.folder / "Peers" / package
        # Swift's packages put it into the first of them, the others are for whatever builds elsewhere.
        places = [folder / ".build" / "release", folder / ".build", folder / "build", folder]
        programs = [place / name for place in places if (place / name).is_file()]
        return programs[0] if self.peers and programs else None

    @property
    def other_core(self):
        """A core where nothing is that is pinned, on a machine that has one."""
        return (self.core + 1) % os.cpu_count()

    def pinned(self, program, *words, core=None):
        core = self.core if core is None else core
        pin = ["taskset", "-c", str(core)] if shutil.which("taskset") else []
        return [*pin, str(program), *map(str, words)]

    def serving(self, program, *words, pinned=True, environment=None):
        return Server(self, program, words, pinned, environment)

    def echo(self, rival, payload_bytes, in_flight):
        """One sample with a fresh server: round trips in µs, calls a second, CPU seconds of both for 100 000 calls."""
        with self.serving(rival.program, "server") as server:
            return self.measure(server, rival.program, "client", server.path, payload_bytes, in_flight, self.seconds)

    def measure(self, server, program, *words, pinned=True, core=None, alone=False, environment=None):
        """Runs a client that says when it begins to measure and what came out.

        With `alone`, the server has no part in it and its CPU time does not count. What a client says beside
        the usual figures is handed on.
        """
        command = self.pinned(program, *words, core=core) if pinned else [str(program), *map(str, words)]
        client = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=surroundings(environment))
        begun = ended = None
        result = None
        others = {}
        for line in client.stdout:
            fact = json.loads(line)
            phase = fact.pop("phase")
            if phase == "measuring":
                begun = 0 if alone else server.cpu_seconds()
            elif phase == "done":
                ended = 0 if alone else server.cpu_seconds()
                result = fact
            else:
                others |= fact
        if client.wait() != 0 or result is None or begun is None:
            raise RuntimeError(f"{program} {' '.join(map(str, words))} failed with {client.returncode}")
        calls = max(1, result.pop("calls"))
        seconds, own = result.pop("seconds"), result.pop("cpuSeconds")
        return {"p50": None, "p99": None, "p999": None, **result, **others, "rate": calls / seconds,
                "cpu": (own + ended - begun) / calls * 100_000,
                "client's core": own / seconds, "server's core": (ended - begun) / seconds}

    def interleaved(self, tasks):
        """Runs (key, sample) pairs round by round: a dict from key to the list of its samples."""
        samples = {key: [] for key, _ in tasks}
        for _ in range(self.rounds):
            for key, sample in tasks:
                samples[key].append(sample())
        return samples


def medians(samples):
    """The median of each figure over the rounds; nothing where there was none."""
    return {figure: None if samples[0][figure] is None else statistics.median(sample[figure] for sample in samples)
            for figure in samples[0]}


def surroundings(additions):
    """The environment of a program: ours, and some more."""
    return {**os.environ, **additions} if additions else None


class Server:
    """A server process with a socket of its own in a folder of its own."""

    def __init__(self, bench, program, words, pinned, environment=None):
        self.folder = tempfile.mkdtemp(prefix="latchkey-bench-")
        self.path = os.path.join(self.folder, "s")
        command = [str(program), *words, self.path]
        if pinned:
            command = bench.pinned(program, *words, self.path)
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=surroundings(environment))

    def __enter__(self):
        until = time.monotonic() + 10
        while not os.path.exists(self.path):
            if self.process.poll() is not None or time.monotonic() > until:
                self.__exit__()
                raise RuntimeError(f"{self.process.args} does not serve {self.path}")
            time.sleep(0.005)
        # The file is there from bind on; listening follows within microseconds.
        time.sleep(0.02)
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def cpu_seconds(self):
        """What all threads have used so far, to the nanosecond."""
        total = 0
        tasks = f"/proc/{self.process.pid}/task"
        for task in os.listdir(tasks):
            try:
                total += int(pathlib.Path(tasks, task, "schedstat").read_text().split()[0])
            except FileNotFoundError:
                pass
        return total / 1e9

    def resident_kib(self, part="VmRSS"):
        """Resident memory of the process now, or a part of it: `RssAnon` is its own, `RssFile` its code's."""
        for line in pathlib.Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith(f"{part}:"):
                return int(line.split()[1])
        return 0

    def descriptors(self):
        """How many files the process has open."""
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))
