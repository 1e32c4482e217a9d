"""The outbox: notices leave it in the hands of people, as a file for a gateway, on paper or by telephone.

What a gateway, a post or a telephone made of a notice is noted as a further step. Nothing leaves by itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, update

from exam_app.actors import Permission
from exam_app.errors import Conflict, Invalid
from exam_app.journal import Tag
from exam_app.mappings import Table, read_table
from exam_app.models import Authority, Notice, NoticeBatch, NoticeStep, Person
from exam_app.operations import operation
from exam_app.operations.notices import SEALED_AS
from exam_app.queries.mappings import to_read
from exam_app.queries.notice_rules import rules_in_force
from exam_app.rosters.tables import read_tables
from exam_app.terms import N_, AuthorityKind, Language, NoticeAct, NoticeChannel, NoticeKind, NoticeState, TableSubject
from exam_app.work import Work

MOST_AT_ONCE = 2000
"""Notices of one batch; what is more waits for the next."""
LONGEST_WORDS = 200
NO_WORDS = "–"
"""Kept as the reason where a gateway gives none."""
STATE_AFTER = {
    NoticeAct.HAND_OVER: NoticeState.HANDED_OVER,
    NoticeAct.DELIVER: NoticeState.DELIVERED,
    NoticeAct.FAIL: NoticeState.FAILED,
    NoticeAct.AGAIN: NoticeState.WAITING,
}


@dataclass(frozen=True)
class OpenedNotice:
    """A notice with its text and the telephone of its person; both empty where there is none any more."""

    id: UUID
    name: str
    kind: NoticeKind
    state: NoticeState
    language: Language
    made_at: datetime
    text: str
    phone: str
    parts: int


@dataclass(frozen=True)
class FileRow:
    """A row of a batch's file: ``place`` counts from 1 and finds the notice again."""

    place: int
    name: str
    phone: str
    text: str


@dataclass(frozen=True)
class BatchFile:
    number: int
    channel: NoticeChannel
    rows: Sequence[FileRow]


@dataclass(frozen=True)
class AnswersRead:
    """How many notices an answer file settled, and how many of its rows changed nothing."""

    delivered: int
    failed: int
    unused: int


# -- handed over --------------------------------------------------------------------------------------------------


@operation(Permission.SEND_NOTICES)
def hand_over(work: Work, channel: NoticeChannel) -> UUID:
    """Take what waits out of the outbox as one batch; returns the batch's id.

    For the gateway goes who has a telephone; on paper who has none, and whatever was not delivered. At most 2,000 at
    once, the oldest first. Raises :class:`Conflict` when nothing waits for this channel.
    """
    _lock_outbox(work)
    notices = _for(work, channel)
    if not notices:
        raise Conflict("Nothing waits for this way out. Nothing was handed over.")
    own = NoticeBatch.county_id == work.actor.county_id
    last = work.one(select(func.max(NoticeBatch.number)).where(NoticeBatch.city_id == work.city_id, own))
    batch = work.add(
        NoticeBatch(
            city_id=work.city_id,
            id=work.new_id(),
            number=(last or 0) + 1,
            channel=channel,
            county_id=work.actor.county_id,
            count=len(notices),
            made_by_id=work.actor.person_id,
            made_at=work.now,
        )
    )
    _take_steps(work, notices, NoticeAct.HAND_OVER, channel=channel, batch_id=batch.id)
    work.record(Tag.NOTICES_HANDED_OVER, "notice_batch", batch.id, number=batch.number, count=len(notices), way=channel)
    return batch.id


def _lock_outbox(work: Work) -> None:
    """One after the other: two clerks never hand the same notice over, and batches are numbered without a gap."""
    city = work.one(select(Authority.id).where(Authority.city_id == work.city_id, Authority.kind == AuthorityKind.CITY))
    work.lock(Authority, work.found(city))


def _for(work: Work, channel: NoticeChannel) -> Sequence[Notice]:
    query = (
        select(Notice)
        .join(Person, (Person.city_id == Notice.city_id) & (Person.id == Notice.person_id))
        .where(Notice.city_id == work.city_id, Notice.text_sealed.is_not(None), _goes_by(channel))
        .order_by(Notice.made_at, Notice.id)
        .limit(MOST_AT_ONCE)
        .execution_options(populate_existing=True)
    )
    return work.all(query)


def _goes_by(channel: NoticeChannel) -> ColumnElement[bool]:
    waits, has_phone = Notice.state == NoticeState.WAITING, Person.phone_sealed.is_not(None)
    if channel is NoticeChannel.GATEWAY:
        return waits & has_phone
    return (waits & ~has_phone) | (Notice.state == NoticeState.FAILED)


# -- read ---------------------------------------------------------------------------------------------------------


