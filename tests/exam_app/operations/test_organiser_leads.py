"""Leads against the organiser: answered by one, closed by another, in sight until then."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from exam_app.errors import Conflict, Invalid, NotAllowed, TooEarly, TooLate
from exam_app.journal import JournalEntry, Tag
from exam_app.models import LeadAnswer, LeadClosing
from exam_app.operations.organiser_leads import answer_lead, close_lead
from exam_app.queries.organiser_leads import LeadPage, LeadState, lead_page, leads_of, organiser_leads, waiting_leads
from exam_app.work import Site, Work
from tests.cast import Cast
from tests.exam_app.operations.test_conformance import DUE, held, report

LATER = DUE + timedelta(days=3, hours=2)
WORDS = "The invigilator fell ill; a second one is on call now."
REASON = "The rota shows the second one since."


@pytest.fixture
def lead(site: Site, cast: Cast) -> UUID:
    """The lead of the room that nobody signed; the builder's examination has others."""
    hall = held(site, cast, signed=False)
    report(site)
    with Work.open(site, cast["he"], DUE, read_only=True) as work:
        return leads_of(work, hall.exam_session_id)["signed", hall.room_id]


def answer(site: Site, cast: Cast, lead: UUID, who: str = "he", words: str = WORDS, at: datetime = LATER) -> UUID:
    with Work.open(site, cast[who], at) as work:
        return answer_lead(work, lead, words)


def close(site: Site, cast: Cast, lead: UUID, answer_id: UUID, who: str = "lin", reason: str = REASON) -> None:
    with Work.open(site, cast[who], LATER + timedelta(days=1)) as work:
        close_lead(work, lead, answer_id, reason)


def seen(site: Site, cast: Cast, lead: UUID, who: str = "lin") -> LeadPage:
    with Work.open(site, cast[who], LATER, read_only=True) as work:
        return lead_page(work, lead)


def test_a_lead_is_answered_by_one_and_closed_by_another(site: Site, cast: Cast, lead: UUID) -> None:
    assert seen(site, cast, lead).line.state is LeadState.OPEN
    said = answer(site, cast, lead)
    page = seen(site, cast, lead)
    assert (page.line.state, page.newest and page.newest.words, page.is_mine) == (LeadState.ANSWERED, WORDS, False)
    assert seen(site, cast, lead, "he").is_mine
    close(site, cast, lead, said)
    page = seen(site, cast, lead, "ma")
    assert page.line.state is LeadState.CLOSED
    assert page.closing and (page.closing.reason, page.closing.by) == (REASON, cast["lin"].name)
    assert page.line.age == timedelta(days=4, hours=2), "it ages no more"


def test_whoever_answered_does_not_close_it(site: Site, cast: Cast, lead: UUID) -> None:
    answer(site, cast, lead)
    newest = answer(site, cast, lead, "lin", at=LATER + timedelta(hours=1))
    for who in ("he", "lin"):
        with pytest.raises(Conflict) as refused:
            close(site, cast, lead, newest, who)
        assert refused.value.code == "second_person"
    assert seen(site, cast, lead).line.state is LeadState.ANSWERED


def test_the_table_itself_refuses_one_person_for_both(site: Site, cast: Cast, lead: UUID) -> None:
    said = answer(site, cast, lead)
    with pytest.raises(IntegrityError), Work.open(site, cast["he"], LATER) as work:
        by = work.found(cast["he"].person_id)
        work.add(
            LeadClosing(
                city_id=work.city_id,
                id=work.new_id(),
                lead_id=lead,
                answer_id=said,
                answered_by_id=by,
                reason=REASON,
                by_person_id=by,
                at=work.now,
            )
        )


def test_nothing_is_closed_that_nobody_answered(site: Site, cast: Cast, lead: UUID) -> None:
    with pytest.raises(TooEarly):
        close(site, cast, lead, lead)


def test_an_answer_that_came_meanwhile_is_read_first(site: Site, cast: Cast, lead: UUID) -> None:
    first = answer(site, cast, lead)
    second = answer(site, cast, lead, words="There is more to say.", at=LATER + timedelta(minutes=1))
    with pytest.raises(Conflict):
        close(site, cast, lead, first)
    close(site, cast, lead, second)


def test_a_closed_lead_stays_as_it_was_closed(site: Site, cast: Cast, lead: UUID) -> None:
    said = answer(site, cast, lead)
    close(site, cast, lead, said)
    with pytest.raises(TooLate):
        close(site, cast, lead, said)
    with pytest.raises(TooLate):
        answer(site, cast, lead, words="Too late.")
    with Work.open(site, cast["ma"], LATER, read_only=True) as work:
        assert work.all(select(LeadAnswer.words)) == [WORDS]


@pytest.mark.parametrize("words", ["", "  ", "x" * 1001])
def test_an_answer_and_a_reason_are_written_out(site: Site, cast: Cast, lead: UUID, words: str) -> None:
    with pytest.raises(Invalid) as refused:
        answer(site, cast, lead, words=words)
    assert list(refused.value.fields) == ["words"]
    said = answer(site, cast, lead)
    with pytest.raises(Invalid) as refused:
        close(site, cast, lead, said, reason=words)
    assert list(refused.value.fields) == ["reason"]


def test_only_the_city_answers_and_closes(site: Site, cast: Cast, lead: UUID) -> None:
    said = answer(site, cast, lead)
    for who in ("zhao", "ma"):
        with pytest.raises(NotAllowed):
            answer(site, cast, lead, who)
        with pytest.raises(NotAllowed):
            close(site, cast, lead, said, who)


def test_open_leads_stand_first_and_of_these_the_oldest(site: Site, cast: Cast, lead: UUID) -> None:
    with Work.open(site, cast["ma"], LATER, read_only=True) as work:
        before = organiser_leads(work)
    assert before.waiting == before.listing.total == before.counts[LeadState.OPEN] > 1
    assert {line.age for line in before.listing.rows} == {LATER - DUE}
    close(site, cast, lead, answer(site, cast, lead))
    with Work.open(site, cast["he"], LATER, read_only=True) as work:
        every, opened, settled = (organiser_leads(work, closed=closed) for closed in (None, False, True))
        assert waiting_leads(work) == every.waiting == before.waiting - 1
    assert every.listing.rows[-1].id == lead
    assert every.listing.rows[:-1] == opened.listing.rows
    assert [line.opened_at for line in opened.listing.rows] == sorted(line.opened_at for line in opened.listing.rows)
    assert [line.id for line in settled.listing.rows] == [lead]
    assert (every.counts[LeadState.CLOSED], every.total) == (1, before.total)


def test_answer_and_closing_stand_in_the_ledger(site: Site, cast: Cast, lead: UUID) -> None:
    said = answer(site, cast, lead)
    close(site, cast, lead, said)
    wanted = (Tag.ORGANISER_LEAD_ANSWERED, Tag.ORGANISER_LEAD_CLOSED)
    with Work.open(site, cast["ma"], LATER, read_only=True) as work:
        entries = work.all(select(JournalEntry).where(JournalEntry.tag.in_(wanted)).order_by(JournalEntry.leaf_index))
        assert [(each.tag, each.actor_id) for each in entries] == [
            (wanted[0], cast["he"].person_id),
            (wanted[1], cast["lin"].person_id),
        ]
        assert {each.facts["answer"] for each in entries} == {str(said)}


def test_another_city_has_no_such_lead(site: Site, cast: Cast, lead: UUID) -> None:
    stranger = replace(cast["lin"], city_id="440100")
    with Work.open(site, stranger, LATER, read_only=True) as work:
        assert organiser_leads(work).total == 0
