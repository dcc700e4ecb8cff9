#!/usr/bin/env python3
"""smtpsh beside curl, swaks, msmtp, Python's smtplib and telnet: whole processes, on the same server
and in one run, in turns, so that what else the machine does falls on all. Prints medians and how many
times as long as smtpsh each takes, as the tables of the README.

    cargo build --release && /usr/bin/python3 benches/compare.py [--quick] [--gigabyte]

Needs Debian's python3-aiosmtpd, curl, swaks (with libnet-ssleay-perl), msmtp, telnet, openssl and time.
A program that is missing is left out, and so is swaks for 100 MB, which would take it minutes.
"""

import argparse
import fcntl
import os
import pty
import select
import shutil
import signal
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import threading
import time
from pathlib import Path

from servers import CODE, USER, Inbox, Sink, Watch, certificate

ROOT = Path(__file__).parent.parent
SMTPSH = ROOT / "target/release/smtpsh"
SMTPLIB = ROOT / "tests/practice/send.py"


# Senders: programs that deliver a file over STARTTLS and AUTH PLAIN, and end.

def smtpsh(folder, port, mail):
    script = folder / f"{mail.name}-{port}.smtp"
    script.write_text(f"ehlo bench\n:starttls\nehlo bench\n:auth plain\n:mail {USER} {USER}\n:send {mail}\nquit\n")
    return [SMTPSH, "--ca", folder / "ca.pem", "--user", USER, "--code-file", folder / "code",
            "-f", script, f"127.0.0.1:{port}"]


def recording(folder, port, mail):
    return [*smtpsh(folder, port, mail), "--record", folder / "x.pcapng"]


def curl(folder, port, mail):
    return ["curl", "--silent", "--show-error", "--config", folder / "curlrc", "--ssl-reqd",
            "--cacert", folder / "ca.pem", "--login-options", "AUTH=PLAIN", "--mail-from", USER,
            "--mail-rcpt", USER, "--upload-file", mail, f"smtp://127.0.0.1:{port}/bench"]


def swaks(folder, port, mail):
    return ["swaks", "--silent", "2", "--server", "127.0.0.1", "--port", str(port), "--from", USER, "--to", USER,
            "--auth", "PLAIN", "--auth-user", USER, "--auth-password", CODE, "--tls", "--tls-verify",
            "--tls-ca-path", folder / "ca.pem", "--data", f"@{mail}"]


def msmtp(folder, port, mail):
    return ["msmtp", "--host=127.0.0.1", f"--port={port}", "--tls=on", "--tls-starttls=on", "--auth=plain",
            f"--user={USER}", f"--passwordeval=cat {folder}/code", f"--tls-trust-file={folder}/ca.pem",
            f"--from={USER}", USER]


def smtplib(folder, port, mail):
    return ["/usr/bin/python3", SMTPLIB, str(port), "PLAIN", USER, CODE, folder / "ca.pem"]


SENDERS = {"smtpsh": smtpsh, "smtpsh --record": recording, "curl": curl, "swaks": swaks, "msmtp": msmtp, "smtplib": smtplib}
# The others get the mail by an argument.
READ_STANDARD_INPUT = {"msmtp", "smtplib"}


LONG = 5


def installed(name):
    return name.startswith("smtp") or shutil.which(name)


def run(name, command, mail):
    with open(mail if name in READ_STANDARD_INPUT else os.devnull, "rb") as given:
        # Without a timeout: with one Python looks whether it has ended only now and then.
        subprocess.run(command, stdin=given, stdout=subprocess.DEVNULL, check=True)


def seconds(*run_args):
    """The time of the whole process."""
    start = time.perf_counter()
    run(*run_args)
    return time.perf_counter() - start


def peak(name, command, mail):
    """Its peak memory in MB. `time` is the parent: a child of this program would inherit its size."""
    with open(mail if name in READ_STANDARD_INPUT else os.devnull, "rb") as given:
        ended = subprocess.run(["/usr/bin/time", "--format", "%M", *command], check=True, text=True,
                               stdin=given, capture_output=True)
    return int(ended.stderr.splitlines()[-1]) / 1024


def deliver(task, folder, server, mail, names, runs):
    """All programs deliver the mail, in turns."""
    commands = {name: SENDERS[name](folder, server.port, mail) for name in names if installed(name)}
    before = server.mails
    peaks = {name: peak(name, command, mail) for name, command in commands.items()}
    times = {name: [] for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            # Who takes so long is measured once: the machine's noise is nothing beside it.
            if not times[name] or times[name][0] < LONG:
                times[name].append(seconds(name, command, mail))
    arrived, sent = server.mails - before, sum(len(taken) + 1 for taken in times.values())
    assert arrived == sent, f"{task}: {arrived} of {sent} mails"
    return task, {name: statistics.median(taken) for name, taken in times.items()}, peaks


# People: programs in a terminal.

class Terminal:
    """A program on a terminal of 80 columns, and what it has shown."""

    def __init__(self, command, home):
        self.shown, self.changed = b"", threading.Condition()
        self.begun = time.perf_counter()
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            environment = {**os.environ, "HOME": str(home), "TERM": "xterm-256color", "LANG": "C.UTF-8", "NO_COLOR": "1"}
            try:
                os.execvpe(command[0], [str(word) for word in command], environment)
            finally:
                os._exit(127)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        while True:
            try:
                piece = os.read(self.fd, 1 << 16)
            except OSError:
                piece = b""
            now = time.perf_counter()
            with self.changed:
                self.shown, self.at = self.shown + piece, now
                self.changed.notify_all()
            if not piece:
                return

    def wait(self, text, after=0):
        """When the text had been shown."""
        with self.changed:
            assert self.changed.wait_for(lambda: text in self.shown[after:], 60), self.shown[-300:]
            return self.at

    def type(self, keys):
        while keys:
            keys = keys[os.write(self.fd, keys):]

    def end(self):
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.fd)


