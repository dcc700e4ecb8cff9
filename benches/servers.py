"""The servers of compare.py: aiosmtpd, a sink that is faster than its clients, and one for terminals."""

import logging
import socket
import ssl
import subprocess
import threading
import time

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

USER, CODE = "student@smtpsh.example", "letterslikethese"


def certificate(folder):
    """A CA and a certificate for localhost, and the context of a server that has it."""
    def openssl(*args):
        subprocess.run(["openssl", *args], cwd=folder, check=True, capture_output=True)
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    openssl("req", "-x509", *key, "-keyout", "ca.key", "-out", "ca.pem", "-days", "2", "-subj", "/CN=bench CA")
    (folder / "names").write_text("subjectAltName=DNS:localhost,IP:127.0.0.1\n")
    openssl("req", *key, "-keyout", "key.pem", "-out", "csr.pem", "-subj", "/CN=localhost")
    openssl("x509", "-req", "-in", "csr.pem", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
            "-days", "2", "-extfile", "names", "-out", "cert.pem")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return context


def received(stream):
    """What came; nothing at the end, however it came about."""
    try:
        return stream.recv(1 << 16)
    except ConnectionResetError:
        return b""


class Inbox:
    """aiosmtpd, which counts the mails that it takes."""

    def __init__(self, context):
        logging.getLogger("mail").setLevel(logging.ERROR)
        self.mails = 0
        known = LoginPassword(USER.encode(), CODE.encode())
        # The system gives the port; aiosmtpd 1.4 wants to know it before it listens.
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.controller = Controller(
            self, hostname="127.0.0.1", port=self.port, tls_context=context, require_starttls=True,
            authenticator=lambda *call: AuthResult(success=call[-1] == known))
        self.controller.start()

    async def handle_DATA(self, server, session, envelope):
        assert b"the text" in envelope.content, envelope.content
        self.mails += 1
        return "250 OK"


class Sink:
    """Takes any mail over STARTTLS, as fast as it can."""

    def __init__(self, context):
        self.context = context
        self.mails = 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            plain, _ = self.listener.accept()
            threading.Thread(target=self.talk, args=(plain,), daemon=True).start()

    def talk(self, plain):
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        plain.sendall(b"220 sink ESMTP\r\n")
        stream, buffer = plain, bytearray(1 << 20)
        while True:
            line = b""
            while not line.endswith(b"\n"):
                piece = stream.recv(4096)
                if not piece:
                    return
                line += piece
            verb = line.split()[0].upper()
            if verb in (b"EHLO", b"HELO"):
                tls = b"" if isinstance(stream, ssl.SSLSocket) else b"250-STARTTLS\r\n"
                stream.sendall(b"250-sink\r\n" + tls + b"250 AUTH PLAIN\r\n")
            elif verb == b"STARTTLS":
                stream.sendall(b"220 go\r\n")
                stream = self.context.wrap_socket(plain, server_side=True)
            elif verb == b"AUTH" and len(line.split()) == 2:
                stream.sendall(b"334 \r\n")
            elif verb == b"AUTH" or len(line.split()) == 1 and len(line) > 12:
                stream.sendall(b"235 ok\r\n")
            elif verb == b"DATA":
                stream.sendall(b"354 go\r\n")
                tail = b""
                while tail != b"\r\n.\r\n":
                    length = stream.recv_into(buffer)
                    assert length, "closed in the message"
                    tail = (tail + bytes(buffer[max(0, length - 5):length]))[-5:]
                self.mails += 1
                stream.sendall(b"250 taken\r\n")
            elif verb == b"QUIT":
                stream.sendall(b"221 bye\r\n")
                return stream.close()
            else:
                stream.sendall(b"250 ok\r\n")


class Watch:
    """Answers in clear text, and notes when a line came."""

    def __init__(self):
        self.came = {}
        self.arrived = threading.Condition()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            stream, _ = self.listener.accept()
            threading.Thread(target=self.talk, args=(stream,), daemon=True).start()

    def talk(self, stream):
        stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        stream.sendall(b"220 watch ESMTP\r\n")
        text, rest = False, b""
        while piece := received(stream):
            now = time.perf_counter()
            *lines, rest = (rest + piece).split(b"\n")
            for line in lines:
                line = line.rstrip(b"\r")
                text = (text or line == b"data") and line != b"."
                if line == b"data":
                    stream.sendall(b"354 go\r\n")
                elif not text:
                    stream.sendall(b"250 ok\r\n")
                with self.arrived:
                    self.came[line] = now
                    self.arrived.notify_all()

    def wait(self, line, seconds=120):
        """When this line came."""
        with self.arrived:
            assert self.arrived.wait_for(lambda: line in self.came, seconds), line
            return self.came.pop(line)
