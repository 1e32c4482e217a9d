"""Who answers on printed paper, and the printing of their booklets: from the same draw as the screen.

The office says it, for single candidates or for a room: before the start, or afterwards when the computers have failed.
A booklet is printed before it is needed, so it may be a mere reserve; whoever has one gets that very paper at the
screen, too.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from exam_app.actors import Permission
from exam_app.answer_sheets import paper_digest
from exam_app.errors import Conflict, Invalid, NotFound, TooEarly
from exam_app.font_letters import undrawn
from exam_app.journal import PersonalText, Tag
from exam_app.models import Booking, Booklet, BookletCount, BookletPrint, ExamSession, OnPaper, Sitting
from exam_app.operations import operation
from exam_app.operations.proctoring import open_room_of
from exam_app.queries.booklets import booklets_of, copies_in_room, on_paper, printed_bookings
from exam_app.queries.drawing import Draw
from exam_app.queries.papers import stored_items
from exam_app.session_states import OPEN
from exam_app.terms import N_, ComponentKind, ExamSessionState, PaperReason
from exam_app.work import SITE_LEDGER, Work
from question_bank import Item, Paper

LONGEST_NOTE = 200
PRINTED_FROM = timedelta(days=1)
"""How long before the start booklets may be printed: what lies about on paper longer is photographed sooner."""
MOST_COPIES = 200
"""Of one print."""


@dataclass(frozen=True)
class WhyPaper:
    """Why candidates answer on paper, and whether in large type."""

    reason: PaperReason
    note: str
    is_large: bool = False


@operation(Permission.SCHEDULE)
def choose_paper(work: Work, exam_session_id: UUID, booking_ids: Sequence[UUID], why: WhyPaper) -> int:
    """Let candidates answer on printed paper; returns how many did not before. Again it changes nothing.

    Who answers at a screen already goes on there until the booklet is handed out. Raises :class:`Invalid` without
    candidates or a note, or with a long one, :class:`Conflict` when the examination is over, or for who has handed in
    or is asked no theory.
    """
    note = _checked(why.note, N_("Enter what happened, or what was seen: it stands in the record."), "note")
    session = work.get(ExamSession, exam_session_id)
    if not booking_ids:
        raise Invalid.in_field("candidates", N_("Choose at least one candidate."))
    if session.state not in (ExamSessionState.PLANNED, *OPEN):
        raise Conflict("This examination is over, or was withdrawn. Nobody answers in it any more.")
    bookings = _locked(work, session, booking_ids)
    if any(not booking.asks(ComponentKind.THEORY) for booking in bookings):
        raise Conflict("Somebody you chose is not asked the theory. Load the page again.")
    if any(not sitting.is_open for sitting in _sittings(work, booking_ids)):
        raise Conflict("Somebody you chose has handed in. Load the page again.")
    chosen = on_paper(work, booking_ids)
    new = [booking for booking in bookings if booking.id not in chosen]
    work.add_all(
        [
            OnPaper(
                city_id=work.city_id,
                id=work.new_id(),
                exam_session_id=session.id,
                booking_id=booking.id,
                person_id=booking.person_id,
                reason=why.reason,
                note=note,
                is_large=why.is_large,
                by_person_id=work.actor.person_id,
                at=work.now,
            )
            for booking in new
        ]
    )
    for booking in new:
        work.record(
            Tag.PAPER_CHOSEN,
            "booking",
            booking.id,
            about=booking.person_id,
            ledger=_ledger(session, booking),
            cause=why.reason.value,
            large=why.is_large,
            note=PersonalText(note),
        )
    return len(new)


@operation(Permission.SCHEDULE)
def take_back(work: Work, exam_session_id: UUID, booking_id: UUID) -> None:
    """Let a candidate answer at a screen after all, as long as no booklet was handed out; again it changes nothing."""
    session = work.get(ExamSession, exam_session_id)
    (booking,) = _locked(work, session, [booking_id])
    chosen = on_paper(work, [booking_id]).get(booking_id)
    if chosen is None:
        return
    if any(sitting.is_on_paper for sitting in _sittings(work, [booking_id])):
        raise Conflict("The booklet is handed out. The candidate goes on on paper.")
    chosen.taken_back_by_id, chosen.taken_back_at = work.actor.person_id, work.now
    work.record(
        Tag.PAPER_TAKEN_BACK,
        "booking",
        booking.id,
        about=booking.person_id,
        ledger=_ledger(session, booking),
    )


def _ledger(session: ExamSession, booking: Booking) -> str:
    """The room's, once the candidate has a seat in one."""
    return session.ledger_of(booking.room_id) if booking.room_id else SITE_LEDGER


