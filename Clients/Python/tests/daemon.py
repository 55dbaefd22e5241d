"""A real daemon in a temporary folder."""

import os
import quopri
import re
import shutil
import signal
import subprocess
import tempfile
import time

from latchkey import Client, Failure

PATH = os.environ.get("LATCHKEYD")


class Daemon:
    """The daemon that LATCHKEYD names, with a socket, a database and a mail folder of its own."""

    def __init__(self, *flags):
        self.folder = tempfile.mkdtemp(prefix="latchkey-python-")
        self.socket = os.path.join(self.folder, "s")
        self.log = open(os.path.join(self.folder, "log"), "w+b")
        self.process = subprocess.Popen(
            [PATH, "--socket", self.socket, "--database", os.path.join(self.folder, "db"),
             "--keys", os.path.join(self.folder, "keys"),
             "--mail", "maildir:" + os.path.join(self.folder, "mail"),
             "--agent-link", "https://console.example.org/password", *flags],
            stderr=self.log)
        self.wait_until(self._answers, "the daemon answers")

    def _answers(self):
        if self.process.poll() is not None:
            raise AssertionError(f"the daemon ended: {self.text()}")
        try:
            with Client(self.socket) as client:
                return client.call("Server.GetHealth")["status"] == "serving"
        except Failure as failure:
            if failure.reason in ("CONNECT", "CONNECTION_LOST"):
                return False
            raise

    def wait_until(self, condition, what, seconds=60):
        """Asks until it is so."""
        end = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > end:
                raise AssertionError(f"{what}: not within {seconds} seconds: {self.text()}")
            time.sleep(0.02)

    def text(self):
        """What the daemon wrote."""
        with open(self.log.name, encoding="utf-8") as file:
            return file.read()

    def token_for(self, address):
        """The token in the newest mail with a link to an address, once it has arrived."""
        found = []

        def arrived():
            new = os.path.join(self.folder, "mail", "new")
            for name in sorted(os.listdir(new)) if os.path.isdir(new) else []:
                with open(os.path.join(new, name), "rb") as file:
                    head, _, body = file.read().partition(b"\r\n\r\n")
                if address.encode() in head:
                    found.extend(re.findall(rb"lka[rif]_[A-Za-z0-9_-]{43}",
                                            quopri.decodestring(body)))
            return bool(found)

        self.wait_until(arrived, f"a link for {address}")
        return found[-1].decode()

    def stop(self):
        """Asks the daemon to stop; gives its exit code, and removes its folder."""
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(60)
        self.log.close()
        shutil.rmtree(self.folder)
        return code
