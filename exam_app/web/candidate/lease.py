"""The lease in the browser's cookie: it makes a reload and a second tab the same browser."""

from flask import session

from exam_app.lease_keys import LeaseKey

COOKIE_ENTRY = "lease"


def keep_lease(lease: LeaseKey) -> None:
    session[COOKIE_ENTRY] = [lease.epoch, lease.secret]


def lease_at_hand() -> LeaseKey | None:
    """What this browser holds; the operation decides whether it is in force.

    The cookie is signed, so its form can be relied on.
    """
    return LeaseKey(*session[COOKIE_ENTRY]) if COOKIE_ENTRY in session else None
