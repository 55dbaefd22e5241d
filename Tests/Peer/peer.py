#!/usr/bin/env python3
"""A second implementation of the echo service and of the client of the conformance cases.

    peer.py serve PATH          the service
    peer.py cases PATH          runs the cases against a server, and says what differs
"""

import json
import os
import queue
import socket
import struct
import sys
import threading
import time

from lkp import (
    CANCEL, DATA, END, ERROR, HELLO, MESSAGE, METADATA, REQUEST, RESPONSE, WINDOW, Failed, Link,
    Stream, dump, load)


class ServiceLink(Link):
    """A connection of the service."""

    def run(self, stream, envelope, ended):
        try:
            self.answer(stream, envelope, ended)
        except Failed as failed:
            if stream.over is None:
                self.write(self.frame(ERROR, stream.number, END, dump(
                    {1: failed.code, 2: failed.reason, 3: failed.message, 4: failed.details,
                     6: failed.outcome})))
        except (OSError, queue.Empty):
            pass
        if stream.over is None:
            self.finish(stream, {})

    def answer(self, stream, envelope, ended):
        method, body, at = envelope.get(1), envelope.get(7), time.monotonic()
        if not isinstance(method, (int, str)) or not isinstance(body, bytes):
            raise Failed(3, "MALFORMED", outcome=0)
        if any(key < 0 for key in envelope):
            raise Failed(12, "CRITICAL_FIELD", outcome=0)
        if envelope.get(2) == 0:
            raise Failed(4, "DEADLINE", outcome=0)
        kinds = {1: "unary", 2: "unary", 3: "client", 4: "server", 5: "full", 6: "half", 7: "unary",
                 8: "unary", 11: "unary"}
        if isinstance(method, int) and method >= 200:
            return self.misbehave(stream, method)
        if method not in kinds:
            raise Failed(12, "UNKNOWN_METHOD", outcome=0)
        kind = kinds[method]
        if kind in ("unary", "server") and not ended:
            raise Failed(12, "CARDINALITY", outcome=0)
        if method == 11:
            return self.chain(RESPONSE, stream.number, dump({7: body}))
        job, seen = (load(body)[0] if body else {}), []
        metadata = envelope.get(3, [])
        shown = shown_metadata(metadata)

        def facts():
            left = envelope.get(2)
            if left is not None:
                left = max(0, left - int((time.monotonic() - at) * 1000))
            return {1: seen, 2: left, 3: shown, 4: self.uid, 5: envelope.get(6)}

        def reply(one):
            for size in one.get(1, []):
                self.pause(stream, one)
                self.send(stream, b"" if size < 0 else dump({1: bytes(size), 2: facts()}))
            if 4 in one:
                self.pause(stream, one)
                raise Failed(one[4][1], "ASKED_FOR", one[4].get(2, ""), 1, facts())

        if method == 8:
            raise Failed(12, "UNIMPLEMENTED", outcome=0)
        if method == 7 and envelope.get(6) == b"bad":
            raise Failed(16, "BAD_TOKEN", outcome=0)
        if method == 1:
            answer = b""
        elif kind == "unary" or kind == "client":
            message = body if kind == "unary" else self.next(stream)
            while message is not None:
                seen.append(len(load(message)[0].get(2, b"")) if message else 0)
                message = None if kind == "unary" else self.next(stream)
            self.pause(stream, job)
            size = (job.get(1) or [0])[0]
            if 4 in job:
                reply({4: job[4]})
            answer = b"" if size < 0 else dump({1: bytes(size), 2: facts()})
        else:
            answer, jobs = None, []
            if kind == "server":
                reply(job)
            else:
                if 4 in job:
                    reply(job)
                while (message := self.next(stream)) is not None:
                    one = load(message)[0] if message else {}
                    seen.append(len(one.get(2, b"")))
                    jobs.append(one)
                    if kind == "full":
                        reply(jobs.pop())
                for one in jobs:
                    reply(one)
        if stream.over is None:
            fields = {1: metadata or None, 7: answer}
            self.chain(RESPONSE, stream.number, dump(fields))

    def pause(self, stream, job):
        if 3 in job:
            with stream.room:
                stream.room.wait_for(lambda: stream.over is not None, job[3] / 1000)
            if stream.over is not None:
                raise Failed(1, "CANCELLED")

    def misbehave(self, stream, method):
        """Answers with the bytes that the file of cases has for the number."""
        case = next(one for one in CASES["answers"] if one["method"] == method)
        for kind, flags, body in case["frames"]:
            self.write(self.frame(kind, stream.number, flags, bytes.fromhex(body)))
        if case.get("closes"):
            self.sock.shutdown(socket.SHUT_WR)
        stream.over = {}


