import unittest

from latchkey import Failure, cbor
from latchkey import client as wire
from tests import vectors

MAPS = ("HELLO", "REQUEST", "RESPONSE", "ERROR", "GOAWAY")
NAMES = ("HELLO", "REQUEST", "DATA", "RESPONSE", "ERROR", "CANCEL", "CREDIT", "PING", "PONG",
         "GOAWAY")


def reader(data):
    """Reads from bytes, as from a connection that ends behind them."""
    at = 0

    def read(count):
        nonlocal at
        if at + count > len(data):
            raise EOFError
        at += count
        return data[at - count:at]
    return read


class FrameVectors(unittest.TestCase):
    def test_every_accepted_frame_is_read_and_written_again(self):
        count = 0
        for file, row in vectors.rows("frames"):
            if not row["accept"]:
                continue
            count += 1
            with self.subTest(frame=file):
                data = bytes.fromhex(row["hex"])
                frame = wire.read_frame(reader(data))
                self.assertEqual(wire.write_frame(frame), data)
                kind = row["decoded"]["type"]
                if kind == "skipped":
                    self.assertGreater(frame.kind, wire.GOAWAY)
                    continue
                if kind == "dropped":
                    self.assertIn(frame.kind, (wire.DATA, wire.CREDIT))
                    continue
                self.assertEqual(NAMES[frame.kind - 1], kind)
                if kind in MAPS:
                    self.assertEqual(cbor.encode(wire.read_map(frame.body)), frame.body)
                if kind == "ERROR":
                    failure, want = Failure.reading(frame.body), row["decoded"]
                    self.assertEqual(
                        (failure.code, failure.reason, failure.message, failure.retry_after_ms),
                        (want["code"], want["reason"], want["message"], want.get("retryAfterMs")))
                    self.assertEqual(failure.outcome, wire.OUTCOME[want["outcome"]])
        self.assertGreaterEqual(count, 20)

    def test_faults_that_a_header_shows(self):
        count = 0
        for file, row in vectors.rows("frames"):
            scope, _, rule = (row["error"] or "").partition(" ")
            if scope != "connection" or rule not in ("ZERO_BITS", "FLAGS", "TYPE", "LENGTH"):
                continue
            count += 1
            with self.subTest(frame=file), self.assertRaises(wire.FrameError) as caught:
                wire.read_frame(reader(bytes.fromhex(row["hex"])))
            self.assertEqual(caught.exception.rule, rule)
        self.assertGreaterEqual(count, 7)

    def test_the_length_is_judged_before_the_body_is_asked_for(self):
        for length, error in [(65_536, EOFError), (65_537, wire.FrameError)]:
            with self.subTest(length=length), self.assertRaises(error):
                wire.read_frame(reader(wire.HEADER.pack(length, 1, wire.RESPONSE, 1, 0)))
