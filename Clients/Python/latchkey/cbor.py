"""The strict profile of CBOR that Latchkey speaks: one form for each value.

Definite lengths, shortest heads, map keys that are integers or text in ascending order of their
encodings, no tags, no floats, no simple values but false, true and null, valid UTF-8, at most 16
levels, exactly one item.
"""

LEVELS_MAX = 16


class CBORError(Exception):
    """The bytes are not one item of the profile. `word` is one of those in Protocol/Vectors."""

    def __init__(self, word):
        super().__init__(word)
        self.word = word


def encode(value, level=0):
    """The bytes of a value of int, str, bytes, list, dict, bool and None."""
    if value is None:
        return b"\xf6"
    if value is True:
        return b"\xf5"
    if value is False:
        return b"\xf4"
    if isinstance(value, int):
        return _head(0, value) if value >= 0 else _head(1, -1 - value)
    if isinstance(value, bytes):
        return _head(2, len(value)) + value
    if isinstance(value, str):
        data = value.encode("utf-8")
        return _head(3, len(data)) + data
    if level >= LEVELS_MAX:
        raise CBORError("tooDeep")
    if isinstance(value, (list, tuple)):
        return _head(4, len(value)) + b"".join(encode(item, level + 1) for item in value)
    if isinstance(value, dict):
        for key in value:
            if isinstance(key, bool) or not isinstance(key, (int, str)):
                raise CBORError("keyType")
        entries = sorted((encode(key), encode(item, level + 1)) for key, item in value.items())
        return _head(5, len(entries)) + b"".join(key + item for key, item in entries)
    raise TypeError(f"{type(value).__name__} has no form in this profile")


def decode(data):
    """The one value that the bytes are."""
    reader = _Reader(data)
    value = reader.item(0)
    if reader.at != len(data):
        raise CBORError("trailingBytes")
    return value


def _head(major, argument):
    major <<= 5
    if argument < 24:
        return bytes([major | argument])
    for extra, width in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if argument < 1 << (8 * width):
            return bytes([major | extra]) + argument.to_bytes(width, "big")
    raise OverflowError("integers have at most 64 bits and a sign")


class _Reader:
    def __init__(self, data):
        self.data = data
        self.at = 0

    def take(self, count):
        if count > len(self.data) - self.at:
            raise CBORError("truncated")
        part = self.data[self.at:self.at + count]
        self.at += count
        return part

    def head(self):
        first = self.take(1)[0]
        major, extra = first >> 5, first & 31
        if first == 0xFF:
            raise CBORError("unexpectedBreak")
        if 28 <= extra <= 30:
            raise CBORError("reserved")
        if extra == 31:
            raise CBORError("indefiniteLength" if 2 <= major <= 5 else "reserved")
        if major == 6:
            raise CBORError("tag")
        if major == 7:
            if 25 <= extra <= 27:
                raise CBORError("float")
            if not 20 <= extra <= 22:
                raise CBORError("simpleValue")
            return major, extra
        if extra < 24:
            return major, extra
        width = 1 << (extra - 24)
        argument = int.from_bytes(self.take(width), "big")
        if argument < (24 if width == 1 else 1 << (4 * width)):
            raise CBORError("notShortest")
        return major, argument

    def item(self, level):
        major, argument = self.head()
        if major == 0:
            return argument
        if major == 1:
            return -1 - argument
        if major == 2:
            return bytes(self.take(argument))
        if major == 3:
            try:
                return self.take(argument).decode("utf-8")
            except UnicodeDecodeError:
                raise CBORError("invalidText") from None
        if major == 7:
            return {20: False, 21: True, 22: None}[argument]
        # A count is compared with the bytes that are left before anything is made of it.
        if argument * (2 if major == 5 else 1) > len(self.data) - self.at:
            raise CBORError("truncated")
        if level >= LEVELS_MAX:
            raise CBORError("tooDeep")
        if major == 4:
            return [self.item(level + 1) for _ in range(argument)]
        return self.map(argument, level)

    def map(self, count, level):
        result, before = {}, None
        for _ in range(count):
            start = self.at
            if start < len(self.data) and self.data[start] >> 5 not in (0, 1, 3):
                self.head()
                raise CBORError("keyType")
            key = self.item(level + 1)
            encoded = bytes(self.data[start:self.at])
            if before is not None and encoded <= before:
                raise CBORError("duplicateKey" if encoded == before else "keyOrder")
            before = encoded
            result[key] = self.item(level + 1)
        return result
