"""Names and types of messages, read from Protocol/Spec/latchkey.cddl.

The file is generated and regular: one rule a record, one line a field, the field's name behind it.
"""

import functools
import os
import re

CDDL = os.environ.get("LATCHKEY_CDDL") or os.path.join(
    os.path.dirname(os.path.abspath(__file__)), "..", "..", "..", "Protocol", "Spec", "latchkey.cddl")
SECRET_BYTES_MAX = 4_096


class MessageError(Exception):
    """A message that is not what the schema says. `word` is one of those in Protocol/Vectors."""

    def __init__(self, word, text):
        super().__init__(text)
        self.word = word


class Secret:
    """A password or a token: never printed, compared only as a whole."""

    def __init__(self, value):
        if isinstance(value, Secret):
            value = value.bytes
        self.bytes = value.encode("utf-8") if isinstance(value, str) else bytes(value)
        if len(self.bytes) > SECRET_BYTES_MAX:
            raise MessageError("secretTooLong", "A secret has at most 4096 bytes.")

    @property
    def text(self):
        """The secret as text."""
        return self.bytes.decode("utf-8")

    def __eq__(self, other):
        return isinstance(other, Secret) and self.bytes == other.bytes

    def __repr__(self):
        return "Secret(...)"

    __hash__ = None


class Field:
    """One field of a record: its key, name and type."""

    def __init__(self, key, name, kind, optional):
        self.key, self.name, self.kind, self.optional = key, name, kind, optional


class Method:
    """What is declared of a method."""

    def __init__(self, number, name, answer, facts, element=None, streams=False):
        self.number, self.name, self.answer = number, name, answer
        self.element, self.streams = element, streams
        self.sensitive = "sensitive" in facts
        self.mutation = "mutation" in facts
        longest = re.search(r"at most (\d+) ms", facts)
        self.deadline_ms = int(longest.group(1)) if longest else None


class Schema:
    """Every method and record."""

    def __init__(self, text):
        self.methods, self.records, self.choices, self.words = {}, {}, {}, set()
        name = None
        for line in text.splitlines():
            method = re.match(
                r"; (\d+) (\S+)(?: \+ stream of (\S+))? -> (stream of )?(\S+), (.*)", line)
            rule = re.match(r"([A-Z][\w.]*) = ?(\{?)", line)
            field = re.match(r"\s+(//)?\s*(\?)?\s*(\d+): (.*?),?\s+; (\w+)", line)
            if method:
                number, full, element, streams, answer, facts = method.groups()
                self.methods[full] = Method(
                    int(number), full, answer, facts, element, bool(streams))
            elif rule and rule[2]:
                name = rule[1]
                self.records[name] = []
            elif rule:
                self.words.add(rule[1])
            elif field and name:
                choice, optional, key, kind, label = field.groups()
                if choice:
                    self.choices[name] = True
                self.records[name].append(Field(int(key), label, kind, bool(optional)))

    def method(self, name):
        """The declaration of a method."""
        if name not in self.methods:
            raise MessageError("unknownMethod", f"There is no method {name}.")
        return self.methods[name]

    def numbered(self, record, fields):
        """A record with keys instead of names, ready to be encoded."""
        known = {field.name: field for field in self.records[record]}
        result = {}
        for name, value in fields.items():
            if name not in known:
                raise MessageError("unknownField", f"{record} has no field {name}.")
            if value is not None:
                result[known[name].key] = self._out(known[name].kind, value)
        self._require(record, result)
        return result

    def named(self, record, fields):
        """A decoded record with names instead of keys. Keys from 0 up that are unknown are left out."""
        if not isinstance(fields, dict):
            raise MessageError("typeMismatch", f"{record} is a map.")
        known = {field.key: field for field in self.records[record]}
        result = {}
        for key, value in fields.items():
            if key in known:
                result[known[key].name] = self._in(known[key].kind, value, known[key].name)
            elif isinstance(key, int) and key < 0:
                raise MessageError("unknownCriticalKey", f"{record}: {key} must be understood.")
        self._require(record, fields)
        return result

    def _require(self, record, fields):
        if record in self.choices:
            if sum(field.key in fields for field in self.records[record]) != 1:
                raise MessageError("typeMismatch", f"{record} has exactly one field.")
            return
        for field in self.records[record]:
            if not field.optional and field.key not in fields:
                raise MessageError("missingKey", f"{record}: {field.name} is missing.")

    def _out(self, kind, value):
        if kind == "secret":
            return Secret(value).bytes
        if kind.startswith("[* "):
            return [self._out(kind[3:-1], item) for item in value]
        return self.numbered(kind, value) if kind in self.records else value

    def _in(self, kind, value, name):
        def expect(*types):
            if type(value) not in types:
                raise MessageError("typeMismatch", f"{name} is not of the type {kind}.")
            return value

        if kind == "secret":
            return Secret(expect(bytes))
        if kind.startswith("[* "):
            return [self._in(kind[3:-1], item, name) for item in expect(list)]
        if kind.startswith("{ * tstr"):
            for key, item in expect(dict).items():
                if not isinstance(key, str) or not isinstance(item, str):
                    raise MessageError("typeMismatch", f"{name} maps text to text.")
            return value
        if kind in self.records:
            return self.named(kind, value)
        if kind in ("int64", "unix-milliseconds"):
            if not -(1 << 63) <= expect(int) < 1 << 63:
                raise MessageError("typeMismatch", f"{name} has more than 64 bits.")
            return value
        if kind == "tstr" or kind in self.words:
            return expect(str)
        return expect({"bytes": bytes, "bool": bool}[kind])


@functools.cache
def schema():
    """The schema of the repository, or of the file that LATCHKEY_CDDL names."""
    with open(CDDL, encoding="utf-8") as file:
        return Schema(file.read())
