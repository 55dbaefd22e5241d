"""A small client of Latchkey, of the standard library only.

Written from the documents in Protocol/Spec: PROTOCOL.md for the bytes, METHODS.md and latchkey.cddl
for the messages. One connection, one call at a time; threads may share a client.

    with Client("/run/latchkey/latchkey.sock") as desk:
        answer = desk.call("Sessions.VerifySession", session=token)
        print(answer["accountID"])
"""

from .client import Client
from .frames import Failure
from .messages import MessageError, Secret
from .trace import Trace, TraceError

__all__ = ["Client", "Failure", "MessageError", "Secret", "Trace", "TraceError"]
