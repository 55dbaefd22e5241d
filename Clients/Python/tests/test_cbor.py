import random
import unittest

from latchkey import cbor
from tests import vectors


def diagnostic(value):
    """A value in the spelling of Protocol/Vectors/README.md."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, bytes):
        return f"h'{value.hex()}'"
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return '"' + "".join(c if c >= " " else f"\\u{ord(c):04x}" for c in escaped) + '"'
    if isinstance(value, list):
        return "[" + ", ".join(map(diagnostic, value)) + "]"
    return "{" + ", ".join(f"{diagnostic(k)}: {diagnostic(v)}" for k, v in value.items()) + "}"


class CBORVectors(unittest.TestCase):
    def test_every_row(self):
        count = 0
        for file, row in vectors.rows("cbor"):
            count += 1
            with self.subTest(file=file, row=row["name"]):
                data = bytes.fromhex(row["hex"])
                if row["accept"]:
                    value = cbor.decode(data)
                    self.assertEqual(diagnostic(value), row["value"])
                    self.assertEqual(cbor.encode(value), data)
                else:
                    with self.assertRaises(cbor.CBORError) as caught:
                        cbor.decode(data)
                    self.assertEqual(caught.exception.word, row["error"])
                    with self.assertRaises(cbor.CBORError):
                        cbor.decode(b"\xa1\x18\x63" + data)
        self.assertGreaterEqual(count, 480)

    def test_any_bytes_give_a_value_or_a_typed_error(self):
        seed = random.randrange(1 << 32)
        chance = random.Random(seed)
        for _ in range(5_000):
            data = chance.randbytes(chance.randrange(24))
            try:
                self.assertEqual(cbor.encode(cbor.decode(data)), data, f"seed {seed}")
            except cbor.CBORError:
                pass

    def test_what_the_profile_lacks_is_not_written(self):
        for value, error in [(1.5, TypeError), ({True: 1}, cbor.CBORError),
                             (1 << 64, OverflowError), ({b"k": 1}, cbor.CBORError)]:
            with self.subTest(value=value), self.assertRaises(error):
                cbor.encode(value)
        deep = 0
        for _ in range(16):
            deep = [deep]
        self.assertEqual(cbor.decode(cbor.encode(deep)), deep)
        with self.assertRaises(cbor.CBORError):
            cbor.encode([deep])
