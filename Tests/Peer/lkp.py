"""LKP/1 from raw bytes, either end of a connection, written from Protocol/Spec/PROTOCOL.md alone."""

import queue
import socket
import struct
import threading

PREFACE = b"\x89LKP\r\n\x1a\x01"
HELLO, REQUEST, DATA, RESPONSE, ERROR, CANCEL, CREDIT, PING, PONG, GOAWAY = range(1, 11)
END, MORE = 1, 2
FRAME, MESSAGE, METADATA, WINDOW = 65_536, 1_048_576, 8_192, 262_144


def dump(value):
    """CBOR, the strict profile: shortest heads, keys ascending."""
    def head(major, n):
        for bits, size, form in ((24, 1, ">B"), (25, 2, ">H"), (26, 4, ">I"), (27, 8, ">Q")):
            if n < 24:
                return bytes([major << 5 | n])
            if n < 1 << 8 * size:
                return bytes([major << 5 | bits]) + struct.pack(form, n)
    if value is None or isinstance(value, bool):
        return {None: b"\xf6", False: b"\xf4", True: b"\xf5"}[value]
    if isinstance(value, int):
        return head(0, value) if value >= 0 else head(1, -1 - value)
    if isinstance(value, bytes):
        return head(2, len(value)) + value
    if isinstance(value, str):
        return head(3, len(value.encode())) + value.encode()
    if isinstance(value, list):
        return head(4, len(value)) + b"".join(map(dump, value))
    pairs = sorted((dump(key), dump(one)) for key, one in value.items() if one is not None)
    return head(5, len(pairs)) + b"".join(key + one for key, one in pairs)


def load(data, at=0, level=0):
    """One item and where it ends; ValueError where the profile is broken."""
    major, n = data[at] >> 5, data[at] & 31
    at += 1
    if major == 7:
        return {20: False, 21: True, 22: None}[n], at
    if n >= 24:
        size, short = {24: (1, 24), 25: (2, 1 << 8), 26: (4, 1 << 16), 27: (8, 1 << 32)}[n]
        n, at = int.from_bytes(data[at:at + size], "big"), at + size
        if n < short:
            raise ValueError("not the shortest form")
    if major < 2:
        return (n if major == 0 else -1 - n), at
    if n > len(data) - at or level > 16:
        raise ValueError("more is declared than there is")
    if major < 4:
        return (data[at:at + n] if major == 2 else data[at:at + n].decode()), at + n
    items, keys = [], []
    for _ in range(n if major == 4 else 2 * n):
        start = at
        item, at = load(data, at, level + 1)
        items.append(item)
        keys.append(data[start:at])
    if major == 4:
        return items, at
    if any(one >= two for one, two in zip(keys[::2], keys[2::2])):
        raise ValueError("keys do not ascend")
    return dict(zip(items[::2], items[1::2])), at


class Failed(Exception):
    """A call that ended with ERROR, or here."""

    def __init__(self, code, reason, message="", outcome=3, details=None):
        super().__init__(reason)
        self.code, self.reason, self.message = code, reason, message
        self.outcome, self.details = outcome, details

    @classmethod
    def reading(cls, body):
        fields = load(body)[0]
        return cls(fields[1], fields.get(2, ""), fields.get(3, ""), fields.get(6, 3), fields.get(4))


class Stream:
    """One call on one link: what came and was not taken, and what may be sent."""

    def __init__(self, number):
        self.number, self.inbox = number, queue.Queue()
        self.credit, self.window, self.waiting = WINDOW, WINDOW, 0
        self.parts, self.envelope, self.over = [], [], None
        self.room = threading.Condition()


