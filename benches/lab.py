#!/usr/bin/env python3
"""The scripted lab session (STARTTLS, AUTH, one mail), smtpsh beside curl, whole processes
against the same aiosmtpd in one run.

    cargo build --release && /usr/bin/python3 benches/lab.py [RUNS]

Needs Debian's python3-aiosmtpd, curl, openssl and time. Prints medians, their ratio, and the peak memory.
"""

import logging
import socket
import ssl
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

USER, CODE = "student@smtpsh.example", "letterslikethese"
MAIL = "From: <%s>\r\nTo: <%s>\r\nSubject: lab\r\n\r\nthe text\r\n" % (USER, USER)
SMTPSH = Path(__file__).parent.parent / "target/release/smtpsh"


class Inbox:
    mails = 0

    async def handle_DATA(self, server, session, envelope):
        assert envelope.content == MAIL.encode(), envelope.content
        self.mails += 1
        return "250 OK"


def authenticate(server, session, envelope, mechanism, data):
    known = LoginPassword(USER.encode(), CODE.encode())
    return AuthResult(success=data == known)


def certificate(folder):
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
         "-nodes", "-keyout", "ca.key", "-out", "ca.pem", "-days", "2", "-subj", "/CN=bench CA"],
        cwd=folder, check=True, capture_output=True)
    (folder / "names").write_text("subjectAltName=DNS:localhost,IP:127.0.0.1\n")
    subprocess.run(
        ["openssl", "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
         "-keyout", "key.pem", "-out", "csr.pem", "-subj", "/CN=localhost"],
        cwd=folder, check=True, capture_output=True)
    subprocess.run(
        ["openssl", "x509", "-req", "-in", "csr.pem", "-CA", "ca.pem", "-CAkey", "ca.key",
         "-CAcreateserial", "-days", "2", "-extfile", "names", "-out", "cert.pem"],
        cwd=folder, check=True, capture_output=True)


def seconds(command):
    """The time of the whole process."""
    start = time.perf_counter()
    subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


def peak(command):
    """Its peak memory in MB. `time` is the parent: a child of this program would inherit its size."""
    ended = subprocess.run(["/usr/bin/time", "--format", "%M", *command], check=True, text=True,
                           stdin=subprocess.DEVNULL, capture_output=True)
    return int(ended.stderr.splitlines()[-1]) / 1024


def main():
    logging.getLogger("mail").setLevel(logging.ERROR)
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        certificate(folder)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
        inbox = Inbox()
        # The system gives the port; aiosmtpd 1.4 wants to know it before it listens.
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        server = Controller(inbox, hostname="127.0.0.1", port=port, tls_context=context,
                            require_starttls=True, authenticator=authenticate)
        server.start()
        (folder / "mail").write_text(MAIL, newline="")
        (folder / "code").write_text(CODE)
        (folder / "curlrc").write_text(f'user = "{USER}:{CODE}"\n')
        (folder / "lab.smtp").write_text(
            f"ehlo bench\n:starttls\nehlo bench\n:auth plain\nmail from:<{USER}>\n"
            f"rcpt to:<{USER}>\ndata\n" + MAIL.replace("\r\n", "\n") + ".\nquit\n")
        commands = {
            "smtpsh": [SMTPSH, "--ca", folder / "ca.pem", "--user", USER,
                       "--code-file", folder / "code", "-f", folder / "lab.smtp",
                       f"127.0.0.1:{port}"],
            "curl": ["curl", "--silent", "--show-error", "--config", folder / "curlrc",
                     "--ssl-reqd", "--cacert", folder / "ca.pem", "--login-options", "AUTH=PLAIN",
                     "--mail-from", USER, "--mail-rcpt", USER, "--upload-file", folder / "mail",
                     f"smtp://127.0.0.1:{port}/bench"],
        }
        times = {name: [] for name in commands}
        peaks = {name: peak(command) for name, command in commands.items()}
        # In turns, so that what else the machine does falls on both.
        for _ in range(runs):
            for name, command in commands.items():
                times[name].append(seconds(command))
        server.stop()
        assert inbox.mails == 2 * (runs + 1), inbox.mails
    medians = {name: statistics.median(taken) for name, taken in times.items()}
    for name in commands:
        print(f"{name:8} median {medians[name] * 1000:6.1f} ms   peak memory {peaks[name]:5.1f} MB")
    print(f"smtpsh takes {medians['smtpsh'] / medians['curl']:.2f} of curl's time")


if __name__ == "__main__":
    main()
