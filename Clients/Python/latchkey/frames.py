"""Frames, failures and credit: the bytes of PROTOCOL.md, without a connection."""

import struct

from . import cbor, messages

PREFACE = b"\x89LKP\r\n\x1a\x01"
HEADER = struct.Struct(">IIBBH")
FRAME_BYTES_MAX = 65_536
MESSAGE_BYTES_MAX = 1_048_576
ENVELOPE_BYTES_MAX = 16_384
STREAM_MAX = 0x7FFF_FFFF
STREAM_CREDIT = 262_144
CREDIT_MAX = 0x7FFF_FFFF

HELLO, REQUEST, DATA, RESPONSE, ERROR, CANCEL, CREDIT, PING, PONG, GOAWAY = range(1, 11)
END, MORE, SENSITIVE, CRITICAL = 0x01, 0x02, 0x04, 0x80
CANCELLED_BY_USER, CANCELLED_BY_DEADLINE = 1, 2

# The flags that each type may have beside CRITICAL, PROTOCOL.md section 2.
FLAGS = {HELLO: 0, REQUEST: 7, DATA: 7, RESPONSE: 7, ERROR: END, CANCEL: 0, CREDIT: 0, PING: 0,
         PONG: 0, GOAWAY: 0}

STATUS = {
    1: "CANCELLED", 2: "UNKNOWN", 3: "INVALID_ARGUMENT", 4: "DEADLINE_EXCEEDED", 5: "NOT_FOUND",
    6: "ALREADY_EXISTS", 7: "PERMISSION_DENIED", 8: "RESOURCE_EXHAUSTED",
    9: "FAILED_PRECONDITION", 10: "ABORTED", 11: "OUT_OF_RANGE", 12: "UNIMPLEMENTED",
    13: "INTERNAL", 14: "UNAVAILABLE", 15: "DATA_LOSS", 16: "UNAUTHENTICATED",
}
OUTCOME = {0: "not started", 1: "rolled back", 2: "committed", 3: "unknown", 4: "partly committed"}


class Failure(Exception):
    """A call that did not succeed: what kind, why, what became of the change, what to do."""

    def __init__(self, code, reason, message, outcome, details=None, retry_after_ms=None,
                 incident=None):
        super().__init__(f"{reason}: {message}")
        self.code = code
        self.status = STATUS.get(code, f"STATUS {code}")
        self.reason = reason
        self.message = message
        self.outcome = OUTCOME.get(outcome, "unknown")
        self.details = details or {}
        self.retry_after_ms = retry_after_ms
        self.incident = incident

    @classmethod
    def reading(cls, body):
        """The failure in the body of an ERROR frame."""
        try:
            fields = read_map(body)
            code = fields[1] if fields[1] in STATUS else 2
        except (cbor.CBORError, FrameError, KeyError, TypeError):
            raise FrameError("CONTROL_BODY", "an ERROR that cannot be read") from None
        try:
            details = messages.schema().named("FailureDetails", fields.get(4, {}))
        except messages.MessageError:
            details = {}  # Of a newer version: no reason to hide the failure.
        return cls(code, fields.get(2, ""), fields.get(3, ""), fields.get(6, 3), details,
                   fields.get(5), fields.get(7))


class FrameError(Exception):
    """The other end breaks a rule of PROTOCOL.md section 8; the connection cannot go on."""

    def __init__(self, rule, text):
        super().__init__(text)
        self.rule = rule


class Frame:
    """One frame: a type, the stream it belongs to, flags, and a body."""

    def __init__(self, kind, stream, body=b"", flags=0):
        self.kind, self.stream, self.body, self.flags = kind, stream, body, flags

    def __eq__(self, other):
        return vars(self) == vars(other)

    def __repr__(self):
        return f"Frame({self.kind}, stream {self.stream}, {len(self.body)} bytes, {self.flags:#x})"


def read_map(body):
    """The map in the body of a frame: keys below 0 would have to be understood."""
    fields = cbor.decode(body)
    if not isinstance(fields, dict) or any(not isinstance(k, int) or k < 0 for k in fields):
        raise FrameError("CONTROL_BODY", "a map with keys from 0 up is due")
    return fields


def write_frame(frame):
    """The bytes of a frame."""
    return HEADER.pack(len(frame.body), frame.stream, frame.kind, frame.flags, 0) + frame.body


def read_frame(read, limit=FRAME_BYTES_MAX):
    """Reads one frame; `read(count)` gives exactly that many bytes or raises.

    The length is judged before a byte of the body is asked for.
    """
    length, stream, kind, flags, zero = HEADER.unpack(read(HEADER.size))
    if zero != 0:
        raise FrameError("ZERO_BITS", "the last two bytes of the header must be zero")
    if flags & ~(FLAGS.get(kind, 7) | CRITICAL) or flags & END and flags & MORE:
        raise FrameError("FLAGS", f"a frame of type {kind} with flags {flags:#x}")
    if kind not in FLAGS and flags & CRITICAL:
        raise FrameError("TYPE", f"a frame of the unknown type {kind} must be understood")
    if length > limit:
        raise FrameError("LENGTH", f"a body of {length} bytes is longer than {limit}")
    return Frame(kind, stream, read(length), flags)


class Window:
    """What a sender of DATA may still send, and what its receiver keeps. PROTOCOL.md section 9."""

    def __init__(self, size=STREAM_CREDIT):
        self.size = self.credit = size
        self.waiting = 0  # Of whole messages that nobody has taken.
        self.unfinished = 0

    @staticmethod
    def cost(frame):
        """What a frame of DATA costs; an END alone is free."""
        return HEADER.size + len(frame.body)

    def receive(self, frame):
        """Takes a frame; gives what its message costs, once that is whole."""
        cost = self.cost(frame)
        if cost > self.credit:
            raise FrameError("FLOW", "more DATA than there was credit for")
        self.credit -= cost
        self.unfinished += cost
        if frame.flags & MORE:
            return 0
        whole, self.unfinished = self.unfinished, 0
        self.waiting += whole
        return whole

    def grant(self):
        """Credit to give back now, or 0."""
        room = self.size - self.credit - (self.waiting + self.unfinished if self.waiting else 0)
        if 2 * room < self.size or room == 0:
            return 0
        self.credit += room
        return room
