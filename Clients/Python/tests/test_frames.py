import unittest

from latchkey import Failure, cbor
from latchkey import frames as wire
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
                if kind == "DATA":
                    self.check_data(frame, row)
                if kind == "CREDIT":
                    self.assertEqual(int.from_bytes(frame.body, "big"), row["decoded"]["credit"])
                if kind == "ERROR":
                    failure, want = Failure.reading(frame.body), row["decoded"]
                    self.assertEqual(
                        (failure.code, failure.reason, failure.message, failure.retry_after_ms),
                        (want["code"], want["reason"], want["message"], want.get("retryAfterMs")))
                    self.assertEqual(failure.outcome, wire.OUTCOME[want["outcome"]])
        self.assertGreaterEqual(count, 20)

    def check_data(self, frame, row):
        want = row["decoded"]
        self.assertEqual(frame.body.hex(), want["bytes"])
        self.assertEqual(bool(frame.flags & wire.END), want["ends"])
        self.assertEqual(bool(frame.flags & wire.MORE), want.get("continues", False))
        if want["cost"]:
            self.assertEqual(wire.Window.cost(frame), want["cost"])
        self.assertIn(frame.stream, row["streams"])

    def test_a_window_gives_back_half_and_keeps_a_bounded_lot(self):
        window = wire.Window(65_536)
        frame = wire.Frame(wire.DATA, 1, bytes(16_372))
        costs = [window.receive(frame) for _ in range(4)]
        self.assertEqual(costs, [16_384] * 4)
        with self.assertRaises(wire.FrameError):
            window.receive(wire.Frame(wire.DATA, 1))
        window.waiting -= costs[0]
        self.assertEqual(window.grant(), 0)
        window.waiting -= costs[1]
        self.assertEqual(window.grant(), 32_768)
        # The beginning of a message is all there is: only its rest can free it.
        window = wire.Window(1_024)
        self.assertEqual(
            window.receive(wire.Frame(wire.DATA, 1, bytes(1_012), wire.MORE)), 0)
        self.assertEqual(window.grant(), 1_024)

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
