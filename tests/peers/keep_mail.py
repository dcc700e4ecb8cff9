"""An SMTP server by aiosmtpd: STARTTLS on one port, TLS from the start on another.

keep_mail.py FOLDER USER CODE: certificate and key are in FOLDER, mail goes to FOLDER/mail/new.
It prints both ports, and ends when its standard input does.
"""

import asyncio
import pathlib
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult

folder, user, code = pathlib.Path(sys.argv[1]), sys.argv[2].encode(), sys.argv[3].encode()


class Keep:
    number = 0

    async def handle_DATA(self, server, session, envelope):
        self.number += 1
        written = folder / f"mail/tmp/{self.number}"
        written.write_bytes(envelope.original_content)
        written.rename(folder / f"mail/new/{self.number}")
        return "250 OK"


def authenticate(server, session, envelope, mechanism, data):
    # Not handled: aiosmtpd itself is to say 535.
    return AuthResult(success=(data.login, data.password) == (user, code), handled=False)


async def main():
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(folder / "server.pem", folder / "key.pem")
    loop, keep = asyncio.get_running_loop(), Keep()
    common = {"authenticator": authenticate, "auth_required": True, "hostname": "aiosmtpd"}

    def starttls():
        return SMTP(keep, tls_context=context, require_starttls=True, **common)

    def tls():
        # It does not see the TLS that it was not asked for.
        return SMTP(keep, auth_require_tls=False, **common)

    servers = [
        await loop.create_server(starttls, "127.0.0.1", 0),
        await loop.create_server(tls, "127.0.0.1", 0, ssl=context),
    ]
    print(*(server.sockets[0].getsockname()[1] for server in servers), flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


asyncio.run(main())
