#!/usr/bin/env python3
"""Writes the seeds of the fuzz targets from the sessions and handshakes that the tests have.

usage: fuzz/seed.py    (then: cargo +nightly fuzz cmin TARGET)
"""

from pathlib import Path

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
    write("tls", [b"".join(handshake(path)) for path in sorted(TESTS.glob("tls/*.txt"))])


main()
