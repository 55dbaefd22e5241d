"""A full mail server of Debian, Exim, that lives in one folder: it listens on loopback at a port that
the kernel chooses, runs without privileges, and delivers everything into `FOLDER/Maildir`.

For each connection one Exim is started, as inetd would; it ends with the connection, after delivery.
Nothing of the host's own mail is read or written. Ends when its standard input does.
"""

import os
import selectors
import socket
import subprocess
import sys

CONFIGURATION = """
primary_hostname = mail.test
spool_directory = {folder}/spool
log_file_path = {folder}/log/%slog
host_lookup =
rfc1413_query_timeout = 0s
smtp_accept_max = 0
keep_environment = LD_PRELOAD : ^NSS_WRAPPER
tls_advertise_hosts =
acl_smtp_rcpt = everybody
deliver_drop_privilege = true
message_size_limit = 1M
begin acl
everybody:
  deny local_parts = nobody-here
       message = 5.1.1 no such user here
  accept
begin routers
all:
  driver = accept
  transport = folder
begin transports
folder:
  driver = appendfile
  directory = {folder}/Maildir
  maildir_format
  create_directory
  envelope_to_add
  return_path_add
"""


SENDMAIL = """#!/bin/sh
exec {privileges} env LD_PRELOAD=libnss_wrapper.so NSS_WRAPPER_PASSWD={folder}/passwd \\
  NSS_WRAPPER_GROUP={folder}/group {exim} -C {folder}/exim.conf -odf "$@"
"""


def main(folder, exim):
    is_root = os.geteuid() == 0
    path = os.path.join(folder, "sendmail")
    with open(path, "w", encoding="ascii") as file:
        file.write(SENDMAIL.format(
            folder=folder, exim=exim,
            privileges="setpriv --reuid=65534 --regid=65534 --clear-groups" if is_root else ""))
    os.chmod(path, 0o755)
    if is_root:
        os.chown(folder, 65534, 65534)
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)
    for name in ["spool", "log"]:
        os.makedirs(os.path.join(folder, name), exist_ok=True)
    path = os.path.join(folder, "exim.conf")
    with open(path, "w", encoding="ascii") as file:
        file.write(CONFIGURATION.format(folder=folder))
    # Debian's Exim wants its own user. It is told that it is us: nobody is added to this host.
    for name, text in [
            ("passwd", f"Debian-exim:x:{os.getuid()}:{os.getgid()}::{folder}:/bin/false\n"),
            ("group", f"Debian-exim:x:{os.getgid()}:\n")]:
        with open(os.path.join(folder, name), "w", encoding="ascii") as file:
            file.write(text)
    environment = {
        "PATH": "/usr/bin:/bin", "LD_PRELOAD": "libnss_wrapper.so",
        "NSS_WRAPPER_PASSWD": os.path.join(folder, "passwd"),
        "NSS_WRAPPER_GROUP": os.path.join(folder, "group")}
    listener = socket.create_server(("127.0.0.1", 0))
    print(listener.getsockname()[1], flush=True)
    selector = selectors.DefaultSelector()
    selector.register(listener, selectors.EVENT_READ)
    selector.register(sys.stdin, selectors.EVENT_READ)
    children = []
    while True:
        for key, _ in selector.select():
            if key.fileobj is sys.stdin:
                if sys.stdin.buffer.read1():
                    continue
                for child in children:
                    child.kill()
                return
            connection, _ = listener.accept()
            children = [child for child in children if child.poll() is None]
            children.append(subprocess.Popen(
                [exim, "-C", path, "-bs", "-odf"], stdin=connection, stdout=connection,
                stderr=subprocess.DEVNULL, env=environment))
            connection.close()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