@operation(Permission.SEND_NOTICES)
def read_batch(work: Work, batch_id: UUID) -> BatchFile:
    """The texts of a batch with telephone numbers, as often as needed; that they were read is journalled.

    Raises :class:`Conflict` once the texts are deleted.
    """
    batch = work.get(NoticeBatch, batch_id)
    query = (
        select(NoticeStep.place, Notice, Person)
        .join(Notice, (Notice.city_id == NoticeStep.city_id) & (Notice.id == NoticeStep.notice_id))
        .join(Person, (Person.city_id == Notice.city_id) & (Person.id == Notice.person_id))
        .where(NoticeStep.city_id == work.city_id, NoticeStep.batch_id == batch_id, Notice.text_sealed.is_not(None))
        .order_by(NoticeStep.place)
    )
    rows = [
        FileRow(work.found(place), person.name, _phone(work, person), _text(work, notice))
        for place, notice, person in work.rows(query)
    ]
    if not rows:
        raise Conflict("The texts of this batch are deleted, as the rules of the city say. What became of them stays.")
    work.record(Tag.NOTICE_FILE_READ, "notice_batch", batch.id, number=batch.number, count=len(rows))
    return BatchFile(batch.number, batch.channel, rows)


@operation(Permission.SEND_NOTICES)
def open_notice(work: Work, notice_id: UUID) -> OpenedNotice:
    """One notice with text and telephone, for a clerk who calls; that it was read is journalled."""
    notice = work.get(Notice, notice_id)
    person = work.get(Person, notice.person_id)
    work.record(Tag.NOTICE_OPENED, "notice", notice.id, about=person.id)
    return OpenedNotice(
        notice.id,
        person.name,
        notice.kind,
        notice.state,
        notice.language,
        notice.made_at,
        _text(work, notice),
        _phone(work, person),
        notice.parts,
    )


def _text(work: Work, notice: Notice) -> str:
    return work.site.vault.open(notice.text_sealed, SEALED_AS, notice.id) if notice.text_sealed is not None else ""


def _phone(work: Work, person: Person) -> str:
    return work.site.vault.open(person.phone_sealed, "person.phone", person.id) if person.phone_sealed else ""


# -- what became of it --------------------------------------------------------------------------------------------


@operation(Permission.SEND_NOTICES)
def note_told(work: Work, notice_id: UUID) -> None:
    """Note that the person was told: the clerk telephoned, handed the slip over, or knows that it arrived.

    Raises :class:`Conflict` when it is delivered already.
    """
    notice = _undelivered(work, notice_id)
    _take_steps(work, [notice], NoticeAct.DELIVER, channel=NoticeChannel.CLERK)
    work.record(Tag.NOTICE_SETTLED, "notice", notice.id, about=notice.person_id, noted=notice.state)


@operation(Permission.SEND_NOTICES)
def note_not_told(work: Work, notice_id: UUID, words: str) -> None:
    """Note that the person could not be told, and why. Raises :class:`Invalid` without words."""
    words = words.strip()
    if not 1 <= len(words) <= LONGEST_WORDS:
        raise Invalid.in_field("words", N_("Say in 1 to %(most)s characters why not."), most=LONGEST_WORDS)
    notice = _undelivered(work, notice_id)
    _take_steps(work, [notice], NoticeAct.FAIL, channel=NoticeChannel.CLERK, words=[words])
    work.record(Tag.NOTICE_SETTLED, "notice", notice.id, about=notice.person_id, noted=notice.state)


def _undelivered(work: Work, notice_id: UUID) -> Notice:
    notice = work.lock(Notice, notice_id)
    if notice.state is NoticeState.DELIVERED:
        raise Conflict("This notice is delivered already. Nothing was changed.")
    return notice


@operation(Permission.SEND_NOTICES)
def note_batch_delivered(work: Work, batch_id: UUID) -> int:
    """Note everything of a batch as delivered that nobody has said anything of; returns how many."""
    batch = work.get(NoticeBatch, batch_id)
    _lock_outbox(work)
    notices = [notice for _, notice in _in_batch(work, batch) if notice.state is NoticeState.HANDED_OVER]
    _take_steps(work, notices, NoticeAct.DELIVER, channel=batch.channel)
    work.record(Tag.NOTICES_ANSWERED, "notice_batch", batch.id, number=batch.number, delivered=len(notices), failed=0)
    return len(notices)


def _in_batch(work: Work, batch: NoticeBatch) -> Sequence[tuple[int, Notice]]:
    query = (
        select(NoticeStep.place, Notice)
        .join(Notice, (Notice.city_id == NoticeStep.city_id) & (Notice.id == NoticeStep.notice_id))
        .where(NoticeStep.city_id == work.city_id, NoticeStep.batch_id == batch.id)
        .order_by(NoticeStep.place)
        .execution_options(populate_existing=True)
    )
    return [(work.found(place), notice) for place, notice in work.rows(query)]


