"""Whether a site is well: one check a thing that can quietly go wrong, judged from values (reliability.md 5).

Each check has a light, a figure, and for anything that is not green one sentence that says what to do. Pure: who
gathers the values is ``queries/site_status.py``.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from exam_app.errors import Sentence, sentence
from exam_app.terms import N_, Term

GIGABYTE = 10**9
BACKUP_EVERY, BACKUP_AT_THE_LATEST = timedelta(hours=26), timedelta(hours=48)
"""A backup a day, with two hours for one that runs late."""
KEY_SOON, KEY_NOW = 30, 7
"""Days. With fewer than 30 left a successor should be out already (certificate-format 6)."""
HTTPS_SOON, HTTPS_NOW = 14, 7
"""Days. The certificate is renewed at the start of the site when fewer than 14 are left: whoever does so within a
week of the first word never holds an examination with less than a week left (reliability.md 4b, row 30)."""
CLOCK_TOLERANCE = timedelta(minutes=5)
LEGAL_OFFSET = timedelta(hours=8)


class Light(Term):
    """How a check stands, the worst first."""

    RED = "red", N_("Act now")
    YELLOW = "yellow", N_("Act soon")
    GREEN = "green", N_("In order")
    OFF = "off", N_("Not in use")


class Subject(Term):
    """What is checked, in the order in which it is shown where all is equally well."""

    DATABASE = "database", N_("Database")
    DISK = "disk", N_("Disk")
    CLOCK = "clock", N_("Clock")
    BACKUP = "backup", N_("Last verified backup")
    KEYS = "keys", N_("Issuing keys")
    HTTPS = "https", N_("HTTPS certificate")
    STATUS_LIST = "status_list", N_("Status list")


@dataclass(frozen=True)
class Check:
    """One line of the page. ``advice`` is None on green lines only."""

    subject: Subject
    light: Light
    figure: Sentence
    advice: Sentence | None = None


@dataclass(frozen=True)
class SiteStatus:
    """All checks, worst first."""

    checks: tuple[Check, ...]

    @classmethod
    def of(cls, checks: Iterable[Check]) -> "SiteStatus":
        lights, subjects = list(Light), list(Subject)
        return cls(tuple(sorted(checks, key=lambda check: (lights.index(check.light), subjects.index(check.subject)))))

    @property
    def asking(self) -> int:
        """How many checks ask for somebody."""
        return sum(check.light in (Light.RED, Light.YELLOW) for check in self.checks)

    @property
    def is_red(self) -> bool:
        return any(check.light is Light.RED for check in self.checks)


# -- database and machine -------------------------------------------------------------------------------------------


def database(name: str, *, writable: bool, version: str | None, newest: str) -> Check:
    """The database answers, or this would not be asked: see :func:`no_database`."""
    if version != newest:
        return Check(
            Subject.DATABASE,
            Light.RED,
            sentence("%(name)s, tables at version %(version)s", name=name, version=version or "–"),
            sentence("This program works on version %(newest)s. Run “watchword db upgrade”.", newest=newest),
        )
    if not writable:
        return Check(
            Subject.DATABASE,
            Light.RED,
            sentence("%(name)s can be read but not written", name=name),
            sentence("Let the site write again: check the rights of its files, or the server's read-only mode."),
        )
    said = sentence("%(name)s answers and takes writes, tables at version %(version)s", name=name, version=version)
    return Check(Subject.DATABASE, Light.GREEN, said)


def no_database() -> Check:
    return Check(
        Subject.DATABASE,
        Light.RED,
        sentence("Does not answer, or has no tables"),
        sentence(
            "Start the database and check its address in the settings. A lost one is restored from the last backup, a "
            "new one is set up by “watchword init”."
        ),
    )


def disk(free: int, total: int) -> Check:
    """Free space where the site keeps its data, in bytes. Large disks are full at a share, small ones at a size."""
    share = free / total
    said = sentence("%(free)s GB free (%(share)s)", free=f"{free / GIGABYTE:.1f}", share=f"{share:.0%}")
    if free < max(GIGABYTE, min(total // 20, 10 * GIGABYTE)):
        light = Light.RED
    elif free < max(3 * GIGABYTE, min(total * 15 // 100, 30 * GIGABYTE)):
        light = Light.YELLOW
    else:
        return Check(Subject.DISK, Light.GREEN, said)
    advice = sentence("Free space or enlarge the disk: move old backups elsewhere first. A full disk stops every save.")
    return Check(Subject.DISK, light, said, advice)


def clock(now: datetime, zone: ZoneInfo, newest_record: datetime | None, drift: timedelta | None) -> Check:
    """Without a network a clock can be held against the newest record and against the time since the start.

    ``drift``: by how much the wall's clock ran ahead of the one that nobody can set; None where nothing runs.
    """
    local = now.astimezone(zone)
    said = sentence("%(now)s (%(zone)s)", now=_minute(local), zone=zone.key)
    advice = sentence("Set the clock of the server, then start the site again. Deadlines and days depend on it.")
    if newest_record is not None and newest_record - now > CLOCK_TOLERANCE:
        later = sentence(
            "%(now)s; the newest record is of %(record)s, which is later",
            now=_minute(local),
            record=_minute(newest_record.astimezone(zone)),
        )
        return Check(Subject.CLOCK, Light.RED, later, advice)
    if drift is not None and abs(drift) > CLOCK_TOLERANCE:
        ahead, behind = (
            N_("%(now)s; since the start it ran %(span)s ahead"),
            N_("%(now)s; since the start it fell %(span)s behind"),
        )
        moved = Sentence(ahead if drift > timedelta(0) else behind, {"now": _minute(local), "span": span(abs(drift))})
        return Check(Subject.CLOCK, Light.RED, moved, advice)
    if local.utcoffset() != LEGAL_OFFSET:
        elsewhere = sentence("If this is not meant, set WATCHWORD_ZONE. Certificates always count days in UTC+8.")
        return Check(Subject.CLOCK, Light.YELLOW, said, elsewhere)
    return Check(Subject.CLOCK, Light.GREEN, said)


# -- what has an age or an end --------------------------------------------------------------------------------------


def backup(taken_at: datetime | None, now: datetime, zone: ZoneInfo) -> Check:
    """The age of the last verified backup is what would be lost with the disk."""
    if taken_at is None:
        advice = sentence("Run “watchword backup” on the server now, and let it run every day.")
        return Check(Subject.BACKUP, Light.RED, sentence("Never"), advice)
    age = max(now - taken_at, timedelta(0))
    said = sentence("%(span)s ago (%(at)s)", span=span(age), at=_minute(taken_at.astimezone(zone)))
    if age <= BACKUP_EVERY:
        return Check(Subject.BACKUP, Light.GREEN, said)
    light = Light.RED if age > BACKUP_AT_THE_LATEST else Light.YELLOW
    advice = sentence("Run “watchword backup” on the server, and see why the daily run did not.")
    return Check(Subject.BACKUP, light, said, advice)


def keys(last_day: date | None, today: date, *, files_missing: bool, trusted: bool) -> Check:
    """The keys that sign certificates and lists. ``last_day``: of the first to end; None before there are any."""
    if last_day is None:
        advice = sentence("An issuer prepares them on “Keys and lists” before the first certificate.")
        return Check(Subject.KEYS, Light.OFF, sentence("Not prepared yet"), advice)
    days = (last_day - today).days
    said = sentence("Days left: %(days)s (until %(day)s)", day=last_day.isoformat(), days=max(days, 0))
    if files_missing:
        missing = sentence("A key is missing from the key folder")
        return Check(Subject.KEYS, Light.RED, missing, sentence("Bring its file back from the backup of the keys."))
    if not trusted:
        refused = sentence("The trust list is not signed by a pinned root")
        advice = sentence("Compare WATCHWORD_ROOT_KEYS with the root key, and start the site again.")
        return Check(Subject.KEYS, Light.RED, refused, advice)
    if days >= KEY_SOON:
        return Check(Subject.KEYS, Light.GREEN, said)
    advice = sentence("Bring the root key back to the key folder, and let an issuer press “Prepare keys”.")
    return Check(Subject.KEYS, Light.RED if days < KEY_NOW else Light.YELLOW, said, advice)


def https(ends_at: datetime | None, now: datetime, zone: ZoneInfo) -> Check:
    """The certificate that the site makes for itself; None where something else in front speaks HTTPS."""
    if ends_at is None:
        said = sentence("The site has none of its own")
        advice = sentence("If phones shall use the camera, serve with “--tls auto” or behind an HTTPS proxy.")
        return Check(Subject.HTTPS, Light.OFF, said, advice)
    days = (ends_at - now).days
    day = ends_at.astimezone(zone).date().isoformat()
    said = sentence("Days left: %(days)s (until %(day)s)", day=day, days=max(days, 0))
    if days >= HTTPS_SOON:
        return Check(Subject.HTTPS, Light.GREEN, said)
    advice = sentence("Stop the site and start it again with “--tls auto”: it renews the certificate by itself.")
    return Check(Subject.HTTPS, Light.RED if days < HTTPS_NOW else Light.YELLOW, said, advice)


@dataclass(frozen=True)
class ListTimes:
    """What the newest status list says of itself: when it was made, for how long it is fresh, until when it is good."""

    issued_at: datetime
    fresh_for: timedelta
    expires_at: datetime


def status_list(newest: ListTimes | None, now: datetime, *, expected: bool) -> Check:
    """Phones that check offline know nothing newer than this list. ``expected``: keys are published, so one must be."""
    if newest is None:
        if not expected:
            advice = sentence("An issuer prepares them on “Keys and lists” before the first certificate.")
            return Check(Subject.STATUS_LIST, Light.OFF, sentence("None published yet"), advice)
        publish = sentence("Let an issuer press “Publish again now” on “Keys and lists”.")
        return Check(Subject.STATUS_LIST, Light.RED, sentence("None that can be verified"), publish)
    age = max(now - newest.issued_at, timedelta(0))
    said = sentence("%(span)s old, renewed every %(every)s", span=span(age), every=span(newest.fresh_for))
    # The half-minute round of upkeep renews a list when its time is up, never before.
    if age <= newest.fresh_for + timedelta(hours=1):
        return Check(Subject.STATUS_LIST, Light.GREEN, said)
    light = Light.RED if age > 2 * newest.fresh_for or now >= newest.expires_at else Light.YELLOW
    advice = sentence(
        "See that “watchword serve” or “watchword upkeep” runs; an issuer can publish on “Keys and lists”."
    )
    return Check(Subject.STATUS_LIST, light, said, advice)


# -- words ----------------------------------------------------------------------------------------------------------


def span(time: timedelta) -> Sentence:
    """Minutes below two hours, hours below three days, then days.

    >>> str(span(timedelta(hours=5, minutes=20)))
    '5 h'
    """
    minutes = int(time.total_seconds()) // 60
    if minutes < 120:
        return sentence("%(n)s min", n=minutes)
    if minutes < 72 * 60:
        return sentence("%(n)s h", n=minutes // 60)
    return sentence("%(n)s days", n=minutes // (24 * 60))


def _minute(local: datetime) -> str:
    return local.strftime("%Y-%m-%d %H:%M")
