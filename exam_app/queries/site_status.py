"""Whether the site is well, for its administrator and the command line: gathers what ``exam_app.site_status`` judges.

Always the same number of statements, whatever the site holds.
"""

import shutil
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from sqlalchemy import select

from certificates import KeyUse
from exam_app import site_status as judge
from exam_app.backups import last_backup
from exam_app.errors import Refusal
from exam_app.journal import JournalEntry
from exam_app.keyring import Keyring, keyring_of
from exam_app.local_authority import server_certificate_ends_at
from exam_app.migrations.run import newest_revision
from exam_app.models import PublishedKey
from exam_app.queries.certificates import ListsInForce, legal_day, lists_in_force
from exam_app.settings import Settings, SettingsInvalid
from exam_app.site_status import Check, ListTimes, SiteStatus
from exam_app.work import Work


def site_status(work: Work, drift: timedelta | None = None) -> SiteStatus:
    """All checks of the actor's city and of the machine that answers; ``drift`` as in ``site_status.clock``."""
    settings, state = work.site.settings, work.database_state()
    return SiteStatus.of(
        (
            judge.database(state.name, writable=state.writable, version=state.version, newest=newest_revision()),
            judge.clock(work.now, settings.zone, _newest_record(work), drift),
            *machine_checks(settings, work.now),
            *_certificate_checks(work),
        )
    )


def status_without_a_city(work: Work) -> SiteStatus:
    """What can be told of a site that is not set up yet."""
    settings, state = work.site.settings, work.database_state()
    database = judge.database(state.name, writable=state.writable, version=state.version, newest=newest_revision())
    return SiteStatus.of((database, *machine_checks(settings, work.now)))


def status_without_a_database(settings: Settings, now: datetime) -> SiteStatus:
    """What can be told when the database does not answer: above all, which backup there is."""
    return SiteStatus.of((judge.no_database(), *machine_checks(settings, now)))


def machine_checks(settings: Settings, now: datetime) -> Iterator[Check]:
    """What needs no database: disk, last verified backup, HTTPS certificate."""
    usage = shutil.disk_usage(settings.data_folder)
    yield judge.disk(usage.free, usage.total)
    last = last_backup(settings.data_folder)
    yield judge.backup(last.taken_at if last else None, now, settings.zone)
    yield judge.https(server_certificate_ends_at(settings.key_folder), now, settings.zone)


def _newest_record(work: Work) -> datetime | None:
    """When the newest fact in reach was recorded."""
    query = select(JournalEntry.at).where(JournalEntry.city_id == work.city_id)
    return work.one(query.order_by(JournalEntry.at.desc()).limit(1))


def _certificate_checks(work: Work) -> Iterator[Check]:
    keyring, lists = keyring_of(work.site.settings), _believed_lists(work)
    newest = _newest_keys(work)
    last_days = [key.valid_to for key in newest.values()]
    if lists.trust is not None:
        last_days.append(legal_day(lists.trust.expires_at))
    yield judge.keys(
        _first(last_days),
        legal_day(work.now),
        files_missing=any(not _has_file(keyring, key) for key in newest.values()),
        trusted=lists.trust is not None,
    )
    status = lists.status.get(work.city_id)
    times = ListTimes(status.issued_at, timedelta(seconds=status.ttl_seconds), status.expires_at) if status else None
    yield judge.status_list(times, work.now, expected=bool(newest))


def _believed_lists(work: Work) -> ListsInForce:
    """The lists in force. Pins that are none, or keys of the demonstration, are a finding here and no error."""
    try:
        return lists_in_force(work)
    except (Refusal, SettingsInvalid):
        return ListsInForce(None, {})


def _newest_keys(work: Work) -> dict[str, PublishedKey]:
    """The key of each use that ends last."""
    query = select(PublishedKey).where(PublishedKey.city_id == work.city_id, PublishedKey.issuer == work.city_id)
    return {key.use: key for key in work.all(query.order_by(PublishedKey.valid_to))}


def _has_file(keyring: Keyring, key: PublishedKey) -> bool:
    return keyring.has_issuer_key(key.issuer, KeyUse[key.use.upper()], key.valid_from)


def _first(days: list[date]) -> date | None:
    return min(days, default=None)
