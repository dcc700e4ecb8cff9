#!/usr/bin/env python3
"""One long message over STARTTLS, whole processes against the same sink in one run: smtpsh, smtpsh
that records, and curl.

    cargo build --release && /usr/bin/python3 benches/send.py [MEGABYTES [RUNS]]

Needs Debian's curl, openssl and time. Prints medians, their ratio to curl's, and the peak memory.
"""

import socket
import ssl
import statistics
import sys
import tempfile
import threading
from pathlib import Path

from lab import CODE, SMTPSH, USER, certificate, peak, seconds


def sink(listener, context):
    """Takes any mail, as fast as it can, and counts its bytes."""
    while True:
        try:
            plain, _ = listener.accept()
        except OSError:
            return
        threading.Thread(target=talk, args=(plain, context), daemon=True).start()


def talk(plain, context):
    plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    plain.sendall(b"220 sink\r\n")
    stream, reader = plain, plain.makefile("rb")
    for line in reader:
        verb = line.split()[0].upper()
        if verb == b"EHLO":
            tls = b"" if isinstance(stream, ssl.SSLSocket) else b"250-STARTTLS\r\n"
            stream.sendall(b"250-sink\r\n" + tls + b"250 AUTH PLAIN\r\n")
        elif verb == b"STARTTLS":
            stream.sendall(b"220 go\r\n")
            stream = context.wrap_socket(plain, server_side=True)
            return talk_tls(stream)
        else:
            stream.sendall(b"250 ok\r\n")


def talk_tls(stream):
    buffer, tail = bytearray(1 << 20), b""
    while True:
        line = b""
        while not line.endswith(b"\n"):
            line += stream.recv(4096)
        verb = line.split()[0].upper()
        if verb == b"EHLO":
            stream.sendall(b"250-sink\r\n250 AUTH PLAIN\r\n")
        elif verb == b"AUTH" and len(line.split()) == 2:
            stream.sendall(b"334 \r\n")
        elif verb == b"AUTH" or len(line.split()) == 1 and len(line) > 8:
            stream.sendall(b"235 ok\r\n")
        elif verb == b"DATA":
            stream.sendall(b"354 go\r\n")
            tail = b""
            while tail != b"\r\n.\r\n":
                length = stream.recv_into(buffer)
                assert length, "closed in the message"
                tail = (tail + bytes(buffer[max(0, length - 5):length]))[-5:]
            stream.sendall(b"250 taken\r\n")
        elif verb == b"QUIT":
            stream.sendall(b"221 bye\r\n")
            return stream.close()
        else:
            stream.sendall(b"250 ok\r\n")


def main():
    megabytes = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    runs = int(sys.argv[2]) if len(sys.argv) > 2 else 7
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        certificate(folder)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
        listener = socket.create_server(("127.0.0.1", 0))
        port = listener.getsockname()[1]
        threading.Thread(target=sink, args=(listener, context), daemon=True).start()
        with open(folder / "mail", "wb") as mail:
            line = b"x" * 76 + b"\r\n"
            mail.write(b"Subject: long\r\n\r\n")
            for _ in range(megabytes):
                mail.write(line * (1_000_000 // len(line)))
        (folder / "code").write_text(CODE)
        (folder / "curlrc").write_text(f'user = "{USER}:{CODE}"\n')
        (folder / "send.smtp").write_text(
            f"ehlo bench\n:starttls\nehlo bench\n:auth plain\n:mail {USER} {USER}\n"
            f":send {folder}/mail\nquit\n")
        smtpsh = [SMTPSH, "--ca", folder / "ca.pem", "--user", USER, "--code-file", folder / "code",
                  "-f", folder / "send.smtp", f"127.0.0.1:{port}"]
        commands = {
            "smtpsh": smtpsh,
            "smtpsh --record": [*smtpsh, "--record", folder / "x.pcapng"],
            "curl": ["curl", "--silent", "--show-error", "--config", folder / "curlrc",
                     "--ssl-reqd", "--cacert", folder / "ca.pem", "--login-options", "AUTH=PLAIN",
                     "--mail-from", USER, "--mail-rcpt", USER, "--upload-file", folder / "mail",
                     f"smtp://127.0.0.1:{port}/bench"],
        }
        times = {name: [] for name in commands}
        peaks = {name: peak(command) for name, command in commands.items()}
        # In turns, so that what else the machine does falls on all.
        for _ in range(runs):
            for name, command in commands.items():
                times[name].append(seconds(command))
        listener.close()
    medians = {name: statistics.median(taken) for name, taken in times.items()}
    for name, median in medians.items():
        print(f"{name:16} median {median:6.3f} s   {median / medians['curl']:5.2f} of curl's"
              f"   {megabytes / median:6.0f} MB/s   peak memory {peaks[name]:5.1f} MB")


main()
