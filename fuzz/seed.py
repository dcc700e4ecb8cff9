#!/usr/bin/env python3
"""Writes the seeds of the fuzz targets from the sessions and handshakes that the tests have.

usage: fuzz/seed.py    (then: cargo +nightly fuzz cmin TARGET)
"""

from pathlib import Path

# a.example
NAME = b"\x01a\x07example\0"
HERE = Path(__file__).parent
TESTS = HERE.parent / "tests"
LABELS = [
    "CLIENT_RANDOM",
    "CLIENT_EARLY_TRAFFIC_SECRET",
    "CLIENT_HANDSHAKE_TRAFFIC_SECRET",
    "SERVER_HANDSHAKE_TRAFFIC_SECRET",
    "CLIENT_TRAFFIC_SECRET_0",
    "SERVER_TRAFFIC_SECRET_0",
    "EXPORTER_SECRET",
]


def sessions():
    """What is said in the cases of the coach and of the hostile servers."""
    for path in sorted(TESTS.glob("coach/*.txt")):
        for case in path.read_text().split("\n== ")[1:]:
            lines = [line for line in case.split("\n") if line[:3] in ("C: ", "S: ")]
            yield "\n".join(lines).encode() + b"\n"
    for path in sorted(TESTS.glob("hostile/*.txt")):
        for case in path.read_text().split("\n== ")[1:]:
            said = b""
            for line in case.split("\n"):
                word, _, rest = line.partition(" ")
                if word in ("S", "drip"):
                    said += escaped(rest)
                elif word == ">":
                    said += b"C: " + rest.encode() + b"\n"
            yield said
    for name in ("lab.smtp", "lab-tls.smtp"):
        lines = (HERE.parent / "examples" / name).read_text().splitlines()
        yield "".join(f"C: {line}\n" for line in lines).encode()


def escaped(text):
    return text.replace("\\e", "\\x1b").encode("latin-1", "replace").decode("unicode_escape").encode("latin-1")


def handshake(path):
    """Parts of the target's format: kind, length, bytes."""
    text = path.read_text().split("\nsteps\n")[0].replace("\n  ", "")
    for line in text.splitlines():
        match line.split(" "):
            case ["client", digits]:
                yield from parts(0, bytes.fromhex(digits))
            case ["server", digits]:
                yield from parts(1, bytes.fromhex(digits))
            case ["secret", label, digits]:
                # What is left over when it is divided by the number of labels tells the label.
                place = LABELS.index(label)
                yield from parts(place + len(LABELS), bytes.fromhex(digits))


def parts(kind, content):
    for start in range(0, len(content), 0xFFFF):
        part = content[start : start + 0xFFFF]
        yield bytes([kind]) + len(part).to_bytes(2, "big") + part


def replies():
    """What name servers answer (RFC 1035 §4) to the target's question, number 7 about a.example; and domains."""
    mx, a, aaaa, cname = 15, 1, 28, 5
    host = b"\x04mail" + NAME
    other = b"\x04mail\xc0\x0c"
    for kind, records in (
        (mx, [(NAME, mx, b"\0\x0a" + host), (NAME, mx, b"\0\x14" + other)]),
        (mx, [(NAME, mx, b"\0\0\0")]),
        (mx, [(NAME, cname, host), (host, cname, b"\x01b\0"), (b"\x01b\0", mx, b"\0\x01\x02\x1b\\\0")]),
        (mx, [(NAME, cname, host), (host, cname, NAME)]),
        (a, [(NAME, a, b"\xc0\0\2\1"), (b"\xc0\x0c", a, b"\xc0\0\2\2")]),
        (aaaa, [(NAME, aaaa, bytes.fromhex("20010db8") + bytes(12))]),
        (mx, []),
    ):
        question = NAME + kind.to_bytes(2, "big") + b"\0\1"
        records = [name + kind.to_bytes(2, "big") + b"\0\1\0\0\0\x3c" + len(data).to_bytes(2, "big") + data
                   for name, kind, data in records]
        # The root's own options (RFC 6891) come with most.
        options = b"\0\0\x29\4\xd0" + bytes(6)
        counts = b"\0\1" + len(records).to_bytes(2, "big") + b"\0\0\0\1"
        yield b"\0\7\x81\x80" + counts + question + b"".join(records) + options
    # Cut off, and refused in each way.
    for flags in (b"\x83\x80", b"\x81\x81", b"\x81\x82", b"\x81\x83", b"\x81\x84", b"\x81\x85", b"\x81\x89"):
        yield b"\0\7" + flags + b"\0\1" + bytes(6) + question
    yield from (b"qq.com", b"a.b.c.example.", b"xn--fiqs8s.example", b"_dmarc.example", b"a\\046b", b"x." * 120)


def write(target, seeds):
    folder = HERE / "corpus" / target
    folder.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds):
        (folder / f"seed-{number:03}").write_bytes(seed)


def main():
    said = list(sessions())
    typed = [[line[3:] for line in session.split(b"\n") if line[:3] == b"C: "] for session in said]
    typed = [lines for lines in typed if lines]
    write("dialogue", said)
    write("records", said)
    # In front stands the number of a fault; 255 is none.
    write("lab", [b"\xff" + session for session in said])
    write("practice", [b"\xff" + b"".join(line + b"\r\n" for line in lines) for lines in typed])
    helpers = (HERE.parent / "README.md").read_text().split("`")[1::2]
    helpers = [text.encode() for text in helpers if text.startswith(":")]
    write("script", [b"\n".join(lines) for lines in [helpers, *typed]])
    write("dns", replies())
    write("tls", [b"".join(handshake(path)) for path in sorted(TESTS.glob("tls/*.txt"))])


main()