def _checked(text: str, missing: str, field: str) -> str:
    text = " ".join(text.split())
    if not text:
        raise Invalid.in_field(field, missing)
    if len(text) > LONGEST_NOTE:
        raise Invalid.in_field(field, N_("Use at most %(length)s characters."), length=LONGEST_NOTE)
    return text


def _locked(work: Work, session: ExamSession, booking_ids: Sequence[UUID]) -> Sequence[Booking]:
    """The bookings in the order of their ids, locked: nobody sits down meanwhile."""
    query = select(Booking).where(
        Booking.city_id == work.city_id, Booking.exam_session_id == session.id, Booking.id.in_(booking_ids)
    )
    bookings = work.lock_all(query.order_by(Booking.id))
    if len(bookings) < len(set(booking_ids)):
        raise NotFound("This does not exist, or not for you.")
    return bookings


def _sittings(work: Work, booking_ids: Sequence[UUID]) -> Sequence[Sitting]:
    query = select(Sitting).where(Sitting.city_id == work.city_id, Sitting.booking_id.in_(booking_ids))
    return work.all(query.order_by(Sitting.id))


# -- printing -----------------------------------------------------------------------------------------------------


@operation(Permission.SCHEDULE)
def print_booklets(
    work: Work, exam_session_id: UUID, room_id: UUID, booking_ids: Sequence[UUID], *, reason: str = ""
) -> int:
    """Keep that booklets of some candidates of a room are printed now, and with what paper; returns the print's number.

    The file is made from :func:`exam_app.queries.booklets.booklets_to_print`. Raises :class:`TooEarly` earlier than a
    day before the start, :class:`Conflict` before publication, once the examination is over, and where a question has
    letters that no font of ours draws (nothing is kept then), :class:`Invalid` in ``reason`` when one of the booklets
    was printed before, and in ``candidates`` without any or with too many.
    """
    session = work.get(ExamSession, exam_session_id)
    if session.state not in OPEN:
        raise Conflict("Booklets are printed for an examination that is published and not over.")
    if work.now < session.starts_at - PRINTED_FROM:
        raise TooEarly("Booklets can be printed from one day before the start. What lies about longer leaks sooner.")
    if not 1 <= len(booking_ids) <= MOST_COPIES:
        raise Invalid.in_field("candidates", N_("Choose 1 to %(most)s candidates."), most=MOST_COPIES)
    bookings = _locked(work, session, booking_ids)
    if any(booking.room_id != room_id or not booking.asks(ComponentKind.THEORY) for booking in bookings):
        raise NotFound("This does not exist, or not for you.")
    before = printed_bookings(work, session.id, room_id)
    is_again = any(str(booking.id) in printed.booking_ids for printed in before for booking in bookings)
    if is_again:
        reason = _checked(reason, N_("These were printed before. Enter why they are printed again."), "reason")
    _refuse_undrawn(stored_items(work, _make(work, session, bookings)).values())
    number = len(before) + 1
    printed = work.add(
        BookletPrint(
            city_id=work.city_id,
            id=work.new_id(),
            exam_session_id=session.id,
            room_id=room_id,
            number=number,
            copies=len(bookings),
            is_again=is_again,
            reason=reason if is_again else "",
            booking_ids=[str(booking.id) for booking in bookings],
            by_person_id=work.actor.person_id,
            at=work.now,
        )
    )
    work.record(
        Tag.BOOKLETS_PRINTED,
        "booklet_print",
        printed.id,
        ledger=session.ledger_of(room_id),
        number=number,
        copies=len(bookings),
        reason=PersonalText(printed.reason),
    )
    return number