@operation(Permission.SEND_NOTICES)
def read_answers(work: Work, batch_id: UUID, data: bytes) -> AnswersRead:
    """Note what a gateway's file says of each notice of a batch, found by its number in the file handed over.

    The file is read by the mapping of the city. Only what is still handed over is changed, so the same file read twice
    changes nothing. Raises :class:`~exam_app.rosters.FileRefused` and :class:`Invalid` when the file says nothing.
    """
    batch = work.get(NoticeBatch, batch_id)
    answers = _answers(work, data)
    _lock_outbox(work)
    found = {place: notice for place, notice in _in_batch(work, batch) if notice.state is NoticeState.HANDED_OVER}
    delivered = [found[place] for place, why in answers.items() if place in found and why is None]
    failed = {place: why for place, why in answers.items() if place in found and why is not None}
    _take_steps(work, delivered, NoticeAct.DELIVER, channel=batch.channel)
    _take_steps(
        work, [found[place] for place in failed], NoticeAct.FAIL, channel=batch.channel, words=list(failed.values())
    )
    work.record(
        Tag.NOTICES_ANSWERED,
        "notice_batch",
        batch.id,
        number=batch.number,
        delivered=len(delivered),
        failed=len(failed),
    )
    return AnswersRead(len(delivered), len(failed), len(answers) - len(delivered) - len(failed))


def _answers(work: Work, data: bytes) -> Mapping[int, str | None]:
    """By number in the file: None where it was delivered, otherwise why not. A row that says neither is left out."""
    table = _table(work, data)
    answers: dict[int, str | None] = {}
    for row in table.rows:
        place, outcome, words = (row.values.get(name) for name in ("place", "outcome", "words"))
        if isinstance(place, int) and outcome is not None:
            answers[place] = None if outcome == "delivered" else str(words or NO_WORDS)[:LONGEST_WORDS]
    if not answers:
        raise Invalid.in_field("file", N_("No row of the file says what became of a notice."))
    return answers


def _table(work: Work, data: bytes) -> Table:
    sheets, mappings = read_tables(data), to_read(work, TableSubject.GATEWAY_ANSWERS)
    for mapping in mappings:
        for sheet in sheets:
            table = read_table(mapping, sheet.rows) if mapping.sheet in ("", sheet.name) else None
            if table is not None:
                return table
    needed = "、".join(column.heading for column in mappings[0].columns if column.field in ("place", "outcome"))
    raise Invalid.in_field("file", N_("The file has no row with these headings: %(needed)s."), needed=needed)


@operation(Permission.SEND_NOTICES)
def put_failed_back(work: Work) -> int:
    """Put everything that was not delivered back into the outbox, to leave once more; returns how many."""
    _lock_outbox(work)
    query = (
        select(Notice)
        .where(Notice.city_id == work.city_id, Notice.state == NoticeState.FAILED, Notice.text_sealed.is_not(None))
        .execution_options(populate_existing=True)
    )
    notices = work.all(query)
    if not notices:
        raise Conflict("Nothing can be put back: everything was delivered, or its text is deleted.")
    _take_steps(work, notices, NoticeAct.AGAIN)
    work.record(Tag.NOTICES_AGAIN, "notice", None, count=len(notices))
    return len(notices)


def _take_steps(
    work: Work,
    notices: Sequence[Notice],
    act: NoticeAct,
    *,
    channel: NoticeChannel | None = None,
    batch_id: UUID | None = None,
    words: Sequence[str] | None = None,
) -> None:
    """Append the same step to each notice, in two statements; its state follows from it."""
    said = words or [""] * len(notices)
    work.add_all(
        [
            NoticeStep(
                city_id=work.city_id,
                id=work.new_id(),
                notice_id=notice.id,
                act=act,
                channel=channel,
                batch_id=batch_id,
                place=place if batch_id is not None else None,
                words=why,
                by_person_id=work.actor.person_id,
                at=work.now,
            )
            for place, (notice, why) in enumerate(zip(notices, said, strict=True), 1)
        ]
    )
    for notice in notices:
        notice.state = STATE_AFTER[act]
        notice.moved_at = None if act is NoticeAct.AGAIN else work.now


# -- forgotten ----------------------------------------------------------------------------------------------------


@operation(Permission.CLOSE_EXPIRED)
def forget_texts(work: Work) -> int:
    """Delete the texts that left the outbox longer ago than the city keeps them; returns how many there were.

    That somebody was told, of what and when, stays.
    """
    limit = work.now - timedelta(days=rules_in_force(work).keep_days)
    over = (Notice.city_id == work.city_id, Notice.text_sealed.is_not(None), Notice.moved_at <= limit)
    if not work.count(select(func.count()).select_from(Notice).where(*over)):
        return 0
    forgotten = work.change(update(Notice).where(*over).values(text_sealed=None))
    work.record(Tag.NOTICE_TEXTS_FORGOTTEN, "notice", None, count=forgotten)
    return forgotten
