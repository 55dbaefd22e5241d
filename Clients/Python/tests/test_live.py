import os
import signal
import socket
import struct
import threading
import unittest

from latchkey import Client, Failure, Secret, Trace, cbor
from latchkey.frames import (
    ERROR, FRAME_BYTES_MAX, HEADER, HELLO, PING, PONG, PREFACE, REQUEST, RESPONSE, Frame,
    read_frame, write_frame)
from tests import daemon, vectors

BOSS = "Kite-Over-Fjord-7"


class Raw:
    """A connection without a client: what is sent is what the test says."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.socket.settimeout(30)
        self.socket.connect(path)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, *parts):
        self.socket.sendall(b"".join(
            write_frame(part) if isinstance(part, Frame) else part for part in parts))

    def read(self):
        """The next frame, or None at the end of the connection."""
        def exactly(count):
            data = b""
            while len(data) < count:
                part = self.socket.recv(count - len(data))
                if not part:
                    raise EOFError
                data += part
            return data
        try:
            return read_frame(exactly)
        except (EOFError, ConnectionResetError):
            return None

    def rest(self):
        """Every frame until the connection ends."""
        frames = []
        while (frame := self.read()) is not None:
            frames.append(frame)
        return frames


def hello(**changes):
    fields = {1: [1, 1], 6: "test"}
    fields.update({int(key[1:]): value for key, value in changes.items()})
    return Frame(HELLO, 0, cbor.encode(fields))


def ping(stream, payload=b"", flags=1):
    body = cbor.encode({1: 101, 2: 5_000, 7: cbor.encode({1: payload} if payload else {})})
    return Frame(REQUEST, stream, body, flags)


@unittest.skipUnless(daemon.PATH, "LATCHKEYD names no daemon")
class LiveDaemon(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.daemon = daemon.Daemon("--log-level", "debug")
        cls.desk = Client(cls.daemon.socket)
        cls.desk.call("Operator.Bootstrap", displayName="Ada Admin", email="ada@example.org",
                      password=BOSS)
        cls.boss = cls.sign_in("ada@example.org", BOSS)["session"]
        cls.desk.call("SignIn.Reauthenticate", as_session=cls.boss, password=BOSS)

    @classmethod
    def tearDownClass(cls):
        cls.desk.close()
        log = cls.daemon.text()
        code = cls.daemon.stop()
        assert code == 0, f"exit code {code}"
        assert BOSS not in log

    @classmethod
    def sign_in(cls, who, password):
        return cls.desk.call("SignIn.SignIn", population="agent", identifier=who,
                             password=password)

    def agent(self, name):
        address = f"{name}@example.org"
        self.desk.call("Agents.CreateAgent", as_session=self.boss, displayName=f"{name} Ek".title(),
                       email=address, roleIDs=[], sendInvitation=False)
        return {"address": address}

    def refused(self, reason, method, **fields):
        with self.assertRaises(Failure) as caught:
            self.desk.call(method, **fields)
        self.assertEqual(caught.exception.reason, reason)
        return caught.exception

    def test_the_service_says_who_it_is_and_who_we_are(self):
        info = self.desk.call("Server.GetInfo")
        self.assertEqual(info["protocolMajor"], 1)
        self.assertTrue(info["isBootstrapped"])
        self.assertEqual(info["principal"], "operator")
        self.assertEqual(self.desk.hello[9][1], os.getuid())

    def test_echoes_of_every_size_come_back(self):
        for size in [0, 1, 23, 24, 255, 256, 65_000, FRAME_BYTES_MAX, 65_600, 200_000, 900_000]:
            with self.subTest(size=size):
                payload = os.urandom(size)
                self.assertEqual(self.desk.call("Server.Ping", payload=payload)["payload"],
                                 payload)

    def test_a_link_by_mail_is_used_once(self):
        target = self.agent("bo")
        sent = self.desk.call("Agents.SendPasswordResetLink", as_session=self.boss, agent=target)
        self.assertEqual(sent["lifetimeMilliseconds"], 48 * 3_600_000)
        link = {"population": "agent", "token": self.daemon.token_for("bo@example.org")}
        self.assertEqual(self.desk.call("Recovery.InspectLink", **link)["kind"], "password_reset")
        weak = self.refused("PASSWORD_POLICY", "Recovery.CompletePasswordReset",
                            newPassword="short", **link)
        self.assertIn("TOO_SHORT", weak.details["violations"])
        self.assertEqual((weak.status, weak.outcome), ("INVALID_ARGUMENT", "rolled back"))
        self.desk.call("Recovery.CompletePasswordReset", newPassword="Quiet-Amber-Fox-3", **link)
        self.refused("LINK_USED", "Recovery.CompletePasswordReset",
                     newPassword="Quiet-Amber-Fox-5", **link)
        session = self.sign_in("bo@example.org", "Quiet-Amber-Fox-3")["session"]
        seen = self.desk.call("Sessions.VerifySession", session=session)
        self.assertEqual(seen["population"], "agent")

    def test_a_password_to_be_changed_gives_a_ticket(self):
        target = self.agent("eli")
        self.desk.call("Agents.SetPassword", as_session=self.boss, agent=target,
                       newPassword="One-Time-Lantern-6", requireChangeAtNextSignIn=True)
        first = self.sign_in("eli@example.org", "One-Time-Lantern-6")
        self.assertEqual(first["result"], "password_change_required")
        self.assertNotIn("session", first)
        second = self.desk.call("SignIn.CompletePasswordChange", ticket=first["ticket"],
                                newPassword="My-Own-Meadow-5")
        self.assertEqual(second["result"], "session")
        self.refused("INVALID_CREDENTIALS", "SignIn.SignIn", population="agent",
                     identifier="eli@example.org", password="One-Time-Lantern-6")

    def test_a_missing_permission_is_named(self):
        target = self.agent("una")
        self.desk.call("Agents.SetPassword", as_session=self.boss, agent=target,
                       newPassword="Tall-Birch-Gate-8", requireChangeAtNextSignIn=False)
        session = self.sign_in("una@example.org", "Tall-Birch-Gate-8")["session"]
        failure = self.refused("MISSING_PERMISSION", "Agents.SendPasswordResetLink",
                               as_session=session, agent={"address": "ada@example.org"})
        self.assertEqual(set(failure.details["missingPermissions"]),
                         {"manage_agents", "manage_agent_password"})
        self.assertEqual((failure.code, failure.status), (7, "PERMISSION_DENIED"))

    def test_nobody_and_no_secret_are_refused(self):
        self.refused("SESSION_REQUIRED", "Agents.ListAgents", limit=10)
        self.refused("SESSION_INVALID", "Agents.ListAgents", as_session="nonsense", limit=10)
        failure = self.refused("INVALID_CREDENTIALS", "SignIn.SignIn", population="agent",
                               identifier="nobody@example.org", password="Nobody-Knows-1")
        self.assertIn(failure.outcome, ("not started", "rolled back"))

    def test_a_key_makes_a_call_happen_once(self):
        key = os.urandom(16)
        fields = {"displayName": "Kay Ek", "email": "kay@example.org", "roleIDs": [],
                  "sendInvitation": False}
        beside = [{}, {}]
        calls = [self.desk.call("Agents.CreateAgent", as_session=self.boss, idempotency_key=key,
                                beside=one, **fields) for one in beside]
        self.assertEqual(calls[0], calls[1])
        self.assertEqual(beside, [{}, {"idempotent_replay": "true"}])
        self.refused("ADDRESS_IN_USE", "Agents.CreateAgent", as_session=self.boss,
                     idempotency_key=os.urandom(16), **fields)
        self.refused("IDEMPOTENCY_KEY_REUSED", "Agents.CreateAgent", as_session=self.boss,
                     idempotency_key=key, **{**fields, "displayName": "Other"})

    def test_a_trace_stands_in_log_and_audit(self):
        def parent(digit):
            return f"00-{digit * 32}-00f067aa0ba902b7-01"

        def role(desk, name, **beside):
            desk.call("Roles.CreateRole", as_session=self.boss, name=name, permissions=[], **beside)

        with Client(self.daemon.socket, trace=parent("d")) as desk:
            role(desk, "Of the client")
            role(desk, "Of the call", trace=Trace(parent("e")))
            for _ in desk.stream("Audit.ExportEvents", as_session=self.boss, trace=parent("f")):
                pass
        role(self.desk, "Of none")
        events = self.desk.call("Audit.ListEvents", as_session=self.boss, limit=50)["events"]
        traces = {event["details"].get("name"): event["details"].get("trace")
                  for event in events if event["action"] == "role.create"}
        self.assertEqual(traces, traces | {
            "Of the client": "d" * 32, "Of the call": "e" * 32, "Of none": None})
        for digit, method in [("d", "Roles.CreateRole"), ("e", "Roles.CreateRole"),
                              ("f", "Audit.ExportEvents")]:
            line = f"method={method} status=OK trace={digit * 32}"
            self.daemon.wait_until(lambda: line in self.daemon.text(), line)

    def test_threads_share_a_client(self):
        seen = []
        def work():
            for _ in range(10):
                seen.append(self.desk.call("Server.Ping", payload=b"x")["payload"])
        threads = [threading.Thread(target=work) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(seen, [b"x"] * 80)

    def test_bad_bodies_leave_the_connection_in_use(self):
        for name, body in [("nothing", b""), ("two items", b"\xa0\xa0"), ("no map", b"\x80"),
                           ("indefinite", b"\xbf\xff"), ("unknown critical key", b"\xa1\x20\xf5"),
                           ("deep", b"\x81" * 40), ("a huge count", b"\x9b" + b"\xff" * 8)]:
            with self.subTest(body=name):
                with self.assertRaises(Failure) as caught:
                    self.desk.call_raw(301, body)
                self.assertIn(caught.exception.status, ("INVALID_ARGUMENT", "UNIMPLEMENTED"))
                self.assertEqual(caught.exception.outcome, "not started")
                self.desk.call("Server.Ping")

    def test_unknown_methods_are_unimplemented(self):
        for method in [0, 9, 99_999, 1 << 63, "Server.Pong", "x"]:
            with self.subTest(method=method):
                with self.assertRaises(Failure) as caught:
                    self.desk.call_raw(method, b"\xa0")
                self.assertEqual(caught.exception.status, "UNIMPLEMENTED")
                self.assertEqual(caught.exception.outcome, "not started")
        self.assertEqual(self.desk.call_raw("Server.Ping", b"\xa0"), b"\xa0")


@unittest.skipUnless(daemon.PATH, "LATCHKEYD names no daemon")
class LiveFrames(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.daemon = daemon.Daemon()
        with Client(cls.daemon.socket) as desk:
            desk.call("Operator.Bootstrap", displayName="Ada Admin", email="ada@example.org",
                      password=BOSS)
            cls.session = desk.call("SignIn.SignIn", population="agent",
                                    identifier="ada@example.org", password=BOSS)["session"]

    @classmethod
    def tearDownClass(cls):
        assert cls.daemon.stop() == 0

    def importing(self, stream):
        """A request behind which messages may follow; the service waits for them."""
        envelope = {1: 615, 2: 60_000, 6: Secret(self.session).bytes, 7: cbor.encode({1: False})}
        return Frame(REQUEST, stream, cbor.encode(envelope), 0)

    def open(self):
        return Raw(self.daemon.socket)

    def greeted(self, connection):
        connection.send(PREFACE, hello())
        self.assertEqual(connection.read().kind, HELLO)

    def test_requests_may_follow_the_hello_at_once(self):
        with self.open() as connection:
            connection.send(PREFACE, hello(), ping(1), ping(3, b"abc"))
            kinds = [connection.read() for _ in range(3)]
            self.assertEqual(kinds[0].kind, HELLO)
            answers = {frame.stream: cbor.decode(cbor.decode(frame.body)[7])
                       for frame in kinds[1:] if frame.kind == RESPONSE}
            self.assertEqual(answers, {1: {}, 3: {1: b"abc"}})

    def test_one_byte_at_a_time_is_as_good(self):
        with self.open() as connection:
            for byte in PREFACE + write_frame(hello()) + write_frame(ping(1, b"slow")):
                connection.send(bytes([byte]))
            self.assertEqual(connection.read().kind, HELLO)
            self.assertEqual(connection.read().kind, RESPONSE)

    def test_another_preface_is_closed_without_a_word(self):
        for preface in [b"GET / HTTP", b"\x89LKP\n\x1a\n\x01", PREFACE[:7] + b"\x02", b"\x00" * 8]:
            with self.subTest(preface=preface), self.open() as connection:
                connection.send(preface)
                self.assertEqual(connection.rest(), [])

    def test_a_ping_is_echoed(self):
        with self.open() as connection:
            self.greeted(connection)
            connection.send(Frame(PING, 0, b"12345678"))
            self.assertEqual(connection.read(), Frame(PONG, 0, b"12345678"))

    def test_types_that_need_not_be_known_are_skipped(self):
        with self.open() as connection:
            self.greeted(connection)
            connection.send(Frame(77, 0, b"future"), Frame(200, 9, b"future"), ping(1))
            self.assertEqual(connection.read().kind, RESPONSE)

    def test_breaches_of_the_rules_end_the_connection_with_a_reason(self):
        many = HEADER.pack(0x7FFF_FFFF, 1, REQUEST, 1, 0)
        for name, parts in [
            ("a critical type that is unknown", [Frame(77, 0, b"", 0x80)]),
            ("bytes that must be zero", [struct.pack(">IIBBH", 0, 1, REQUEST, 1, 1)]),
            ("a flag that is unknown", [Frame(REQUEST, 1, b"", 0x40)]),
            ("an even stream", [ping(2)]),
            ("a stream that is not new", [ping(5), ping(3)]),
            ("two gigabytes", [many]),
            ("data for a stream that never was", [Frame(3, 9, b"x")]),
            ("a second hello", [hello()]),
        ]:
            with self.subTest(breach=name), self.open() as connection:
                self.greeted(connection)
                connection.send(*parts)
                frames = connection.rest()
                last = [frame for frame in frames if frame.stream == 0][-1:]
                self.assertEqual([frame.kind for frame in last], [ERROR], frames)
                self.assertTrue(cbor.decode(last[0].body)[2])
                with Client(self.daemon.socket) as client:
                    client.call("Server.Ping")

    def test_every_golden_frame_of_a_client(self):
        """What follows HELLO and two calls, unless it is a first frame: accepted, or the fault named."""
        count = 0
        for file, row in vectors.rows("frames"):
            # A service without more to read answers at once, and what comes behind that is dropped.
            if row["from"] != "client" or file == "data-behind-the-end-of-a-request":
                continue
            count += 1
            with self.subTest(frame=file), self.open() as connection:
                frame = bytes.fromhex(row["hex"])
                if file.startswith("hello") and file != "hello-twice":
                    connection.send(PREFACE, frame)
                else:
                    self.greeted(connection)
                    connection.send(ping(1), ping(3))
                    self.assertEqual([connection.read().kind for _ in range(2)], [RESPONSE] * 2)
                    if row["error"] != "connection STREAM":
                        connection.send(*map(self.importing, row.get("streams") or []))
                    connection.send(frame)
                scope, _, reason = (row["error"] or "").partition(" ")
                if scope == "connection":
                    fault = connection.rest()[-1]
                    self.assertEqual((fault.kind, fault.stream), (ERROR, 0))
                    self.assertEqual(cbor.decode(fault.body)[2], reason)
                    continue
                if scope == "stream":
                    error = connection.read()
                    self.assertEqual((error.kind, error.stream), (ERROR, 5))
                    self.assertEqual(cbor.decode(error.body)[2], reason)
                connection.send(ping(99, b"still here"))
                while (answer := connection.read()).stream != 99:
                    pass
                self.assertEqual(answer.kind, RESPONSE)
        self.assertGreaterEqual(count, 40)

    def test_versions_without_a_common_one_are_refused(self):
        with self.open() as connection:
            connection.send(PREFACE, hello(_1=[2, 9]))
            frames = connection.rest()
            self.assertEqual(frames[-1].kind, ERROR)
            fields = cbor.decode(frames[-1].body)
            self.assertEqual((fields[1], fields[2]), (9, "VERSION"))

    def test_the_client_survives_a_service_that_stops(self):
        other = daemon.Daemon()
        with Client(other.socket) as client:
            client.call("Server.Ping")
            self.assertEqual(other.stop(), 0)
            with self.assertRaises(Failure) as caught:
                client.call("Server.Ping")
            self.assertEqual(caught.exception.status, "UNAVAILABLE")

    def test_a_deadline_is_kept_on_this_side(self):
        with Client(self.daemon.socket) as client:
            client.call("Server.Ping")
            os.kill(self.daemon.process.pid, signal.SIGSTOP)
            os.waitpid(self.daemon.process.pid, os.WUNTRACED)
            try:
                with self.assertRaises(Failure) as caught:
                    client.call("Server.Ping", deadline_ms=100)
                self.assertEqual(caught.exception.status, "DEADLINE_EXCEEDED")
            finally:
                os.kill(self.daemon.process.pid, signal.SIGCONT)
            self.assertEqual(client.call("Server.Ping"), {})


@unittest.skipUnless(daemon.PATH, "LATCHKEYD names no daemon")
class Unreachable(unittest.TestCase):
    def test_no_service_is_said_at_once(self):
        with self.assertRaises(Failure) as caught:
            Client("/nonexistent/socket").call("Server.Ping")
        self.assertEqual((caught.exception.status, caught.exception.outcome),
                         ("UNAVAILABLE", "not started"))


if __name__ == "__main__":
    unittest.main()
