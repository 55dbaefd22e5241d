"""W3C Trace Context, as far as a caller needs it."""

import re


class TraceError(ValueError):
    """Something is no traceparent. Its text says why, and does not repeat it."""


class Trace:
    """Where a call belongs in a trace through several programs: a W3C traceparent, checked."""

    _FORM = re.compile(r"([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?",
                       re.ASCII | re.DOTALL)

    def __init__(self, traceparent):
        found = self._FORM.fullmatch(traceparent) if isinstance(traceparent, str) else None
        if found is None:
            raise TraceError("A traceparent is VERSION-TRACE-PARENT-FLAGS with 2, 32, 16 and 2 "
                             "lower-case hexadecimal digits.")
        version, trace, parent, flags, more = found.groups()
        if version == "ff" or version == "00" and more is not None:
            raise TraceError("A traceparent of version 00 ends behind its flags, and none is ff.")
        if not trace.strip("0") or not parent.strip("0"):
            raise TraceError("The ids in a traceparent cannot be all zeros.")
        self.trace_id = trace
        # Of the flags of a later version only "sampled" is known to mean the same.
        known = int(flags, 16) if version == "00" else int(flags, 16) & 1
        self.bytes = bytes.fromhex(trace + parent) + bytes([known])

    @classmethod
    def given(cls, trace):
        """A `Trace`, from one or from the text of one; None stays None."""
        return trace if trace is None or isinstance(trace, cls) else cls(trace)
