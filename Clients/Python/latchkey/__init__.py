"""A small client of Latchkey, of the standard library only.

Written from the documents in Protocol/Spec: PROTOCOL.md for the bytes, METHODS.md and latchkey.cddl
for the messages. `Services` has every method with its types, `Client.call` any method by its name.
One connection, one call at a time; threads may share a client.

    with Client("/run/latchkey/latchkey.sock") as client:
        answer = Services(client).sessions.verify_session(session=token)
        print(answer.account_id)
"""

from .client import Client
from .frames import Failure
from .messages import MessageError, Secret
from .services import Services
from .trace import Trace, TraceError

__all__ = ["Client", "Failure", "MessageError", "Secret", "Services", "Trace", "TraceError"]