def shown_metadata(items):
    """Names and values in turn, as the facts of a call have them: `t:` text, `h:` hexadecimal."""
    return [item if index % 2 == 0 else "h:" + item.hex() if isinstance(item, bytes) else "t:" + item
            for index, item in enumerate(items)]


def job_of(case):
    """The bytes of a request or message that the file of cases describes."""
    if case is None:
        return b""
    error = case.get("error")
    return dump({
        1: case.get("sizes"), 2: bytes(case["payload"]) if "payload" in case else None,
        3: case.get("delay"), 4: error and {1: error["code"], 2: error.get("message", "")}})


class Caller:
    """The client of the cases."""

    def __init__(self, path):
        sock = socket.socket(socket.AF_UNIX)
        sock.connect(path)
        self.link, self.number = Link(sock, False), 1
        threading.Thread(target=self.link.read, daemon=True).start()
        self.link.greeted.wait(60)

    def play(self, case):
        """What came of a call: sizes of answers, facts that the service saw, the end."""
        link, stream = self.link, Stream(self.number)
        stream.credit = link.hello.get(4, WINDOW)
        self.number += 2
        link.streams[stream.number] = stream
        kind, cancel = case["kind"], case.get("cancel")
        metadata = [item for name, value in case.get("metadata", []) for item in
                    (name, bytes.fromhex(value[2:]) if value[:2] == "h:" else value[2:])]
        envelope = {1: case["method"], 2: case.get("deadline", 10_000), 3: metadata or None,
                    6: case["actor"].encode() if "actor" in case else None,
                    7: bytes(case["raw"]) if "raw" in case else job_of(case.get("body"))}
        result = {"sizes": [], "facts": {}, "metadata": metadata, "unsent": len(case.get("send", []))}
        end = time.monotonic() + envelope[2] / 1000
        watchdog = threading.Timer(envelope[2] / 1000, lambda: self.give_up(
            stream, Failed(4, "DEADLINE"), 2))
        is_open = False
        try:
            if len(envelope[7]) > MESSAGE:
                raise Failed(8, "MESSAGE_TOO_LARGE", outcome=0)
            if sum(len(item) for item in metadata) > METADATA:
                raise Failed(8, "METADATA_TOO_LARGE", outcome=0)
            sends = kind in ("client", "full", "half")
            is_open = True
            link.chain(REQUEST, stream.number, dump(envelope), 0 if sends else END)
            # Not before: a CANCEL of a stream that is not open is a fault.
            watchdog.interval = max(0, end - time.monotonic())
            watchdog.start()
            for one in case.get("send", []) if sends else []:
                link.send(stream, job_of(one), end - time.monotonic())
                result["unsent"] -= 1
                for _ in (one or {}).get("sizes", []) if kind == "full" else []:
                    self.take(stream, result)
            if cancel != "beforeEnd" and sends:
                link.write(link.frame(DATA, stream.number, END, b""))
            if cancel in ("beforeEnd", "afterEnd"):
                self.give_up(stream, Failed(1, "CANCELLED"), 1)
            while kind != "unary" and kind != "client" and self.take(stream, result):
                if cancel == f"after{len(result['sizes'])}":
                    self.give_up(stream, Failed(1, "CANCELLED"), 1)
            if kind in ("unary", "client"):
                link.next(stream)
            answer = stream.over
            if kind in ("unary", "client"):
                if "raw" in case:
                    result["sizes"].append(len(answer[7]))
                else:
                    self.note(answer[7], result)
            result["echo"] = answer.get(1, [])
            result["code"] = 0
        except Failed as failed:
            result.update(code=failed.code, reason=failed.reason, message=failed.message,
                          outcome=failed.outcome)
            if failed.details:
                result["facts"] = failed.details
            if stream.over is None and is_open:
                self.give_up(stream, failed, 1)
        watchdog.cancel()
        return result

    def give_up(self, stream, failed, reason):
        self.link.finish(stream, failed)
        try:
            self.link.write(self.link.frame(CANCEL, stream.number, 0, bytes([reason])))
        except OSError:
            pass

    def take(self, stream, result):
        message = self.link.next(stream)
        if message is None:
            return False
        self.note(message, result)
        return True

    @staticmethod
    def note(message, result):
        answer = load(message)[0] if message else {}
        result["sizes"].append(len(answer.get(1, b"")) if message else -1)
        result["facts"] = answer.get(2, result["facts"])