PEOPLE = {
    # What each shows when it is ready to be typed to; telnet has no prompt but the server's greeting.
    "smtpsh": (lambda port: [SMTPSH, f"127.0.0.1:{port}"], b"command> "),
    "telnet": (lambda port: ["telnet", "127.0.0.1", str(port)], b"220 watch"),
}


def in_turns(measure, home, runs):
    times = {name: [] for name in PEOPLE if installed(name)}
    for _ in range(runs):
        for name in times:
            times[name].append(measure(name, home))
    return {name: statistics.median(taken) for name, taken in times.items()}


def start(name, home):
    """From the start of the process to its prompt."""
    command, prompt = PEOPLE[name]
    server = Watch()
    terminal = Terminal(command(server.port), home)
    took = terminal.wait(prompt) - terminal.begun
    terminal.end()
    return took


def enter(name, home):
    """From Enter to the line at the server: the median of some lines."""
    command, prompt = PEOPLE[name]
    server, taken = Watch(), []
    terminal = Terminal(command(server.port), home)
    terminal.wait(prompt)
    for number in range(10):
        line = b"noop %d" % number
        before = len(terminal.shown)
        terminal.type(line)
        terminal.wait(line[-1:], before)
        time.sleep(0.02)
        pressed = time.perf_counter()
        terminal.type(b"\r")
        taken.append(server.wait(line) - pressed)
        terminal.wait(b"250 ok", before)
        time.sleep(0.02)
    terminal.end()
    return statistics.median(taken)


def paste(name, home):
    """20,000 lines of text, from the paste to the final dot at the server."""
    command, prompt = PEOPLE[name]
    server = Watch()
    terminal = Terminal(command(server.port), home)
    terminal.wait(prompt)
    terminal.type(b"data\r")
    terminal.wait(b"354 go")
    time.sleep(0.2)
    text = b"".join(b"line %d of the text that is pasted\n" % number for number in range(20_000))
    pasted = time.perf_counter()
    if name == "smtpsh":
        # As terminals do for programs that know bracketed paste.
        terminal.type(b"\x1b[200~" + text + b".\n\x1b[201~\r")
    else:
        terminal.type(text + b".\n")
    took = server.wait(b".") - pasted
    terminal.end()
    return took


def shown(seconds):
    return f"{seconds * 1000:.1f} ms" if seconds < 1 else f"{seconds:.2f} s"


def table(head, rows):
    print(f"\n| {' | '.join(head)} |\n|{' --- |' * len(head)}")
    for task, medians in rows:
        cells = [shown(medians["smtpsh"])]
        for name in head[2:]:
            took = medians.get(name)
            cells.append("–" if took is None else f"{shown(took)} ({took / medians['smtpsh']:.1f})")
        print(f"| {task} | {' | '.join(cells)} |")


def long_mail(folder, megabytes):
    mail = folder / f"{megabytes}.eml"
    with open(mail, "wb") as out:
        out.write(f"From: <{USER}>\r\nTo: <{USER}>\r\nSubject: long\r\n\r\n".encode())
        line = b"x" * 76 + b"\r\n"
        for _ in range(megabytes):
            out.write(line * (1_000_000 // len(line)))
    return mail


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true", help="fewer runs")
    parser.add_argument("--gigabyte", action="store_true", help="a message of 1 GB too, with smtpsh and curl")
    args = parser.parse_args()
    few = 3 if args.quick else 1
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        context = certificate(folder)
        (folder / "code").write_text(CODE)
        (folder / "curlrc").write_text(f'user = "{USER}:{CODE}"\n')
        mail = folder / "lab.eml"
        mail.write_text(f"From: <{USER}>\r\nTo: <{USER}>\r\nSubject: lab\r\n\r\nthe text\r\n", newline="")
        inbox, sink = Inbox(context), Sink(context)
        everybody = list(SENDERS)
        results = [deliver("the lab, one mail", folder, inbox, mail, everybody, 30 // few)]
        for megabytes, names, runs in ((1, everybody, 15), (10, everybody, 7), (100, [n for n in everybody if n != "swaks"], 7)):
            results.append(deliver(f"{megabytes} MB", folder, sink, long_mail(folder, megabytes), names, max(3, runs // few)))
        if args.gigabyte:
            results.append(deliver("1 GB", folder, sink, long_mail(folder, 1000), ["smtpsh", "curl"], 3))
        inbox.controller.stop()
        table(["", *everybody], [(task, medians) for task, medians, _ in results])
        print(f"\n| peak memory, MB | {' | '.join(everybody)} |\n|{' --- |' * (len(everybody) + 1)}")
        for task, _, peaks in results:
            print(f"| {task} | {' | '.join(f'{peaks[n]:.1f}' if n in peaks else '–' for n in everybody)} |")
        home = folder / "home"
        home.mkdir()
        people = [("from the start to the prompt", start, 40), ("from Enter to the server", enter, 5), ("20,000 lines pasted into DATA", paste, 3)]
        table(["", *PEOPLE], [(task, in_turns(measure, home, max(3, runs // few))) for task, measure, runs in people])


if __name__ == "__main__":
    main()
