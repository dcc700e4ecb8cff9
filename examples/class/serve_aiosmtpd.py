"""aiosmtpd with STARTTLS and AUTH, for class.rs: serve_aiosmtpd.py PORT CERTIFICATE KEY USER CODE"""

import asyncio
import logging
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword


class Inbox:
    async def handle_DATA(self, server, session, envelope):
        return "250 OK"


async def main():
    port, certificate, key, user, code = sys.argv[1:]
    logging.getLogger("mail").setLevel(logging.ERROR)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    known = LoginPassword(user.encode(), code.encode())

    def authenticate(server, session, envelope, mechanism, data):
        return AuthResult(success=data == known)

    def session():
        return SMTP(Inbox(), hostname="localhost", tls_context=context, authenticator=authenticate)

    server = await asyncio.get_running_loop().create_server(session, "127.0.0.1", int(port), backlog=4096)
    await server.serve_forever()


asyncio.run(main())
