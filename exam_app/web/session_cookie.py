"""The session's cookie: signed, and not judged by the clock of the machine.

Flask's own reads the moment of the signature from the machine's clock, and takes a cookie out of the future for none:
setting the clock back would sign everybody out in the middle of an examination. Who is signed in, and until when,
stands in the database (``queries/signed_in.py``); what else the cookie holds is language and display.
"""

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from itsdangerous import BadSignature


class SessionCookie(SecureCookieSessionInterface):
    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        signed = self.get_signing_serializer(app)
        held = request.cookies.get(self.get_cookie_name(app))
        if signed is None or not held:
            return self.session_class() if signed else None
        try:
            return self.session_class(signed.loads(held))
        except BadSignature:
            return self.session_class()