def _make(work: Work, session: ExamSession, bookings: Sequence[Booking]) -> Collection[str]:
    """Fix the paper of who has no booklet yet: that of the sitting which has begun, or the one it would begin with.

    Returns the digests of all items in these booklets.
    """
    ids = [booking.id for booking in bookings]
    made, begun = booklets_of(work, ids), {sitting.booking_id: sitting for sitting in _sittings(work, ids)}
    draw, digests = Draw(work, session), {digest for booklet in made.values() for digest in booklet.paper_digests}
    for booking in bookings:
        if booking.id in made:
            continue
        sitting = begun.get(booking.id)
        paper = Paper(tuple(sitting.paper_digests), sitting.paper_seed) if sitting else draw.paper_of(booking.id)
        digests.update(paper.digests)
        work.add(
            Booklet(
                city_id=work.city_id,
                id=work.new_id(),
                exam_session_id=session.id,
                booking_id=booking.id,
                paper_digests=list(paper.digests),
                paper_seed=paper.seed,
                digest=paper_digest(paper.digests, paper.seed),
                made_at=work.now,
            )
        )
    return digests


def _refuse_undrawn(items: Iterable[Item]) -> None:
    """A letter without a font would come out as an empty box, and two choices might look the same."""
    for item in items:
        missing = undrawn(item.stem + "".join(choice.text for choice in item.choices))
        if missing:
            raise Conflict(
                "No font of the booklets has “%(letters)s” of the question “%(stem)s”. Let these candidates answer at a"
                " screen, or have the question written in other letters before it is drawn.",
                letters=missing,
                stem=item.stem,
            )


# -- what comes back ----------------------------------------------------------------------------------------------


@operation(Permission.INVIGILATE)
def count_booklets(
    work: Work, exam_session_id: UUID, room_id: UUID, *, returned: int, destroyed: int, note: str = ""
) -> int:
    """Say what became of a room's printed booklets, before it is signed; returns how many are missing.

    Counted again, the newest count stands. Raises :class:`Conflict` where nothing was printed, :class:`Invalid` for
    more copies than were printed, and for missing ones without a note.
    """
    session = open_room_of(work, exam_session_id, room_id)
    work.lock(ExamSession, session.id)
    printed = copies_in_room(work, session.id, room_id)
    if not printed:
        raise Conflict("No booklet was printed for this room.")
    if returned < 0 or destroyed < 0 or returned + destroyed > printed:
        raise Invalid.in_field("returned", N_("%(printed)s were printed. Count again."), printed=printed)
    missing = printed - returned - destroyed
    note = " ".join(note.split())
    if missing:
        note = _checked(note, N_("Copies are missing. Enter what is known of them."), "note")
    elif len(note) > LONGEST_NOTE:
        raise Invalid.in_field("note", N_("Use at most %(length)s characters."), length=LONGEST_NOTE)
    counted = select(BookletCount.id).where(
        BookletCount.city_id == work.city_id,
        BookletCount.exam_session_id == session.id,
        BookletCount.room_id == room_id,
    )
    row = work.add(
        BookletCount(
            city_id=work.city_id,
            id=work.new_id(),
            exam_session_id=session.id,
            room_id=room_id,
            number=len(work.all(counted)) + 1,
            printed=printed,
            returned=returned,
            destroyed=destroyed,
            missing=missing,
            note=note,
            by_person_id=work.actor.person_id,
            at=work.now,
        )
    )
    work.record(
        Tag.BOOKLETS_COUNTED,
        "booklet_count",
        row.id,
        ledger=session.ledger_of(room_id),
        returned=returned,
        destroyed=destroyed,
        missing=missing,
        note=PersonalText(note),
    )
    return missing