class Link:
    """A connection from either end: frames in, frames out, and the credit between."""

    def __init__(self, sock, serves):
        self.sock, self.serves, self.streams = sock, serves, {}
        self.lock, self.greeted, self.hello = threading.Lock(), threading.Event(), {}
        self.broken = None
        fields = {1: [1, 1], 6: "raw-peer"}
        if serves:
            pid, uid, gid = struct.unpack(
                "3i", sock.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))
            self.uid, fields[9] = uid, {1: uid, 2: gid, 3: pid}
        self.first = self.frame(HELLO, 0, 0, dump(fields))
        if not serves:
            sock.sendall(PREFACE + self.first)

    @staticmethod
    def frame(kind, stream, flags, body):
        return struct.pack(">IIBBH", len(body), stream, kind, flags, 0) + body

    def write(self, *frames):
        with self.lock:
            self.sock.sendall(b"".join(frames))

    def chain(self, kind, stream, body, last=END):
        pieces = [body[at:at + FRAME] for at in range(0, len(body), FRAME)] or [b""]
        for piece in pieces[:-1]:
            self.write(self.frame(kind, stream, MORE, piece))
        self.write(self.frame(kind, stream, last, pieces[-1]))

    def exactly(self, count):
        data = bytearray()
        while len(data) < count:
            part = self.sock.recv(count - len(data))
            if not part:
                raise EOFError
            data += part
        return bytes(data)

    def read(self):
        """Reads until the connection ends."""
        try:
            if self.serves and self.exactly(8) != PREFACE:
                return
            while True:
                length, number, kind, flags, zero = struct.unpack(">IIBBH", self.exactly(12))
                if zero or length > 16 * FRAME or flags & END and flags & MORE:
                    raise ValueError("a broken header")
                self.take(kind, number, flags, self.exactly(length))
        except (OSError, EOFError, ValueError, KeyError, IndexError) as error:
            self.broken = self.broken or Failed(14, "CONNECTION_LOST", repr(error))
        finally:
            self.greeted.set()
            for stream in list(self.streams.values()):
                self.finish(stream, self.broken or Failed(14, "CONNECTION_LOST"))
            self.sock.close()

    def take(self, kind, number, flags, body):
        stream = self.streams.get(number)
        if kind == HELLO:
            self.hello = load(body)[0]
            self.greeted.set()
            if self.serves:
                self.write(self.first)
        elif kind == PING:
            self.write(self.frame(PONG, 0, 0, body))
        elif kind == ERROR and number == 0:
            self.broken = Failed.reading(body)
        elif kind == REQUEST and self.serves:
            if stream is None:
                stream = self.streams[number] = Stream(number)
                stream.credit = self.hello.get(4, WINDOW)
            stream.envelope.append(body)
            if not flags & MORE:
                envelope = self.opened(b"".join(stream.envelope))
                threading.Thread(
                    target=self.run, args=(stream, envelope, bool(flags & END)), daemon=True).start()
        elif stream is None or kind in (PONG, GOAWAY):
            pass
        elif kind == DATA:
            self.data(stream, flags, body)
        elif kind == CREDIT:
            with stream.room:
                stream.credit += int.from_bytes(body, "big")
                stream.room.notify_all()
        elif kind == CANCEL:
            self.write(self.frame(ERROR, number, END, dump(
                {1: 4 if body == b"\2" else 1, 2: "CANCELLED", 3: "", 6: 1})))
            self.finish(stream, Failed(1, "CANCELLED"))
        elif kind == RESPONSE:
            stream.envelope.append(body)
            if not flags & MORE:
                self.finish(stream, load(b"".join(stream.envelope))[0])
        elif kind == ERROR:
            self.finish(stream, Failed.reading(body))

    @staticmethod
    def opened(data):
        """The map of a REQUEST; an empty one, which is refused, if it is none."""
        try:
            envelope, end = load(data)
            return envelope if end == len(data) and isinstance(envelope, dict) else {}
        except (ValueError, KeyError, IndexError, UnicodeDecodeError):
            return {}

    def data(self, stream, flags, body):
        if body or not flags & END or stream.parts:
            stream.window -= 12 + len(body)
            if stream.window < 0:
                raise ValueError("more DATA than credit")
            stream.parts.append(body)
            if not flags & MORE:
                message, cost = b"".join(stream.parts), sum(12 + len(part) for part in stream.parts)
                stream.parts = []
                stream.waiting += cost
                stream.inbox.put((message, cost))
            elif not stream.waiting:
                self.give(stream, sum(12 + len(part) for part in stream.parts))
        if flags & END:
            stream.inbox.put((None, 0))

    def give(self, stream, unfinished=0):
        """Gives credit back by the rule of section 9."""
        held = stream.waiting + (unfinished if stream.waiting else 0)
        room = WINDOW - stream.window - held
        if room > 0 and 2 * room >= WINDOW and stream.over is None:
            stream.window += room
            self.write(self.frame(CREDIT, stream.number, 0, room.to_bytes(4, "big")))

    def finish(self, stream, end):
        with stream.room:
            if stream.over is None:
                stream.over = end
            stream.room.notify_all()
        stream.inbox.put((end, 0))
        self.streams.pop(stream.number, None)

    def next(self, stream):
        """The next message, or None; raises when the call failed."""
        message, cost = stream.inbox.get(timeout=60)
        if isinstance(message, bytes):
            stream.waiting -= cost
            self.give(stream)
            return message
        stream.inbox.put((message, 0))
        if isinstance(message, Failed):
            raise message
        return None

    def send(self, stream, message, deadline=60):
        """Sends a message as credit allows."""
        if len(message) > MESSAGE:
            raise Failed(8, "MESSAGE_TOO_LARGE", outcome=0)
        while True:
            with stream.room:
                stream.room.wait_for(
                    lambda: stream.over is not None or stream.credit >= 12 + min(1, len(message)),
                    deadline)
                if stream.over is not None:
                    raise stream.over if isinstance(stream.over, Failed) else Failed(9, "OVER")
                size = min(len(message), stream.credit - 12, FRAME)
                stream.credit -= 12 + size
            piece, message = message[:size], message[size:]
            self.write(self.frame(DATA, stream.number, MORE if message else 0, piece))
            if not message:
                return
