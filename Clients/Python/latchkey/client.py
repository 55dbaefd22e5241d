"""The connection that carries calls."""

import os
import select
import socket
import threading
import time

from . import cbor, messages
from .frames import (
    PREFACE, HEADER, FRAME_BYTES_MAX, MESSAGE_BYTES_MAX, ENVELOPE_BYTES_MAX, STREAM_MAX,
    STREAM_CREDIT, CREDIT_MAX, HELLO, REQUEST, DATA, RESPONSE, ERROR, CANCEL, CREDIT, PING, PONG,
    GOAWAY, END, MORE, SENSITIVE, CANCELLED_BY_USER, CANCELLED_BY_DEADLINE, Failure, FrameError,
    Frame, read_map, write_frame, read_frame, Window)
from .messages import Secret
from .trace import Trace


class Client:
    """Calls the methods of a Latchkey service on this host.

    `trace` is the W3C trace that its calls belong to, a `Trace` or the text of a traceparent, unless a
    call names another. What is none raises `TraceError`.
    """

    def __init__(self, path, agent="latchkey-python/1", default_deadline_ms=10_000, trace=None):
        self.path = path
        self.trace = Trace.given(trace)
        self.agent = agent
        self.default_deadline_ms = default_deadline_ms
        self.hello = None
        self._socket = None
        self._next_stream = 1
        self._frame_max = FRAME_BYTES_MAX
        self._message_max = MESSAGE_BYTES_MAX
        self._going_away = False
        self._is_mid_frame = False
        self._lock = threading.Lock()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        """Closes the connection. The next call opens another."""
        with self._lock:
            self._drop()

    def call(self, method, as_session=None, deadline_ms=None, idempotency_key=None, beside=None,
             trace=None, **fields):
        """Calls a method by its name, with the fields of its request by their names.

        `as_session` is the token of the person on whose behalf the call is made. A dictionary
        `beside` gets what comes beside the answer: `idempotent_replay` with an answer that was given
        before, under the same key. Returns the fields of the answer by their names; raises `Failure`,
        or `TraceError`.
        """
        shape = messages.schema().method(method)
        body = cbor.encode(messages.schema().numbered(method, fields))
        answer = self.call_raw(
            shape.number, body, as_session=as_session,
            deadline_ms=min(deadline_ms or shape.deadline_ms, shape.deadline_ms),
            idempotency_key=idempotency_key, sensitive=shape.sensitive, beside=beside, trace=trace)
        try:
            return messages.schema().named(shape.answer, cbor.decode(answer))
        except (cbor.CBORError, messages.MessageError) as error:
            raise Failure(13, "MALFORMED", f"{method}: {error}", 3) from None

    def stream(self, method, as_session=None, deadline_ms=None, elements=(), trace=None,
               **fields):
        """Calls a method that answers with messages, and takes some behind the request where it does.

        Gives the answers one by one, each by the names of its fields, over a connection of its own.
        `elements` are sent as far as the service takes them; closing the generator cancels the call.
        """
        schema = messages.schema()
        shape = schema.method(method)
        body = cbor.encode(schema.numbered(method, fields))
        outgoing = (cbor.encode(schema.numbered(shape.element, one)) for one in elements)
        with Client(self.path, self.agent, trace=self.trace) as own:
            for answer in own.stream_raw(shape.number, body, as_session, deadline_ms,
                                         outgoing if shape.element else None, shape.sensitive,
                                         trace):
                try:
                    yield schema.named(shape.answer, cbor.decode(answer))
                except (cbor.CBORError, messages.MessageError) as error:
                    raise Failure(13, "MALFORMED", f"{method}: {error}", 3) from None

    def stream_raw(self, method, body, as_session=None, deadline_ms=None, elements=None,
                   sensitive=False, trace=None):
        """The same with bytes. `elements` is None for a method that takes none."""
        envelope = {1: method, 7: body}
        if (trace := Trace.given(trace) or self.trace) is not None:
            envelope[5] = trace.bytes
        if deadline_ms is not None:
            envelope[2] = deadline_ms
        if as_session is not None:
            envelope[6] = Secret(as_session).bytes
        end = time.monotonic() + (deadline_ms / 1_000 if deadline_ms is not None else 1e9)
        stream = None
        is_over = False
        try:
            self._open(end)
            stream, self._next_stream = self._next_stream, self._next_stream + 2
            last = END if elements is None else 0
            self._send(self._frames(REQUEST, stream, cbor.encode(envelope), sensitive, last), end)
            for answer in self._messages(stream, elements, sensitive, end):
                if answer is None:
                    is_over = True
                    return
                yield answer
        except Failure:
            is_over = True
            raise
        except TimeoutError:
            raise Failure(4, "DEADLINE", "No answer in time.", 3) from None
        except (FrameError, cbor.CBORError) as error:
            rule = getattr(error, "rule", "MALFORMED")
            raise Failure(13, rule, f"{self.path}: {error}", 3) from None
        except (OSError, EOFError) as error:
            told = self._last_words()
            self._drop()
            is_over = True
            reason = "CONNECT" if stream is None else "CONNECTION_LOST"
            raise told or Failure(
                14, reason, f"{self.path}: {error}", 0 if stream is None else 3) from None
        finally:
            if not is_over:
                self._cancel(stream, CANCELLED_BY_USER)

    def call_raw(self, method, body, as_session=None, deadline_ms=None, idempotency_key=None,
                 sensitive=False, beside=None, trace=None):
        """Calls a method by its number or name with the bytes of its request; gives the answer's."""
        deadline_ms = deadline_ms or self.default_deadline_ms
        envelope = {1: method, 2: deadline_ms, 7: body}
        if (trace := Trace.given(trace) or self.trace) is not None:
            envelope[5] = trace.bytes
        if idempotency_key is not None:
            envelope[4] = idempotency_key
        if as_session is not None:
            envelope[6] = Secret(as_session).bytes
        request = cbor.encode(envelope)
        with self._lock:
            end = time.monotonic() + deadline_ms / 1_000
            stream = None
            try:
                self._open(end)
                if len(body) > self._message_max:
                    raise Failure(8, "MESSAGE_TOO_LARGE", "The request is too long.", 0)
                stream, self._next_stream = self._next_stream, self._next_stream + 2
                self._send(self._frames(REQUEST, stream, request, sensitive), end)
                answer = self._answer(stream, end)
                if beside is not None:
                    entries = answer.get(1, [])
                    beside.update(zip(entries[::2], entries[1::2]))
                return answer[7]
            except TimeoutError:
                self._cancel(stream)
                outcome = 0 if stream is None else 3
                raise Failure(4, "DEADLINE", "No answer in time.", outcome) from None
            except (FrameError, cbor.CBORError) as error:
                self._drop()
                rule = getattr(error, "rule", "MALFORMED")
                raise Failure(13, rule, f"{self.path}: {error}", 3) from None
            except (OSError, EOFError) as error:
                told = self._last_words()
                self._drop()
                reason = "CONNECT" if stream is None else "CONNECTION_LOST"
                outcome = 0 if stream is None else 3
                raise told or Failure(14, reason, f"{self.path}: {error}", outcome) from None

    # The connection.

    def _open(self, end):
        is_spent = self._going_away or self._next_stream > STREAM_MAX
        if self._socket is not None and not is_spent:
            return
        self._drop()
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_CLOEXEC)
        self._wait_until(end)
        self._socket.connect(self.path)
        hello = {1: [1, 1], 2: FRAME_BYTES_MAX, 3: MESSAGE_BYTES_MAX, 6: self.agent,
                 8: os.urandom(16)}
        self._socket.sendall(PREFACE + write_frame(Frame(HELLO, 0, cbor.encode(hello))))
        frame = self._read(end)
        if frame.kind == ERROR:
            failure = Failure.reading(frame.body)
            self._drop()
            raise failure
        if frame.kind != HELLO or frame.stream != 0:
            raise FrameError("HELLO", "the first frame is not HELLO")
        self.hello = read_map(frame.body)
        self._frame_max = min(FRAME_BYTES_MAX, self.hello.get(2, FRAME_BYTES_MAX))
        self._message_max = min(MESSAGE_BYTES_MAX, self.hello.get(3, MESSAGE_BYTES_MAX))

    def _drop(self):
        if self._socket is not None:
            self._socket.close()
        self._socket, self._next_stream, self._going_away = None, 1, False

    def _last_words(self):
        # After a write that failed, the reason may still be there to be read.
        try:
            self._socket.settimeout(1)
            while True:
                frame = self._read(time.monotonic() + 1)
                if frame.kind == ERROR and frame.stream == 0:
                    return Failure.reading(frame.body)
        except (OSError, EOFError, FrameError, AttributeError):
            return None

    def _cancel(self, stream, reason=CANCELLED_BY_DEADLINE):
        # A frame cut in the middle cannot be followed by another: then the connection is lost.
        try:
            if stream is None or self._is_mid_frame:
                self._drop()
            else:
                self._socket.settimeout(1)
                self._socket.sendall(
                    write_frame(Frame(CANCEL, stream, bytes([reason]))))
        except OSError:
            self._drop()

    def _frames(self, kind, stream, message, sensitive, end=END):
        flags = SENSITIVE if sensitive else 0
        pieces = [message[at:at + self._frame_max]
                  for at in range(0, len(message), self._frame_max)] or [b""]
        last = len(pieces) - 1
        return b"".join(
            write_frame(Frame(kind, stream, piece, flags | (end if index == last else MORE)))
            for index, piece in enumerate(pieces))

    def _send(self, data, end):
        self._is_mid_frame = True
        self._wait_until(end)
        self._socket.sendall(data)
        self._is_mid_frame = False

    def _answer(self, stream, end):
        parts, size = [], 0
        while True:
            frame = self._read(end)
            if frame.kind == PING:
                self._send(write_frame(Frame(PONG, 0, frame.body)), end)
            elif frame.kind == GOAWAY:
                self._going_away = True
                if stream > read_map(frame.body).get(1, 0):
                    raise Failure(14, "GOING_AWAY", "The service is stopping.", 0)
            elif frame.kind == ERROR and frame.stream == 0:
                failure = Failure.reading(frame.body)
                self._drop()
                raise failure
            elif frame.stream != stream:
                continue  # Of a call that was given up, or of a type that need not be known.
            elif frame.kind == ERROR:
                raise Failure.reading(frame.body)
            elif frame.kind == RESPONSE:
                size += len(frame.body)
                if size > MESSAGE_BYTES_MAX + ENVELOPE_BYTES_MAX:
                    raise FrameError("LENGTH", "the answer is longer than was agreed")
                parts.append(frame.body)
                if not frame.flags & MORE:
                    answer = read_map(b"".join(parts))
                    if 7 not in answer:
                        raise Failure(12, "CARDINALITY", "An answer without a body.", 3)
                    return answer
            elif frame.kind == DATA:
                raise Failure(12, "STREAMING", "An answer in parts.", 3)

    def _messages(self, stream, elements, sensitive, end):
        """The messages of an answer, then None; sends elements as credit comes in."""
        ours = [self.hello.get(4, STREAM_CREDIT)]
        sending = self._sending(stream, elements, sensitive, ours, end)
        window, parts = Window(), []
        while True:
            # Send while there is credit and nothing to read, so that neither side waits for ever.
            is_stuck = next(sending, True)
            if not is_stuck and not select.select([self._socket], [], [], 0)[0]:
                continue
            frame = self._read(end)
            if frame.kind == PING:
                self._send(write_frame(Frame(PONG, 0, frame.body)), end)
            elif frame.kind == GOAWAY:
                self._going_away = True
                if stream > read_map(frame.body).get(1, 0):
                    raise Failure(14, "GOING_AWAY", "The service is stopping.", 0)
            elif frame.kind == ERROR and frame.stream in (0, stream):
                raise Failure.reading(frame.body)
            elif frame.stream != stream:
                continue
            elif frame.kind == CREDIT:
                if len(frame.body) != 4 or not any(frame.body):
                    raise FrameError("CONTROL_BODY", "a CREDIT of four bytes is due")
                ours[0] += int.from_bytes(frame.body, "big")
                if ours[0] > CREDIT_MAX:
                    raise FrameError("FLOW", "more credit than anybody may give")
            elif frame.kind == DATA:
                if frame.flags & END and not frame.body and not parts:
                    continue
                cost = window.receive(frame)
                parts.append(frame.body)
                if sum(map(len, parts)) > MESSAGE_BYTES_MAX:
                    raise FrameError("LENGTH", "a message is longer than was agreed")
                if cost:
                    message, parts = b"".join(parts), []
                    yield message
                    window.waiting -= cost
                if room := window.grant():
                    self._send(
                        write_frame(Frame(CREDIT, stream, room.to_bytes(4, "big"))), end)
            elif frame.kind == RESPONSE:
                answer = read_map(frame.body)
                if parts or frame.flags & MORE or 7 in answer:
                    raise FrameError("CARDINALITY", "an answer in messages ends without a body")
                yield None
                return

    def _sending(self, stream, elements, sensitive, credit, end):
        """Sends elements; gives False after each that went out, True while there is no credit."""
        if elements is None:
            return
        flags = SENSITIVE if sensitive else 0
        for element in elements:
            rest = element
            while True:
                while credit[0] < HEADER.size + min(len(rest), 1):
                    yield True
                count = min(len(rest), credit[0] - HEADER.size, self._frame_max)
                piece, rest = rest[:count], rest[count:]
                credit[0] -= HEADER.size + count
                self._send(
                    write_frame(Frame(DATA, stream, piece, flags | (MORE if rest else 0))), end)
                if not rest:
                    break
            yield False
        self._send(write_frame(Frame(DATA, stream, b"", END)), end)

    def _read(self, end):
        self._is_mid_frame = False

        def exactly(count):
            parts = []
            while count:
                self._wait_until(end)
                part = self._socket.recv(count)
                if not part:
                    raise EOFError("the service closed the connection")
                self._is_mid_frame = True
                parts.append(part)
                count -= len(part)
            return b"".join(parts)

        frame = read_frame(exactly)
        self._is_mid_frame = False
        return frame

    def _wait_until(self, end):
        left = end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._socket.settimeout(left)
