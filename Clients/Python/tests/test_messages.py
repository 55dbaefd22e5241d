import unittest

from latchkey import cbor, messages
from latchkey.messages import Secret
from tests import vectors


def record_of(file):
    """The record that a file of Protocol/Vectors/messages is about."""
    schema = messages.schema()
    if file.endswith(".request"):
        return file[:-len(".request")]
    if file.endswith(".response"):
        return schema.methods[file[:-len(".response")]].answer
    return file


def as_json(value):
    """A message as the vectors spell it: secrets as text, bytes as numbers."""
    if isinstance(value, Secret):
        return value.text
    if isinstance(value, bytes):
        return list(value)
    if isinstance(value, list):
        return [as_json(item) for item in value]
    if isinstance(value, dict):
        return {key: as_json(item) for key, item in value.items()}
    return value


class MessageVectors(unittest.TestCase):
    def test_every_row(self):
        count = 0
        for file, row in vectors.rows("messages"):
            count += 1
            with self.subTest(file=file, row=row["name"]):
                data, record = bytes.fromhex(row["hex"]), record_of(file)
                if not row["accept"]:
                    with self.assertRaises((cbor.CBORError, messages.MessageError)) as caught:
                        messages.schema().named(record, cbor.decode(data))
                    self.assertEqual(caught.exception.word, row["error"])
                    continue
                message = messages.schema().named(record, cbor.decode(data))
                self.assertEqual(as_json(message), row["value"])
                if "newer" not in row["name"]:
                    again = messages.schema().numbered(record, message)
                    self.assertEqual(cbor.encode(again), data)
        self.assertGreaterEqual(count, 500)

    def test_every_method_has_its_records(self):
        schema = messages.schema()
        self.assertGreaterEqual(len(schema.methods), 45)
        for method in schema.methods.values():
            with self.subTest(method=method.name):
                self.assertIn(method.name, schema.records)
                self.assertIn(method.answer, schema.records)

    def test_a_field_that_does_not_exist_is_not_sent(self):
        with self.assertRaises(messages.MessageError):
            messages.schema().numbered("Server.Ping", {"load": b""})

    def test_a_secret_does_not_print_itself(self):
        secret = Secret("Kite-Over-Fjord-7")
        self.assertNotIn("Kite", f"{secret} {secret!r} {[secret]} {({'password': secret})}")
        self.assertEqual(secret.text, "Kite-Over-Fjord-7")
        Secret(b"x" * 4_096)
        with self.assertRaises(messages.MessageError):
            Secret(b"x" * 4_097)