def differences(case, result):
    """What is not as the case expects."""
    expected, found = case["expect"], []
    for key in ("code", "reason", "message", "outcome"):
        if key in expected and result.get(key, 0 if key == "code" else None) != expected[key]:
            found.append(f"{key} {result.get(key)!r}")
    if "sizes" in expected and result["sizes"] != expected["sizes"]:
        found.append(f"sizes {result['sizes']}")
    facts = result["facts"]
    if "seen" in expected and facts.get(1) != expected["seen"]:
        found.append(f"seen {facts.get(1)}")
    if "remaining" in expected and not 0 < facts.get(2, 0) <= expected["remaining"]:
        found.append(f"remaining {facts.get(2)}")
    if expected.get("uid") and facts.get(4) != os.geteuid():
        found.append(f"uid {facts.get(4)}")
    if "actor" in expected and (facts.get(5) or b"") != expected["actor"].encode():
        found.append("actor")
    if "unsent" in expected and result["unsent"] != expected["unsent"]:
        found.append(f"unsent {result['unsent']}")
    if expected.get("metadata") and facts.get(3) != shown_metadata(result["metadata"]):
        found.append(f"metadata {facts.get(3)}")
    if expected.get("echo") and result.get("echo") != result["metadata"]:
        found.append(f"echo {result.get('echo')}")
    return found


def raw(path, case):
    """Sends bytes and compares the answer frame by frame: kind, stream, and reason of an ERROR."""
    sock = socket.socket(socket.AF_UNIX)
    sock.settimeout(60)
    sock.connect(path)
    link = Link(sock, False)
    found = []
    for kind, stream, flags, body in case["frames"]:
        link.write(link.frame(kind, stream, flags, bytes.fromhex(body)))
    for kind, number, reason in [[HELLO, 0, None]] + case["answers"]:
        try:
            length, stream, got, _, _ = struct.unpack(">IIBBH", link.exactly(12))
            body = link.exactly(length)
        except (EOFError, OSError):
            got, stream, body = None, 0, b""
        said = Failed.reading(body).reason if got == ERROR else None
        if (got, stream, said) != (kind, number, reason):
            found.append(f"frame {got} on {stream}, {said}")
    sock.close()
    return found


if __name__ == "__main__":
    CASES = json.load(open(os.path.join(os.path.dirname(__file__), "cases.json"), encoding="utf-8"))
    if sys.argv[1] == "serve":
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(sys.argv[2])
        listener.listen(64)
        print("listening", file=sys.stderr, flush=True)
        while True:
            threading.Thread(target=ServiceLink(listener.accept()[0], True).read, daemon=True).start()
    caller, failures = Caller(sys.argv[2]), 0
    for case in CASES["cases"]:
        found = differences(case, caller.play(case))
        failures += bool(found)
        if found:
            print(f"{case['suite']} / {case['name']}: {'; '.join(found)}")
    for case in CASES["requests"]:
        found = raw(sys.argv[2], case)
        failures += bool(found)
        if found:
            print(f"{case['suite']} / {case['name']}: {'; '.join(found)}")
    print(f"{len(CASES['cases'])} cases, {len(CASES['requests'])} of raw bytes, {failures} failed")
    os._exit(1 if failures else 0)
