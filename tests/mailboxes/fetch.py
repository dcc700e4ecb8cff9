"""Writes the first mail, read by poplib or imaplib: fetch.py SCHEME PORT USER CODE CA"""

import imaplib
import poplib
import ssl
import sys

scheme, port, user, code, ca = sys.argv[1:]
place = ("127.0.0.1", int(port))
tls = ssl.create_default_context(cafile=ca)


def pop3():
    if scheme == "pop3s":
        return poplib.POP3_SSL(*place, timeout=60, context=tls)
    server = poplib.POP3(*place, timeout=60)
    server.stls(context=tls)
    return server


def imap():
    if scheme == "imaps":
        return imaplib.IMAP4_SSL(*place, ssl_context=tls, timeout=60)
    server = imaplib.IMAP4(*place, timeout=60)
    server.starttls(ssl_context=tls)
    return server


if scheme.startswith("pop3"):
    server = pop3()
    server.user(user)
    server.pass_(code)
    count, size = server.stat()
    assert count == 1 and server.uidl()[1] and server.capa()["UIDL"] == []
    mail = b"".join(line + b"\r\n" for line in server.retr(1)[1])
    assert len(mail) == size, (len(mail), size)
    server.quit()
    apop = poplib.POP3(*place, timeout=60) if scheme == "pop3" else None
    if apop:
        apop.apop(user, code)
        apop.quit()
else:
    server = imap()
    server.login(user, code)
    assert server.select() == ("OK", [b"1"])
    mail = server.fetch("1", "(RFC822)")[1][0][1]
    assert server.search(None, "SUBJECT", '"x"') == ("OK", [b""])
    server.literal = "你好".encode()
    assert server.search("UTF-8", "SUBJECT") == ("OK", [b"1"])
    assert server.store("1", "+FLAGS", r"\Flagged")[0] == "OK"
    assert server.uid("SEARCH", "FLAGGED") == ("OK", [b"1"])
    assert server.append('"Sent Messages"', r"(\Seen)", None, mail)[0] == "OK"
    assert server.copy("1", "Junk")[0] == "OK"
    structure = server.fetch("1", "(ENVELOPE BODYSTRUCTURE)")[1][0]
    assert b'"text" "plain" ("charset" "utf-8")' in structure, structure
    server.close()
    server.logout()
sys.stdout.buffer.write(mail)
