#!/usr/bin/env python3
"""Calls whose every few bytes come with three descriptors, as ancillary data that nobody asks for.

    descriptors.py PATH         a hundred calls against the echo service
"""

import os
import socket
import struct
import sys

from lkp import END, HELLO, PREFACE, REQUEST, RESPONSE, Link, dump


def main(path):
    sock = socket.socket(socket.AF_UNIX)
    sock.settimeout(60)
    sock.connect(path)
    spare = [os.open("/dev/null", os.O_RDONLY) for _ in range(3)]
    said = PREFACE + Link.frame(HELLO, 0, 0, dump({1: [1, 1]}))
    for index in range(100):
        body = dump({1: 11, 7: bytes([index]) * (index + 1)})
        said += Link.frame(REQUEST, 2 * index + 1, END, body)
        # Not more than the server takes at once.
        if index % 50 == 49:
            for at in range(0, len(said), 7):
                socket.send_fds(sock, [said[at:at + 7]], spare)
            said = b""
            answers(sock, range(index - 49, index + 1), index == 49)
    print("100 answers")


def answers(sock, indices, greets):
    """Reads an answer to each, and compares it with what was sent."""
    def exactly(count):
        data = b""
        while len(data) < count:
            part = sock.recv(count - len(data))
            if not part:
                raise SystemExit("the server has closed the connection")
            data += part
        return data

    wanted = {2 * index + 1: dump({7: bytes([index]) * (index + 1)}) for index in indices}
    if greets:
        wanted[0] = None
    while wanted:
        length, stream, kind, _, _ = struct.unpack(">IIBBH", exactly(12))
        body = exactly(length)
        expected = wanted.pop(stream)
        if expected is not None and (kind, body) != (RESPONSE, expected):
            raise SystemExit(f"frame {kind} on {stream}: {body!r}")


main(sys.argv[1])
