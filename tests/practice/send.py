"""Sends its standard input by smtplib: send.py PORT MECHANISM USER CODE CA"""

import smtplib
import ssl
import sys

port, mechanism, user, code, ca = sys.argv[1:]
with smtplib.SMTP("127.0.0.1", int(port), timeout=30) as smtp:
    smtp.starttls(context=ssl.create_default_context(cafile=ca))
    smtp.ehlo()
    smtp.user, smtp.password = user, code
    smtp.auth(mechanism, getattr(smtp, f"auth_{mechanism.lower()}"))
    smtp.sendmail(user, [user], sys.stdin.buffer.read())
