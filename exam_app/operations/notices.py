"""Telling people: the one place where a notice is written, by the act that it tells of and in its unit of work."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from uuid import UUID

from sqlalchemy import select

from exam_app.actors import Permission
from exam_app.journal import Tag
from exam_app.models import Notice, Person
from exam_app.notices import write
from exam_app.operations import operation
from exam_app.queries.languages import languages_of
from exam_app.queries.notice_rules import offices, rules_in_force
from exam_app.terms import Language, NoticeKind, NoticeState
from exam_app.work import Work

SEALED_AS = "notice.text"
LOOK_UP_AT_ONCE = 500
NOTHING_MORE: Mapping[str, object] = MappingProxyType({})


@dataclass(frozen=True)
class Recipient:
    """Who is told, about which row, and which desk and unit it concerns."""

    person_id: UUID
    about_id: UUID
    county_id: UUID
    training_unit_id: UUID | None


@operation(
    Permission.REVIEW,
    Permission.APPROVE,
    Permission.SCHEDULE,
    Permission.MARK,
    Permission.RELEASE,
    Permission.ISSUE,
    Permission.CHANGE_STATUS,
    Permission.KEEP_FEES,
)
def notify(
    work: Work, kind: NoticeKind, recipients: Sequence[Recipient], places: Mapping[str, object] = NOTHING_MORE
) -> int:
    """Write one notice for each recipient into the outbox; returns how many, none when the city does not notify this.

    Each is written in the language of its person (:mod:`exam_app.queries.languages`). ``places`` fill the sentence of
    the kind (:data:`exam_app.notices.WORDINGS`) besides the name and the office. A few statements, however many people
    are told. Nothing is sent: the desks hand it over (:mod:`.outbox`).
    """
    rules = rules_in_force(work)
    if not recipients or kind in rules.kinds_off:
        return 0
    city, counties = offices(work)
    names = _names(work, [recipient.person_id for recipient in recipients])
    languages = languages_of(work, names)
    told = [recipient for recipient in recipients if recipient.person_id in names]
    work.add_all(
        [
            _notice(
                work,
                kind,
                recipient,
                languages[recipient.person_id],
                rules.signature or city,
                {
                    "name": names[recipient.person_id],
                    "office": counties.get(recipient.county_id, city),
                    **places,
                },
            )
            for recipient in told
        ]
    )
    about = told[0].person_id if len(told) == 1 else None
    work.record(Tag.NOTICES_WRITTEN, "notice", None, about=about, count=len(told), notice=kind)
    return len(told)


def _names(work: Work, person_ids: Sequence[UUID]) -> Mapping[UUID, str]:
    names: dict[UUID, str] = {}
    for start in range(0, len(person_ids), LOOK_UP_AT_ONCE):
        some = person_ids[start : start + LOOK_UP_AT_ONCE]
        query = select(Person.id, Person.name).where(Person.city_id == work.city_id, Person.id.in_(some))
        names |= {row.id: row.name for row in work.rows(query)}
    return names


def _notice(
    work: Work,
    kind: NoticeKind,
    recipient: Recipient,
    language: Language,
    signature: str,
    places: Mapping[str, object],
) -> Notice:
    row_id = work.new_id()
    written = write(kind, language, signature, places)
    return Notice(
        city_id=work.city_id,
        id=row_id,
        person_id=recipient.person_id,
        county_id=recipient.county_id,
        training_unit_id=recipient.training_unit_id,
        kind=kind,
        about_id=recipient.about_id,
        language=language,
        text_sealed=work.site.vault.seal(written.text, SEALED_AS, row_id),
        parts=written.parts,
        state=NoticeState.WAITING,
        made_at=work.now,
    )
