"""A mail server on loopback that behaves as it is told: for tests, on aiosmtpd.

It prints its port, keeps every message it takes as a file, and writes one line of JSON for each
event. What goes wrong is read from the file `faults`, a word for each transaction in turn, which may
grow meanwhile. It ends when its standard input does.
"""

import argparse
import asyncio
import json
import os
import random
import ssl
import sys
import time

from aiosmtpd.smtp import SMTP, AuthResult


class Faults:
    """The words of the script, then fair weather; or words drawn at random."""

    RANDOM = ["greylist", "421", "busy", "drop", "dropend", "sender451"]

    def __init__(self, folder, seed, percent):
        self.path = os.path.join(folder, "faults")
        self.used = 0
        self.numbers = random.Random(seed) if percent else None
        self.percent = percent

    def next(self):
        if self.numbers:
            if self.numbers.random() * 100 < self.percent:
                return self.numbers.choice(self.RANDOM)
            return "ok"
        try:
            with open(self.path, encoding="ascii") as script:
                words = script.read().split()
        except FileNotFoundError:
            words = []
        if self.used >= len(words):
            return "ok"
        self.used += 1
        return words[self.used - 1]


class Events:
    """What happened, and the messages."""

    def __init__(self, folder, tally):
        self.folder = folder
        self.tally, self.begun = tally, None
        self.log = open(os.path.join(folder, "events"), "a", encoding="utf-8")
        self.count = sum(name.endswith(".eml") for name in os.listdir(folder))

    def write(self, **event):
        if self.tally:
            self.begun = self.begun or time.monotonic()
            return
        self.log.write(json.dumps(event) + "\n")
        self.log.flush()

    def keep(self, server, content):
        self.count += 1
        if self.tally:
            if self.count == self.tally:
                print(json.dumps({"seconds": time.monotonic() - self.begun}), flush=True)
            return
        name = f"{self.count:06d}.eml"
        with open(os.path.join(self.folder, name), "wb") as file:
            file.write(content)
        envelope, session = server.envelope, server.session
        self.write(
            event="taken", file=name, sender=envelope.mail_from, recipients=envelope.rcpt_tos,
            tls=server.transport.get_extra_info("ssl_object") is not None, user=session.auth_data, greeting=session.host_name,
            connection=server.number)


class Handler:
    def __init__(self, events, faults, options):
        self.events, self.faults, self.options = events, faults, options

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        session.host_name = hostname
        return [line for line in responses if "8BITMIME" not in line or not self.options.no_8bit]

    async def handle_MAIL(self, server, session, envelope, address, options):
        server.fault = fault = self.faults.next()
        self.events.write(event="mail", fault=fault, connection=server.number)
        if fault == "sender":
            return "550 5.7.1 this sender may not send here"
        if fault == "sender451":
            return "451 4.3.0 try again later"
        if fault == "sender552":
            return "552 5.3.4 message size exceeds fixed limit"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 ok"

    async def handle_RCPT(self, server, session, envelope, address, options):
        fault = server.fault
        if fault == "greylist":
            return "450 4.2.0 greylisted, try again"
        if fault == "421":
            await server.push("421 4.3.2 closing the connection")
            server.transport.close()
            return "421 4.3.2 closing"
        if fault == "unknown":
            return "550-5.1.1 no such user here\r\n550 5.1.1 look elsewhere"
        if fault == "relay":
            return "550 5.7.1 relaying denied"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 ok"

    async def handle_DATA(self, server, session, envelope):
        fault = server.fault
        if fault == "toobig":
            return "552 5.3.4 message too big"
        if fault == "busy":
            return "452 4.3.1 out of space"
        if fault == "slow":
            # Who waits long enough gets it; who gives up has sent it all the same.
            self.events.keep(server, envelope.original_content)
            await asyncio.sleep(40)
            return "250 2.0.0 taken at last"
        self.events.keep(server, envelope.original_content)
        if fault == "dropend":
            server.transport.abort()
            return "250 nobody hears this"
        if fault == "202":
            return "202 2.0.0 queued by a proxy"
        return "250 2.0.0 taken"

    def authenticate(self, server, session, envelope, mechanism, login):
        if self.options.refuse_auth:
            self.events.write(event="auth", mechanism=mechanism, ok=False)
            return AuthResult(success=False, handled=False, message="535 5.7.8 go away")
        expected = self.options.login.split(":", 1)
        given = [login.login.decode(), login.password.decode()]
        self.events.write(event="auth", mechanism=mechanism, ok=given == expected)
        return AuthResult(success=given == expected, handled=False, auth_data=given[0])


class Server(SMTP):
    connections = 0

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        Server.connections += 1
        self.number = Server.connections
        self.fault = "ok"

    async def smtp_DATA(self, argument):
        if self.fault == "drop":
            await self.push("354 go on")
            await self._reader.readline()
            self.transport.abort()
            return
        if self.fault == "mute":
            await asyncio.sleep(40)
        await super().smtp_DATA(argument)


def options():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--tls", choices=["none", "starttls", "implicit"], default="none")
    parser.add_argument("--certificate")
    parser.add_argument("--login", help="USER:PASSWORD")
    parser.add_argument("--mechanisms", default="PLAIN,LOGIN")
    parser.add_argument("--refuse-auth", action="store_true")
    parser.add_argument("--no-8bit", action="store_true")
    parser.add_argument("--greet", choices=["usual", "never", "refuse"], default="usual")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--percent", type=int, default=0)
    parser.add_argument("--tally", type=int, default=0, help="keep nothing, and time so many")
    return parser.parse_args()


async def serve(options):
    events = Events(options.folder, options.tally)
    faults = Faults(options.folder, options.seed, options.percent)
    handler = Handler(events, faults, options)
    context = None
    if options.certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(options.certificate)
    offered = options.mechanisms.split(",") if options.login or options.refuse_auth else []
    excluded = {"PLAIN", "LOGIN"} - set(offered)

    def make():
        return Server(
            handler, loop=loop, hostname="mail.test", ident="test",
            tls_context=context if options.tls == "starttls" else None,
            require_starttls=False, auth_require_tls=options.tls == "starttls",
            auth_required=bool(options.login) and not options.refuse_auth,
            auth_exclude_mechanism=excluded,
            authenticator=handler.authenticate if options.login or options.refuse_auth else None)

    async def other(reader, writer):
        if options.greet == "refuse":
            writer.write(b"554 5.3.2 no service here\r\n")
            await writer.drain()
        await reader.read()
        writer.close()

    loop = asyncio.get_running_loop()
    if options.greet == "usual":
        server = await loop.create_server(
            make, "127.0.0.1", options.port,
            ssl=context if options.tls == "implicit" else None)
    else:
        server = await asyncio.start_server(other, "127.0.0.1", options.port)
    print(server.sockets[0].getsockname()[1], flush=True)
    end = loop.create_future()
    loop.add_reader(sys.stdin, lambda: end.done() or sys.stdin.buffer.read1() or end.set_result(None))
    await end
    os._exit(0)


if __name__ == "__main__":
    asyncio.run(serve(options()))
