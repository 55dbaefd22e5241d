import dataclasses
import inspect
import unittest

from latchkey import cbor, messages, records, services, words
from latchkey.typed import Record
from tests import vectors
from tests.test_messages import record_of


def classes():
    """The generated classes by the names of their records."""
    return {item.NAME: item for item in vars(records).values()
            if isinstance(item, type) and issubclass(item, Record) and item.NAME}


class Records(unittest.TestCase):
    def test_every_message_comes_back_as_it_went(self):
        count = 0
        for file, row in vectors.rows("messages"):
            if not row["accept"] or "newer" in row["name"]:
                continue
            count += 1
            with self.subTest(file=file, row=row["name"]):
                name, data = record_of(file), bytes.fromhex(row["hex"])
                fields = messages.schema().named(name, cbor.decode(data))
                record = classes()[name].from_fields(fields)
                again = messages.schema().numbered(name, record.to_fields())
                self.assertEqual(cbor.encode(again), data)
        self.assertGreaterEqual(count, 190)

    def test_records_have_the_fields_of_the_schema_and_say_what_they_are(self):
        schema = messages.schema()
        for name, kind in classes().items():
            with self.subTest(record=name):
                self.assertEqual(
                    [field.name for field in schema.records[name]],
                    [field[1] for field in kind.FIELDS])
                self.assertEqual(
                    {field.name for field in dataclasses.fields(kind)},
                    {field[0] for field in kind.FIELDS})
                self.assertTrue(kind.__doc__)

    def test_a_name_here_is_in_snake_case(self):
        for kind in classes().values():
            for here, _, _ in kind.FIELDS:
                self.assertEqual(here, here.lower())


class Methods(unittest.TestCase):
    def test_every_method_is_a_function_with_documentation(self):
        called = []

        class Client:
            def call(self, method, **options):
                called.append((method, options))
                raise KeyError(method)

            def stream(self, method, **options):
                called.append((method, options))
                raise KeyError(method)

        desk = services.Services(Client())
        for service in vars(desk).values():
            for name, function in inspect.getmembers(service, inspect.ismethod):
                if name.startswith("_"):
                    continue
                with self.subTest(method=f"{type(service).__name__}.{name}"):
                    self.assertTrue(function.__doc__)
                    needed = {key: [] if key == "elements" else None
                              for key, parameter in inspect.signature(function).parameters.items()
                              if parameter.default is parameter.empty}
                    with self.assertRaises(KeyError):
                        answer = function(**needed)
                        next(answer)
        self.assertEqual(
            sorted(method for method, _ in called), sorted(messages.schema().methods))

    def test_a_call_has_the_names_of_the_schema(self):
        class Client:
            def call(self, method, **options):
                self.heard = method, options
                return {"status": "Active"}

        client = Client()
        desk = services.Services(client)
        answer = desk.agents.set_password(
            agent=records.AccountReference(id=7), new_password=messages.Secret("x"),
            require_change_at_next_sign_in=True, as_session=messages.Secret("y"), deadline_ms=5)
        self.assertEqual(answer, records.AgentsSetPasswordResponse(status="Active"))
        method, options = client.heard
        self.assertEqual(method, "Agents.SetPassword")
        self.assertEqual(options["agent"], {"id": 7})
        self.assertEqual(options["requireChangeAtNextSignIn"], True)
        self.assertEqual(options["deadline_ms"], 5)
        self.assertNotIn("population", options)


class Words(unittest.TestCase):
    def test_words_are_those_of_the_schema(self):
        self.assertEqual(words.ContactFilter.FORCED, "force_password_reset")
        known = {name for name, item in vars(words).items() if isinstance(item, type)}
        self.assertEqual(messages.schema().words, known)
